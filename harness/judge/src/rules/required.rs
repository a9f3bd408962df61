//! RFC 5456 6: the elements that each message must have, as one table.

use super::rule::{Cite, RuleInfo, must, should};
use super::scene::Scene;
use iax2_wire::{IaxCode, IeCode};

/// What a missing element is worth.
#[derive(Clone, Copy, PartialEq)]
enum Grade {
    /// It fails, or warns where it is a SHOULD.
    Level,
    /// It warns: another sentence of the RFC has it optional.
    Warns,
}

/// A message, the elements of which it needs one, the requirement, and what lacking them is worth.
struct Row(IaxCode, &'static [IeCode], Cite, Grade);

use Grade::{Level, Warns};

#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row(IaxCode::NEW, &[IeCode::VERSION], must("IAX2-6.2.2-06"), Level),
    Row(IaxCode::NEW, &[IeCode::CALLED_NUMBER], must("IAX2-6.2.2-14").read_as(34), Warns),
    Row(IaxCode::NEW, &[IeCode::CALLED_NUMBER, IeCode::CALLED_CONTEXT], should("IAX2-6.2.2-09"), Level),
    Row(IaxCode::NEW, &[IeCode::CODEC_PREFS], must("IAX2-6.2.2-15").read_as(34), Warns),
    Row(IaxCode::NEW, &[IeCode::CALLINGPRES], must("IAX2-6.2.2-16"), Level),
    Row(IaxCode::NEW, &[IeCode::CALLINGTON], must("IAX2-6.2.2-17"), Level),
    Row(IaxCode::NEW, &[IeCode::CALLINGTNS], must("IAX2-6.2.2-18"), Level),
    Row(IaxCode::NEW, &[IeCode::DATETIME], should("IAX2-8.6.28-03").read_as(34), Level),
    Row(IaxCode::ACCEPT, &[IeCode::FORMAT], must("IAX2-6.2.3-03"), Level),
    Row(IaxCode::AUTHREQ, &[IeCode::USERNAME], must("IAX2-6.2.7-02"), Level),
    Row(IaxCode::AUTHREQ, &[IeCode::AUTHMETHODS], must("IAX2-6.2.7-02"), Level),
    Row(IaxCode::AUTHREQ, &[IeCode::CHALLENGE], must("IAX2-6.2.7-03").read_as(33), Level),
    Row(IaxCode::AUTHREP, &[IeCode::MD5_RESULT, IeCode::RSA_RESULT], must("IAX2-6.2.6-01"), Level),
    Row(IaxCode::REGREQ, &[IeCode::USERNAME], must("IAX2-6.1.2-01"), Level),
    Row(IaxCode::REGREQ, &[IeCode::REFRESH], should("IAX2-6.1.2-02"), Level),
    Row(IaxCode::REGAUTH, &[IeCode::USERNAME], must("IAX2-6.1.3-01"), Level),
    Row(IaxCode::REGAUTH, &[IeCode::AUTHMETHODS], must("IAX2-6.1.3-01"), Level),
    Row(IaxCode::REGAUTH, &[IeCode::CHALLENGE], must("IAX2-6.1.3-02").read_as(33), Level),
    Row(IaxCode::REGACK, &[IeCode::USERNAME], must("IAX2-6.1.4-03").read_as(29), Warns),
    Row(IaxCode::REGACK, &[IeCode::DATETIME], must("IAX2-6.1.4-04").read_as(29), Warns),
    Row(IaxCode::REGACK, &[IeCode::APPARENT_ADDR], must("IAX2-6.1.4-05").read_as(29), Level),
    Row(IaxCode::REGREJ, &[IeCode::CAUSE], must("IAX2-6.1.5-01"), Level),
    Row(IaxCode::REGREJ, &[IeCode::CAUSECODE], must("IAX2-6.1.5-01"), Level),
    Row(IaxCode::REGREL, &[IeCode::USERNAME], must("IAX2-6.1.6-01"), Level),
    Row(IaxCode::DPREQ, &[IeCode::CALLED_NUMBER], must("IAX2-6.8.1-01").read_as(27), Level),
    Row(IaxCode::DPREP, &[IeCode::CALLED_NUMBER], must("IAX2-6.8.2-01").read_as(27), Level),
    Row(IaxCode::DPREP, &[IeCode::DPSTATUS], must("IAX2-6.8.2-02"), Level),
    Row(IaxCode::DPREP, &[IeCode::REFRESH], must("IAX2-6.8.2-03").read_as(28), Warns),
    Row(IaxCode::DIAL, &[IeCode::CALLED_NUMBER], must("IAX2-6.8.3-02"), Level),
    Row(IaxCode::TXREQ, &[IeCode::APPARENT_ADDR], must("IAX2-6.5.1-02"), Level),
    Row(IaxCode::TXREQ, &[IeCode::CALLNO], must("IAX2-6.5.1-02"), Level),
    Row(IaxCode::TXREQ, &[IeCode::TRANSFERID], must("IAX2-6.5.1-02"), Warns),
    Row(IaxCode::TXCNT, &[IeCode::TRANSFERID], must("IAX2-6.5.2-01").read_as(24), Warns),
    Row(IaxCode::TXACC, &[IeCode::TRANSFERID], must("IAX2-6.5.3-01").read_as(23), Warns),
    Row(IaxCode::TXREADY, &[IeCode::TRANSFERID, IeCode::CALLNO], must("IAX2-6.5.4-01").read_as(23), Level),
    Row(IaxCode::TXREL, &[IeCode::CALLNO], must("IAX2-6.5.5-04"), Level),
    Row(IaxCode::TXMEDIA, &[IeCode::CALLNO], must("IAX2-6.5.6-05"), Level),
    Row(IaxCode::TRANSFER, &[IeCode::CALLED_NUMBER], must("IAX2-6.4.6-04"), Level),
    Row(IaxCode::UNSUPPORT, &[IeCode::IAX_UNKNOWN], must("IAX2-8.6.22-02").read_as(37), Warns),
    Row(IaxCode::HANGUP, &[IeCode::CAUSE], should("IAX2-8.6.21-01").read_as(36), Level),
    Row(IaxCode::REJECT, &[IeCode::CAUSE], should("IAX2-8.6.21-01").read_as(36), Level),
    Row(IaxCode::TXREJ, &[IeCode::CAUSE], should("IAX2-8.6.21-01").read_as(36), Level),
    Row(IaxCode::HANGUP, &[IeCode::CAUSECODE], should("IAX2-8.6.33-02").read_as(36), Level),
    Row(IaxCode::REJECT, &[IeCode::CAUSECODE], should("IAX2-8.6.33-02").read_as(36), Level),
    Row(IaxCode::TXREJ, &[IeCode::CAUSECODE], should("IAX2-8.6.33-02").read_as(36), Level),
];

