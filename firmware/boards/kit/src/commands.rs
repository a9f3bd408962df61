//! What is said to the board itself once the phone is on.

use crate::board::{Board, say};
use crate::{fault, status};
use phonerig_phone::Phone;

/// The board's own words.
const HELP: &str =
    "# status version reboot fault, or what a user does: dials \"300\", answers, hangs up ..";

/// Obeys a line that is the board's own; false where it is not.
#[inline(never)]
pub(crate) fn obey<B: Board>(board: &mut B, phone: &Phone, line: &str) -> bool {
    match line {
        "status" => status::status::<B>(phone),
        "version" => status::version(board),
        "help" => say::<B>(format_args!("{HELP}")),
        "reboot" => board.reset(),
        _ => return line.strip_prefix("fault ").is_some_and(fault::commit),
    }
    say::<B>(format_args!("ok"));
    true
}
