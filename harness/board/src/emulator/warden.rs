//! Ends a process when this one is gone, whatever ended it: SIGKILL leaves no time to clean up.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// Waits for its standard input to end, which it does with whoever holds the other side, and ends its ward then.
const SCRIPT: &str = "read -r _; kill -9 \"$1\"";

/// A process that outlives this one just long enough to end another.
#[derive(Debug)]
pub(super) struct Warden(Child);

impl Warden {
    /// Watches over a child of this process.
    ///
    /// # Errors
    /// Where there is no shell.
    pub(super) fn over(ward: &Child) -> std::io::Result<Self> {
        Command::new("/bin/sh")
            .args(["-c", SCRIPT, "warden", &ward.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A signal from the terminal is for the rig alone.
            .process_group(0)
            .spawn()
            .map(Self)
    }
}

impl Drop for Warden {
    fn drop(&mut self) {
        // It may have ended by itself; it is reaped either way, and before its ward's number can be another's.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
