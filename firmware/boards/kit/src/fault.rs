//! The last words of a board that cannot go on. The rig resets it.

use crate::board::{Board, say};
use crate::stack::calls;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};

/// A panic in what reports a panic is not reported.
static DYING: AtomicBool = AtomicBool::new(false);

/// Reports a panic on the console and in the log. Its text and its place in the source would take 20 KiB of flash: the calls
/// that led to it take none, and `addr2line` finds their places in the image.
pub fn panic<B: Board>() {
    if DYING.swap(true, Ordering::Relaxed) {
        return;
    }
    let calls = calls();
    say::<B>(format_args!("# panic: calls={}", Calls(&calls)));
    defmt::error!("panic: calls={=[?]:#x}", calls.as_slice());
}

/// Reports a hard fault at an address on the console and in the log.
pub fn hard_fault<B: Board>(pc: u32) {
    let calls = calls();
    say::<B>(format_args!("# hard fault: pc={pc:#x} calls={}", Calls(&calls)));
    defmt::error!("hard fault: pc={=u32:#x} calls={=[?]:#x}", pc, calls.as_slice());
}

/// Addresses with commas between them.
struct Calls<'a>(&'a [u32]);

impl fmt::Display for Calls<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(index, address)| {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{address:#x}")
        })
    }
}

/// Breaks the board as it was told: `panic`, `hardfault` or `hang`; false where it is none of these.
#[cfg(feature = "fault")]
pub(crate) fn commit(kind: &str) -> bool {
    match kind {
        "panic" => panic!("asked for at the console"),
        "hardfault" => {
            // SAFETY: an instruction that is none faults and changes nothing, which is what was asked for.
            unsafe { core::arch::asm!("udf #0", options(noreturn)) }
        }
        "hang" => loop {
            core::hint::spin_loop();
        },
        _ => false,
    }
}

/// This image breaks nothing on request.
#[cfg(not(feature = "fault"))]
pub(crate) const fn commit(_: &str) -> bool {
    false
}
