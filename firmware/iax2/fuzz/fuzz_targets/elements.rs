//! Any octets as a chain of elements: every getter, every reading, and writing again what was understood.
#![no_main]

use iax2_wire::{Ie, IeWriter, Ies};
use libfuzzer_sys::fuzz_target;
use std::hint::black_box;

fuzz_target!(|octets: &[u8]| {
    let chain = Ies::new(octets);
    read_text(chain);
    read_numbers(chain);
    read_opaque(chain);
    write_again(chain);
});

fn read_text(chain: Ies<'_>) {
    black_box((chain.called_number(), chain.calling_number(), chain.calling_ani()));
    black_box((chain.calling_name(), chain.called_context(), chain.username()));
    black_box((chain.language(), chain.dnid(), chain.cause(), chain.music_on_hold()));
    black_box((chain.rdnis(), chain.variable()));
}

fn read_numbers(chain: Ies<'_>) {
    black_box((chain.capability(), chain.format(), chain.version(), chain.adsicpe()));
    black_box((chain.authmethods(), chain.refresh(), chain.dpstatus(), chain.callno()));
    black_box((chain.iax_unknown(), chain.msgcount(), chain.auto_answer(), chain.transfer_id()));
    black_box((chain.calling_pres(), chain.calling_ton(), chain.calling_tns()));
    black_box((chain.sampling_rate(), chain.cause_code(), chain.encryption()));
    black_box((chain.rr_jitter(), chain.rr_loss(), chain.rr_pkts(), chain.rr_delay()));
    black_box((chain.rr_dropped(), chain.rr_ooo(), chain.calling_ani2()));
    if let Some(date) = chain.datetime() {
        black_box((date.year(), date.month(), date.day(), date.is_sane()));
    }
}

fn read_opaque(chain: Ies<'_>) {
    black_box((chain.challenge(), chain.md5_result(), chain.rsa_result(), chain.call_token()));
    black_box((chain.osp_token(), chain.apparent_addr()));
    black_box(chain.codec_prefs().map(Iterator::count));
}

/// Only an address may be written otherwise than it came: its unused octets are not kept.
fn write_again(chain: Ies<'_>) {
    for raw in chain.iter().flatten() {
        let Ok(element) = Ie::parse(raw) else { continue };
        let mut out = [0; 257];
        let mut writer = IeWriter::new(&mut out);
        writer.push(element).expect("at most 257 octets");
        let again = writer.ies().iter().next().expect("one element").expect("whole");
        assert_eq!(Ie::parse(again), Ok(element));
        if !matches!(element, Ie::ApparentAddr(_)) {
            assert_eq!((again.code, again.data), (raw.code, raw.data));
        }
    }
}
