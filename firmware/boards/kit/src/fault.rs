//! The last words of a board that cannot go on. The rig resets it.

use crate::board::{Board, say};
use core::panic::PanicInfo;
use core::sync::atomic::{AtomicBool, Ordering};

/// A panic in what reports a panic is not reported.
static DYING: AtomicBool = AtomicBool::new(false);

/// Reports a panic on the console and in the log. What it says is left out: its place tells enough, and the texts take room.
pub fn panic<B: Board>(info: &PanicInfo<'_>) {
    if DYING.swap(true, Ordering::Relaxed) {
        return;
    }
    let (file, line) = info.location().map_or(("?", 0), |at| (at.file(), at.line()));
    say::<B>(format_args!("# panic: {file}:{line}"));
    defmt::error!("panic: {=str}:{=u32}", file, line);
}

/// Reports a hard fault at an address on the console and in the log.
pub fn hard_fault<B: Board>(pc: u32) {
    say::<B>(format_args!("# hard fault: pc={pc:#010x}"));
    defmt::error!("hard fault: pc={=u32:#010x}", pc);
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
