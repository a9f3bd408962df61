//! Why the chip started, and how to start it anew.
//!
//! The chip's own register knows (data sheet, RESC), but QEMU leaves it at zero: what the firmware noted in RAM that no start
//! clears is asked first.

use crate::register::registers;
use core::mem::MaybeUninit;
use core::ptr::{addr_of, addr_of_mut};
use phonerig_board_kit::ResetCause;

registers! {
    /// Why the chip started.
    RESC = 0x400f_e05c;
}

const EXTERNAL: u32 = 1;
const POWER: u32 = 0b110;
const WATCHDOG: u32 = 1 << 3;
const SOFTWARE: u32 = 1 << 4;

/// A note that the firmware left for its next start.
#[derive(Clone, Copy, Eq, PartialEq)]
struct Note(u32);

impl Note {
    const RUNNING: Self = Self(0x7275_6e21);
    const REBOOTS: Self = Self(0x626f_6f74);
    const HANGS: Self = Self(0x6861_6e67);
}

#[unsafe(link_section = ".uninit.reset")]
static mut NOTE: MaybeUninit<u32> = MaybeUninit::uninit();

/// Why the chip started; asked once, at the beginning.
pub(crate) fn cause() -> ResetCause {
    // SAFETY: any pattern of bits is a number, and nothing else runs yet.
    let noted = Note(unsafe { addr_of!(NOTE).cast::<u32>().read_volatile() });
    note(Note::RUNNING);
    let known = RESC.read();
    RESC.write(0);
    match noted {
        _ if known & WATCHDOG != 0 => ResetCause::Watchdog,
        _ if known & SOFTWARE != 0 => ResetCause::Software,
        _ if known & POWER != 0 => ResetCause::Power,
        _ if known & EXTERNAL != 0 => ResetCause::Pin,
        Note::REBOOTS => ResetCause::Software,
        Note::HANGS => ResetCause::Watchdog,
        Note::RUNNING => ResetCause::Pin,
        _ => ResetCause::Power,
    }
}

/// Starts the chip anew.
pub(crate) fn reset() -> ! {
    note(Note::REBOOTS);
    cortex_m::peripheral::SCB::sys_reset()
}

/// Notes that the main loop hangs and the watchdog is about to bite.
pub(crate) fn note_hang() {
    note(Note::HANGS);
}

fn note(note: Note) {
    // SAFETY: one word, written whole, which only the next start reads.
    unsafe { addr_of_mut!(NOTE).cast::<u32>().write_volatile(note.0) };
}
