//! Processes, as the system sees them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Kills a process.
pub(crate) fn kill(process: u32) {
    signal(process, "-KILL");
}

/// Sends a signal to a process.
pub(crate) fn signal(process: u32, signal: &str) {
    let status = Command::new("kill").args([signal, &process.to_string()]).status();
    assert!(status.expect("there is a `kill`").success());
}

/// Whether a process is there; one that has ended and was not waited for is not.
pub(crate) fn is_there(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat"));
    status.is_ok_and(|status| !status.contains(") Z "))
}

/// Waits a moment for a process to be gone.
pub(crate) fn wait_until_gone(process: u32) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while is_there(process) {
        assert!(Instant::now() < deadline, "process {process} is still there");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// This test program once more, with a board in it.
pub(crate) struct Rig {
    process: Child,
    pub(crate) emulator: u32,
}

impl Rig {
    pub(crate) fn start() -> Self {
        let itself = std::env::current_exe().expect("this program is a file");
        let mut process = Command::new(itself)
            .args(["--ignored", "--exact", "--nocapture", "a_rig_that_waits_to_be_killed"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut lines = output.lines().map_while(Result::ok);
        let number = lines.find_map(|line| line.split_once("emulator ")?.1.parse().ok());
        Self { process, emulator: number.expect("it names its emulator") }
    }

    pub(crate) fn kill(mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("it has ended");
    }
}
