//! What the board says of itself when it is asked.

use crate::board::{Board, say};
use crate::image::Image;
use crate::stack;
use phonerig_phone::Phone;

/// Octets of IAX2's state of a call, where `ci/budgets` finds it.
#[unsafe(no_mangle)]
#[used]
static CALL_STATE: u32 = Phone::CALL_STATE as u32;

/// The version of the console's language.
const CONSOLE: u32 = 1;

/// Which firmware this is, on which board, and why it started.
pub(crate) fn version<B: Board>(board: &B) {
    let (name, version, reset) = (B::NAME, env!("CARGO_PKG_VERSION"), board.reset_cause().word());
    say::<B>(format_args!(
        "# phonerig {version} {name} console={CONSOLE} image={Image} reset={reset}"
    ));
}

/// Accounts, calls and the stack, a line each.
pub(crate) fn status<B: Board>(phone: &Phone) {
    for account in phone.accounts() {
        say::<B>(format_args!("- {account}"));
    }
    for call in phone.calls() {
        say::<B>(format_args!("- {call}"));
    }
    let (used, room) = stack::depth();
    say::<B>(format_args!("- stack={used} of={room}"));
}
