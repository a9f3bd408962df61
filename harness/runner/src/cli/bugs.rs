//! A panic is a bug of ours, and says so.

use std::sync::atomic::{AtomicBool, Ordering};

static ANY: AtomicBool = AtomicBool::new(false);

/// Makes every panic say that it is our bug, and remembers it.
pub(super) fn install_hook() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() == Some(phonerig_board::probe::ATTACHING) {
            // probe-rs panics where its probe goes away; whoever waits for it tells so.
            return;
        }
        ANY.store(true, Ordering::Relaxed);
        default(info);
        eprintln!("phonerig: this is a bug of phonerig's own, not of the device or the input");
    }));
}

/// Whether there was a panic, in any thread.
pub(super) fn any() -> bool {
    ANY.load(Ordering::Relaxed)
}
