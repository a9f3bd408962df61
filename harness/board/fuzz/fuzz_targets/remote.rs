//! Any octets as requests to the debug probe. The parser is taken from its file: the crate would bring probe-rs along, instrumented.
#![no_main]

#[expect(dead_code, reason = "answers are not made here")]
#[path = "../../src/probe_server/remote.rs"]
mod remote;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    let mut whole = remote::Reader::default();
    whole.push(octets);
    let requests: Vec<_> = std::iter::from_fn(|| whole.next_request()).collect();
    // In pieces they are the same requests, unless one was so long that it was given up.
    let mut pieces = remote::Reader::default();
    let mut again = Vec::new();
    for piece in octets.chunks(7) {
        pieces.push(piece);
        again.extend(std::iter::from_fn(|| pieces.next_request()));
    }
    assert!(octets.len() > 4096 || requests == again, "{requests:?} are not {again:?}");
});
