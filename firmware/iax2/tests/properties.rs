//! Any octets: no panic, and what is understood is written as it came.

use iax2_wire::crypt::MediaKey;
use iax2_wire::frame::{Body, Frame};
use iax2_wire::{Ie, IeWriter, Ies, view};
use proptest::prelude::*;

/// Full frames are rare among random octets, so half of the cases are made to look like one.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    let random = prop::collection::vec(any::<u8>(), 0..400);
    let full = (prop::collection::vec(any::<u8>(), 12..400), 1u8..14).prop_map(|(mut it, kind)| {
        it[0] |= 0x80;
        it[10] = kind;
        it
    });
    prop_oneof![random, full]
}

/// What the frame is written as; media formats have two spellings, so only a second reading must agree there.
fn written(frame: &Frame<'_>) -> Vec<u8> {
    let mut out = vec![0; 1024];
    let length = frame.emit(&mut out).expect("as long as what was read");
    out.truncate(length);
    out
}

proptest! {
    #[test]
    fn a_frame_that_is_understood_reads_the_same_again(octets in octets()) {
        if let Ok(frame) = Frame::parse(&octets) {
            let again = written(&frame);
            prop_assert_eq!(Frame::parse(&again), Ok(frame));
        }
    }

    #[test]
    fn an_iax_message_is_written_octet_for_octet(octets in octets()) {
        if let Ok(frame @ Frame::Full(full)) = Frame::parse(&octets)
            && let Body::Iax(..) | Body::Control(..) | Body::Html(..) = full.body
        {
            prop_assert_eq!(written(&frame), octets);
        }
    }

    #[test]
    fn an_element_that_is_understood_is_written_octet_for_octet(
        chain in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let understood = Ies::new(&chain).iter().flatten().filter_map(|raw| Some((raw, Ie::parse(raw).ok()?)));
        for (raw, element) in understood.filter(|(_, element)| !matches!(element, Ie::ApparentAddr(_))) {
            let mut out = [0; 300];
            let mut writer = IeWriter::new(&mut out);
            writer.push(element).expect("at most 257 octets");
            prop_assert_eq!(&writer.ies().octets()[2..], raw.data);
        }
    }

    #[test]
    fn views_read_any_octets(octets in octets()) {
        let full = view::FullView::new_unchecked(&octets);
        let _ = (full.source_call(), full.timestamp(), full.payload().len());
        let trunk = view::TrunkView::new_unchecked(&octets);
        prop_assert!(trunk.entries().count() <= octets.len());
    }

    #[test]
    fn what_is_encrypted_comes_back(octets in octets(), key in any::<[u8; 16]>(), padding in any::<[u8; 32]>()) {
        prop_assume!(octets.len() > 4);
        let (mut cipher, mut clear) = ([0; 512], [0; 512]);
        let length = MediaKey(key).encrypt(&octets, &padding, &mut cipher).expect("fits");
        let length = MediaKey(key).decrypt(&cipher[..length], &mut clear).expect("whole blocks");
        prop_assert_eq!(&clear[..length], &octets[..]);
    }

    #[test]
    fn any_octets_can_be_decrypted_or_refused(octets in octets(), key in any::<[u8; 16]>()) {
        let _ = MediaKey(key).decrypt(&octets, &mut [0; 512]);
    }
}
