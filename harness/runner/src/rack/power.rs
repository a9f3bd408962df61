//! Switches a board's power by the commands of its bench file.

use super::entry::Power;
use std::io::Read as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a switch may take.
const LONGEST: Duration = Duration::from_secs(10);
/// How often it is asked whether it is done.
const PAUSE: Duration = Duration::from_millis(10);
/// The most of its complaints that is kept.
const MOST_WORDS: u64 = 2000;

impl Power {
    /// Switches power on or off, and waits until the command says that it is done.
    ///
    /// # Errors
    /// The command, and why it did not do what it should: it does not start, does not end, or ends with an error.
    pub fn switch(&self, on: bool) -> Result<(), String> {
        let words = if on { &self.on } else { &self.off };
        let command = words.join(" ");
        let (program, arguments) = words.split_first().ok_or("its power switch has no command")?;
        let child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|cause| format!("its power switch `{command}` does not start: {cause}"))?;
        finish(child, LONGEST).map_err(|wrong| format!("its power switch `{command}` {wrong}"))
    }
}

/// Waits for the end of a command, and ends it where it takes too long.
fn finish(mut child: Child, longest: Duration) -> Result<(), String> {
    let deadline = Instant::now() + longest;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(complaint(child, status)),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(PAUSE),
            Ok(None) => {
                // It may end just now; it is reaped either way.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("does not end within {} s", longest.as_secs()));
            }
            Err(cause) => return Err(format!("is lost: {cause}")),
        }
    }
}

/// How it ended, and the last line that it said.
fn complaint(child: Child, status: ExitStatus) -> String {
    let mut said = String::new();
    if let Some(stderr) = child.stderr {
        // Words that are no text are no help.
        let _ = stderr.take(MOST_WORDS).read_to_string(&mut said);
    }
    let said = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("no word");
    format!("ends with {status}: {said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn switch(command: &str) -> Result<(), String> {
        let on = shlex::split(command).expect("well formed");
        Power { on, off: vec!["false".to_owned()] }.switch(true)
    }

    #[test]
    fn a_switch_that_does_its_work_is_content() {
        assert_eq!(switch("sh -c 'test $((1 + 1)) = 2'"), Ok(()));
    }

    #[test]
    fn a_switch_that_fails_is_named_with_what_it_said() {
        let wrong = switch("sh -c 'echo no such hub >&2; exit 3'").expect_err("it failed");
        assert!(wrong.contains("sh -c") && wrong.contains("no such hub"), "{wrong}");
        assert!(switch("no-such-switch").expect_err("not there").contains("does not start"));
    }

    #[test]
    fn a_switch_that_hangs_is_ended() {
        let child = Command::new("sleep").arg("60").stderr(Stdio::piped()).spawn().expect("sleep");
        let wrong = finish(child, Duration::ZERO).expect_err("it hangs");
        assert!(wrong.contains("does not end"), "{wrong}");
    }
}