const FIRST: Cite = must("IAX2-6.2.2-07");
const FORMAT: Cite = must("IAX2-6.2.2-19").read_as(34);

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "messages-have-the-elements-that-they-need",
        requirements: &[
            "IAX2-6.2.2-06",
            "IAX2-6.2.2-14",
            "IAX2-6.2.2-09",
            "IAX2-6.2.2-15",
            "IAX2-6.2.2-16",
            "IAX2-6.2.2-17",
            "IAX2-6.2.2-18",
            "IAX2-6.2.2-19",
            "IAX2-8.6.28-03",
            "IAX2-6.2.3-03",
            "IAX2-6.2.7-02",
            "IAX2-6.2.7-03",
            "IAX2-6.2.6-01",
            "IAX2-6.1.2-01",
            "IAX2-6.1.2-02",
            "IAX2-6.1.3-01",
            "IAX2-6.1.3-02",
            "IAX2-6.1.4-03",
            "IAX2-6.1.4-04",
            "IAX2-6.1.4-05",
            "IAX2-6.1.5-01",
            "IAX2-6.1.6-01",
            "IAX2-6.8.1-01",
            "IAX2-6.8.2-01",
            "IAX2-6.8.2-02",
            "IAX2-6.8.2-03",
            "IAX2-6.8.3-02",
            "IAX2-6.5.1-02",
            "IAX2-6.5.2-01",
            "IAX2-6.5.3-01",
            "IAX2-6.5.4-01",
            "IAX2-6.5.5-04",
            "IAX2-6.5.6-05",
            "IAX2-6.4.6-04",
            "IAX2-8.6.22-02",
            "IAX2-8.6.21-01",
            "IAX2-8.6.33-02",
        ],
        summary: "Each message has the information elements that its section requires.",
    },
    RuleInfo {
        name: "version-comes-first",
        requirements: &["IAX2-6.2.2-07"],
        summary: "VERSION is the first element of NEW.",
    },
];

/// Judges which elements a message has.
pub(super) fn check(scene: &mut Scene<'_>) {
    let Some(code) = scene.message.iax() else { return };
    for Row(message, elements, cite, grade) in TABLE {
        if *message != code || elements.iter().any(|&element| scene.has(element)) {
            continue;
        }
        let names = elements.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
        let words = format!("{code} has no {names}");
        if *grade == Warns { scene.warn(*cite, words) } else { scene.fail(*cite, words) }
    }
    if code == IaxCode::NEW {
        new(scene);
    }
}

fn new(scene: &mut Scene<'_>) {
    let first = scene.ies().iter().next().and_then(Result::ok).map(|element| element.code);
    if let Some(other) = first.filter(|&code| code != IeCode::VERSION)
        && scene.has(IeCode::VERSION)
    {
        scene.fail(FIRST, format!("NEW begins with {other}, not with VERSION"));
    }
    let others = [IeCode::CAPABILITY, IeCode::CAPABILITY2, IeCode::FORMAT2];
    if scene.has(IeCode::FORMAT) {
        return;
    }
    if others.iter().any(|&code| scene.has(code)) {
        scene.warn(FORMAT, "NEW has no FORMAT, though other elements name codecs".to_owned());
    } else {
        scene.fail(FORMAT, "NEW names no codec at all".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_listed() {
        for Row(message, _, cite, _) in TABLE {
            assert!(RULES[0].requirements.contains(&cite.id), "{message} {}", cite.id);
        }
    }
}
