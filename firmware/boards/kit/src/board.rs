//! What the kit asks of a board.

use core::fmt::{self, Write};
use core::time::Duration;
use iax2_wire::time::Instant;

/// A board's hands, eyes and clock; its Ethernet controller is a `smoltcp::phy::Device` beside it.
pub trait Board {
    /// The board's name: that of its folder.
    const NAME: &'static str;
    /// The address of its Ethernet controller.
    const MAC: [u8; 6];

    /// Time since power-on.
    fn now(&self) -> Instant;

    /// Sleeps until a frame or an octet came or that time is over; without a time, until something came. It may wake for
    /// nothing, but never sleeps over what came since it was last looked for.
    fn sleep(&mut self, at_most: Option<Duration>);

    /// The next octet of the console, if one has come.
    fn receive(&mut self) -> Option<u8>;

    /// Writes to the console, and waits for the line where it is slower. It needs no board at hand, since a panic has none.
    fn send(text: &str);

    /// Keeps the watchdog quiet for a while.
    fn kick(&mut self);

    /// Why the board started.
    fn reset_cause(&self) -> ResetCause;

    /// Starts it anew.
    fn reset(&mut self) -> !;
}

/// Why a board started.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ResetCause {
    /// Power came.
    Power,
    /// It was told to, at the console or by a probe.
    Software,
    /// Its main loop hung.
    Watchdog,
    /// A pin was pulled, or nothing is known.
    Pin,
}

impl ResetCause {
    /// The word for it on the console.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Power => "power",
            Self::Software => "software",
            Self::Watchdog => "watchdog",
            Self::Pin => "pin",
        }
    }
}

/// The console's sending half, for `write!`.
struct Out<B>(core::marker::PhantomData<B>);

impl<B: Board> Write for Out<B> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        B::send(text);
        Ok(())
    }
}

/// Writes a line to the console.
pub(crate) fn say<B: Board>(line: fmt::Arguments<'_>) {
    // The line takes everything.
    let _ = Out::<B>(core::marker::PhantomData).write_fmt(line);
    B::send("\r\n");
}
