//! RFC 5456 6.8: overlap dialling.

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use crate::flow::{Kind, Stage};
use iax2_wire::{IaxCode, IeCode};

const ECHO: Cite = must("IAX2-6.8.2-04");
const AFTER_ACCEPT: Cite = must("IAX2-9.7-01").read_as(42);

/// Numbers asked for and not yet answered that are remembered of a leg.
const MAX_ASKED: usize = 64;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "dprep-echoes-the-number",
        requirements: &["IAX2-6.8.2-04"],
        summary: "CALLED NUMBER in DPREP equals the one in DPREQ.",
    },
    RuleInfo {
        name: "digits-are-asked-for-after-accept",
        requirements: &["IAX2-9.7-01"],
        summary: "DPREQ and DIAL are sent only on an accepted leg.",
    },
];

/// Judges DPREQ, DPREP and DIAL.
pub(super) fn check(scene: &mut Scene<'_>) {
    if !scene.is_fresh() {
        return;
    }
    match scene.message.iax() {
        Some(IaxCode::DPREQ) => {
            early(scene);
            let number = scene.ies().find(IeCode::CALLED_NUMBER).map(Box::from);
            let asked = &mut scene.shared.asked_numbers;
            asked.extend(number.filter(|_| asked.len() < MAX_ASKED));
        }
        Some(IaxCode::DIAL) => early(scene),
        Some(IaxCode::DPREP) => dprep(scene),
        _ => {}
    }
}

fn early(scene: &mut Scene<'_>) {
    if scene.shared.kind == Kind::Call && scene.shared.stage < Stage::Linked {
        scene.fail(AFTER_ACCEPT, format!("{} was sent before ACCEPT", scene.message));
    }
}

fn dprep(scene: &mut Scene<'_>) {
    let Some(number) = scene.ies().find(IeCode::CALLED_NUMBER) else { return };
    let asked = &mut scene.shared.asked_numbers;
    if asked.is_empty() {
        return;
    }
    match asked.iter().position(|each| **each == *number) {
        Some(index) => {
            asked.remove(index);
        }
        None => {
            let words =
                format!("DPREP is about \"{}\", which no DPREQ asked for", number.escape_ascii());
            scene.fail(ECHO, words);
        }
    }
}
