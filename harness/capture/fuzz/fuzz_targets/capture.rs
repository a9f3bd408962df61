//! Any octets as a capture: reading, recognising flows, decrypting, listing in both forms.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phonerig_capture::capture::Reader;
use phonerig_capture::decryption::Secrets;
use phonerig_capture::show::{Outputs, list};

fuzz_target!(|octets: &[u8]| {
    let secrets = Secrets { passwords: vec!["pA".into()] };
    let (mut listing, mut json, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    let to = Outputs {
        listing: &mut listing,
        json: Some(("json".into(), &mut json)),
        warnings: &mut warnings,
    };
    let _ = list(|| Reader::new("fuzz".into(), octets), Some(4569), secrets, to);
    for text in [listing, json, warnings] {
        assert!(String::from_utf8(text).is_ok(), "what is printed is text");
    }
});
