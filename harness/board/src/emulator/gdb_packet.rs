//! Packets of the gdb remote protocol: `$BODY#SUM`, each acknowledged by `+`.

/// A packet with its sum.
pub(super) fn packet(body: &str) -> Vec<u8> {
    let sum = body.bytes().fold(0u8, u8::wrapping_add);
    format!("${body}#{sum:02x}").into_bytes()
}

/// Takes packets out of a stream.
#[derive(Debug, Default)]
pub(super) struct Packets(Vec<u8>);

impl Packets {
    /// Adds what came.
    pub(super) fn push(&mut self, octets: &[u8]) {
        self.0.extend_from_slice(octets);
    }

    /// The body of the next whole packet. Acknowledgements and broken packets are passed over: the stream is a local socket.
    pub(super) fn next(&mut self) -> Option<String> {
        let start = self.0.iter().position(|octet| *octet == b'$')?;
        let length = self.0[start..].iter().position(|octet| *octet == b'#')?;
        let end = start + length;
        if self.0.len() < end + 3 {
            return None;
        }
        let body = String::from_utf8_lossy(&self.0[start + 1..end]).into_owned();
        self.0.drain(..end + 3);
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_has_the_sum_of_its_body() {
        assert_eq!(packet("OK"), b"$OK#9a");
        assert_eq!(packet("c"), b"$c#63");
    }

    #[test]
    fn packets_come_out_whole_and_in_order() {
        let mut packets = Packets::default();
        packets.push(b"+$T05thr");
        assert_eq!(packets.next(), None);
        packets.push(b"ead:01;#07+$OK#9");
        assert_eq!(packets.next().as_deref(), Some("T05thread:01;"));
        assert_eq!(packets.next(), None);
        packets.push(b"a");
        assert_eq!(packets.next().as_deref(), Some("OK"));
    }
}
