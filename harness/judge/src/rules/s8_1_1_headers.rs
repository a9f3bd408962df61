//! RFC 5456 8.1.1 and 6: call numbers of full frames, the R bit's meaning aside.

use super::rule::{Cite, RuleInfo, must};
use super::scene::{Novelty, Scene};
use crate::flow::Kind;
use iax2_wire::IaxCode;

const NUMBERS: Cite = must("IAX2-6-01");
const SOURCE: Cite = must("IAX2-8.1.1-04");
const DEST: Cite = must("IAX2-8.1.1-09");
const ACK_NUMBERS: Cite = must("IAX2-6.9.1-02");
const PING_NUMBERS: Cite = must("IAX2-6.7.2-01");
const POKE_DEST: Cite = must("IAX2-6.7.1-03");
const POKE_IN_CALL: Cite = must("IAX2-6.7.1-01").read_as(39);
const NEW_DEST: Cite = must("IAX2-6.2.2-02");
const OWN_NUMBER: Cite = must("IAX2-4-01");
pub(super) const SHORT: Cite = must("IAX2-8.1.1-03");

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "full-frames-have-whole-headers",
        requirements: &["IAX2-8.1.1-03"],
        summary: "A datagram with F = 1 holds at least the 12 octets of a full frame's header.",
    },
    RuleInfo {
        name: "full-frames-carry-both-call-numbers",
        requirements: &[
            "IAX2-6-01",
            "IAX2-8.1.1-04",
            "IAX2-8.1.1-09",
            "IAX2-6.9.1-02",
            "IAX2-6.7.2-01",
        ],
        summary: "The source number is the sender's own, the destination number the receiver's once it is known.",
    },
    RuleInfo {
        name: "an-end-keeps-its-number",
        requirements: &["IAX2-4-01"],
        summary: "Each end of a leg keeps its own call number for the leg's life.",
    },
    RuleInfo {
        name: "requests-without-a-call-have-no-destination",
        requirements: &["IAX2-6.7.1-03", "IAX2-6.7.1-01", "IAX2-6.2.2-02"],
        summary: "NEW and POKE have destination number 0, and POKE belongs to no call.",
    },
];

/// Judges the call numbers of a full frame.
pub(super) fn check(scene: &mut Scene<'_>) {
    if scene.stateless {
        return;
    }
    if scene.header.source == 0 {
        scene.fail(SOURCE, format!("{} has source call number 0", scene.message));
    } else if scene.me.number != 0 && scene.header.source != scene.me.number {
        own_number_changed(scene);
    }
    if scene.is(IaxCode::POKE) || scene.is(IaxCode::NEW) {
        request(scene);
    } else if scene.header.dest == 0 {
        destination_missing(scene);
    } else if scene.peer.number != 0 && scene.header.dest != scene.peer.number {
        destination_wrong(scene);
    }
}

fn own_number_changed(scene: &mut Scene<'_>) {
    let words = format!(
        "{} comes from call number {}, the leg's earlier frames from {}",
        scene.message, scene.header.source, scene.me.number
    );
    scene.fail(OWN_NUMBER, words);
}

fn request(scene: &mut Scene<'_>) {
    if scene.header.dest == 0 {
        return;
    }
    let words = format!("{} has destination call number {}", scene.message, scene.header.dest);
    if scene.is(IaxCode::NEW) {
        scene.fail(NEW_DEST, words);
        return;
    }
    if scene.shared.kind != Kind::Poke {
        scene.fail(POKE_IN_CALL, "POKE uses the numbers of a call".to_owned());
    }
    scene.fail(POKE_DEST, words);
}

fn destination_missing(scene: &mut Scene<'_>) {
    let opens = scene.message.is_any(&[IaxCode::REGREQ, IaxCode::REGREL, IaxCode::INVAL]);
    let was_unknown = scene.novelty == Novelty::Repeat
        && scene.me.sending.numbered(scene.header.oseqno).is_some_and(|sent| sent.dest == 0);
    if opens || was_unknown || scene.peer.number == 0 {
        return;
    }
    let cite = match scene.message.iax() {
        Some(IaxCode::ACK) => ACK_NUMBERS,
        Some(IaxCode::PING) => PING_NUMBERS,
        _ => NUMBERS,
    };
    let words = format!(
        "{} has destination call number 0, though the other end's number {} is known",
        scene.message, scene.peer.number
    );
    scene.fail(cite, words);
}

fn destination_wrong(scene: &mut Scene<'_>) {
    // ACK may go to whoever sent a frame without a call, as PONG or CALLTOKEN from number 1.
    let to_nobody = scene.header.dest <= 1 && scene.message.is_any(&[IaxCode::ACK, IaxCode::INVAL]);
    let of_transfer = scene.message.is_any(&[IaxCode::TXCNT, IaxCode::TXACC]);
    // INVAL answers what belongs to no call, and so to whatever number that had.
    if to_nobody || of_transfer || scene.is(IaxCode::INVAL) {
        return;
    }
    let words = format!(
        "{} goes to call number {}, but the other end's is {}",
        scene.message, scene.header.dest, scene.peer.number
    );
    scene.fail(DEST, words);
}
