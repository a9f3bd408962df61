//! Every IAX2 frame of captures/ is written as it was read, octet for octet.

use std::path::Path;

use iax2_wire::{Body, Frame, Ie, IeWriter};
use phonerig::capture::{Kind, Reader};

/// IAX2's registered port; the recordings keep to it.
const IAX2: u16 = 4569;

fn each_datagram(mut look: impl FnMut(&str, u64, &[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures");
    for entry in std::fs::read_dir(folder).expect("captures/") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "pcap") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut reader = Reader::open(&path).expect("a capture");
        while let Some(item) = reader.next_item().expect("whole records") {
            if let Kind::Udp { src, dst, payload, missing: 0 } = item.kind
                && (src.port() == IAX2 || dst.port() == IAX2)
            {
                look(&name, item.packet, payload);
            }
        }
    }
}

#[test]
fn frames_of_captures_are_written_octet_for_octet() {
    let mut counts = [0u32; 4];
    each_datagram(|name, packet, octets| {
        // The ciphertext of an encrypted frame has no frame type that could be told.
        if name.contains("encrypted") {
            return;
        }
        let frame = Frame::parse(octets).unwrap_or_else(|error| panic!("{name} {packet}: {error}"));
        let kind = match frame {
            Frame::Full(_) => 0,
            Frame::Mini(_) => 1,
            Frame::Video(_) => 2,
            Frame::Trunk(_) => 3,
        };
        counts[kind] += 1;
        let mut out = [0; 2048];
        let length = frame.emit(&mut out).expect("as long as what was read");
        assert_eq!(&out[..length], octets, "{name} {packet}");
    });
    let [full, mini, _, trunk] = counts;
    assert!(full > 500 && mini > 5000 && trunk > 100, "{counts:?}");
}

#[test]
fn elements_of_captures_are_understood_and_written_octet_for_octet() {
    let mut count = 0;
    each_datagram(|name, packet, octets| {
        let Ok(Frame::Full(full)) = Frame::parse(octets) else { return };
        let Body::Iax(_, chain) = full.body else { return };
        if name.contains("encrypted") {
            return;
        }
        let mut out = [0; 1024];
        let mut writer = IeWriter::new(&mut out);
        for raw in chain {
            let raw = raw.unwrap_or_else(|error| panic!("{name} {packet}: {error}"));
            let element = Ie::parse(raw).unwrap_or_else(|error| panic!("{name} {packet}: {error}"));
            writer.push(element).expect("fits");
            count += 1;
        }
        assert_eq!(writer.ies().octets(), chain.octets(), "{name} {packet}");
    });
    assert!(count > 500, "{count}");
}
