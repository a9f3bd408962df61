//! RFC 5456 8.2 to 8.5: frame types and subclasses that exist, and those that are reserved.

use super::rule::{Cite, RuleInfo, must};
use super::scene::{Novelty, Scene};
use iax2_wire::{ControlCode, FrameType, HtmlCode, IaxCode};

const TYPE: Cite = must("IAX2-8.1.1-15");
const TYPES: Cite = must("IAX2-8.2-01");
const NULL: Cite = must("IAX2-8.2.5-01");
const IAX: Cite = must("IAX2-8.2.6-01");
const IAX_RESERVED: Cite = must("IAX2-8.4-02");
const CONTROL: Cite = must("IAX2-8.2.4-01");
const CONTROL_RESERVED: Cite = must("IAX2-8.3-02");
const HTML: Cite = must("IAX2-8.5-01");
const PLAIN_FIRST: Cite = must("IAX2-8.1.1-16").read_as(15);

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "frame-types-exist",
        requirements: &["IAX2-8.1.1-15", "IAX2-8.2-01"],
        summary: "A frame's type is one that the RFC or the registry assigns.",
    },
    RuleInfo {
        name: "null-is-never-sent",
        requirements: &["IAX2-8.2.5-01"],
        summary: "No frame has type NULL.",
    },
    RuleInfo {
        name: "subclasses-exist",
        requirements: &[
            "IAX2-8.2.6-01",
            "IAX2-8.4-02",
            "IAX2-8.2.4-01",
            "IAX2-8.3-02",
            "IAX2-8.5-01",
            "IAX2-8.1.1-16",
        ],
        summary: "IAX, control and HTML frames have assigned subclasses, not reserved ones.",
    },
];

/// Judges type and subclass of a full frame.
pub(super) fn check(scene: &mut Scene<'_>) {
    if scene.novelty == Novelty::Repeat {
        return;
    }
    match scene.message.kind {
        FrameType::NULL => scene.fail(NULL, "a NULL frame was sent".to_owned()),
        FrameType(0) => scene.fail(TYPE, "a frame has type 0".to_owned()),
        FrameType::IAX => iax(scene),
        FrameType::CONTROL => control(scene),
        FrameType::HTML => html(scene),
        kind if kind.name().is_none() => {
            scene.warn(TYPES, format!("a frame has type {kind}, which is not assigned"));
        }
        _ => {}
    }
}

fn iax(scene: &mut Scene<'_>) {
    let code = IaxCode(scene.message.code);
    let words = format!("an IAX frame has subclass 0x{:02x}", code.0);
    if matches!(code.0, 0x1f | 0x23..=0x25) {
        scene.fail(IAX_RESERVED, format!("{words}, which is reserved"));
    } else if code.0 >= 0x80 {
        scene.fail(PLAIN_FIRST, format!("{words}: C = 1, but IAX messages have plain numbers"));
    } else if code.name().is_none() {
        scene.fail(IAX, format!("{words}, which is not assigned"));
    }
}

fn control(scene: &mut Scene<'_>) {
    let code = ControlCode(scene.message.code);
    let words = format!("a control frame has subclass 0x{:02x}", code.0);
    if matches!(code.0, 0x02 | 0x06 | 0x07 | 0x0a) {
        scene.fail(CONTROL_RESERVED, format!("{words}, which is reserved"));
        scene.fail(CONTROL, format!("{words}, which is reserved"));
    } else if code.name().is_none() {
        scene.warn(CONTROL, format!("{words}, which is not assigned"));
    }
}

fn html(scene: &mut Scene<'_>) {
    let code = HtmlCode(scene.message.code);
    if code.name().is_none() {
        scene.fail(HTML, format!("an HTML frame has subclass 0x{:02x}", code.0));
    }
}
