//! Any datagram: every reader of the alphabet, and writing again what was understood.
#![no_main]

use iax2_wire::crypt::MediaKey;
use iax2_wire::{Body, Frame, FullView, Ie, TrunkView};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    let mut out = vec![0; octets.len() + 64];
    read_views(octets);
    let _ = MediaKey([7; 16]).decrypt(octets, &mut out);
    let Ok(frame) = Frame::parse(octets) else { return };
    if let Frame::Full(full) = frame
        && let Body::Iax(_, elements) = full.body
    {
        let understood = elements.iter().flatten().filter(|raw| Ie::parse(*raw).is_ok()).count();
        assert!(understood <= octets.len());
    }
    let length = frame.emit(&mut out).expect("as long as what was read");
    assert_eq!(Frame::parse(&out[..length]), Ok(frame));
});

fn read_views(octets: &[u8]) {
    let full = FullView::new_unchecked(octets);
    let _ = (full.source_call(), full.dest_call(), full.timestamp(), full.subclass());
    let _ = TrunkView::new_unchecked(octets).entries().count();
}
