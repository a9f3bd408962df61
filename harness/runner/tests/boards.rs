//! `phonerig boards` on an emulated board that another `phonerig` keeps powered. `qemu-system-arm` must be installed: without it these tests fail and say so.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Flash: the first stack pointer, every vector, and `B .` as the program.
fn flash() -> Vec<u8> {
    let mut flash = 0x2001_0000_u32.to_le_bytes().to_vec();
    flash.extend((1..16).flat_map(|_| 0x41_u32.to_le_bytes()));
    flash.extend(0xe7fe_e7fe_u32.to_le_bytes());
    flash
}

/// The same as an ELF file: its header, a program header, and one segment at address 0.
fn elf() -> Vec<u8> {
    let flash = flash();
    let length = u32::try_from(flash.len()).expect("it is short");
    let mut elf = b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    elf.extend([2, 40].iter().flat_map(|half: &u16| half.to_le_bytes()));
    elf.extend([1, 0x41, 52, 0, 0x0500_0000].iter().flat_map(|word: &u32| word.to_le_bytes()));
    elf.extend([52, 32, 1, 40, 0, 0].iter().flat_map(|half: &u16| half.to_le_bytes()));
    let program = [1, 84, 0, 0, length, length, 5, 4];
    elf.extend(program.iter().flat_map(|word: &u32| word.to_le_bytes()));
    elf.extend(flash);
    elf
}

fn phonerig() -> Command {
    Command::new(env!("CARGO_BIN_EXE_phonerig"))
}

/// An emulated board, and who keeps it powered.
struct Emulated {
    folder: tempfile::TempDir,
    keeper: Child,
    whereabouts: Value,
}

impl Emulated {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = folder.path().join("board.json");
        let mut keeper = phonerig()
            .args(["boards", "emulate", "--json"])
            .arg(&place)
            .stdout(Stdio::null())
            .spawn()
            .expect("the binary was built for this test");
        let whereabouts = wait_for(&place, &mut keeper);
        Self { folder, keeper, whereabouts }
    }

    fn image(&self) -> PathBuf {
        let path = self.folder.path().join("image.elf");
        std::fs::write(&path, elf()).expect("the folder may be written to");
        path
    }

    /// Runs a command on the board; gives its exit code and what it printed.
    fn boards(&self, command: &[&str]) -> (Option<i32>, String) {
        let probe = self.whereabouts["probe"].as_str().expect("it says where");
        let output = phonerig().arg("boards").args(command).args(["--probe", probe]).output();
        let output = output.expect("the binary was built for this test");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Ends it as a service manager does; gives its exit code.
    fn terminate(&mut self) -> Option<i32> {
        let process = self.keeper.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &process]).status();
        assert!(sent.expect("there is a `kill`").success());
        self.keeper.wait().expect("it ends").code()
    }
}

impl Drop for Emulated {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

fn wait_for(place: &Path, keeper: &mut Child) -> Value {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let whereabouts = std::fs::read_to_string(place).ok();
        if let Some(found) = whereabouts.and_then(|text| serde_json::from_str(&text).ok()) {
            return found;
        }
        let ended = keeper.try_wait().expect("it is a child of this process");
        assert!(ended.is_none(), "it has ended: {ended:?}");
        assert!(Instant::now() < deadline, "it does not say where the board is");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_board_is_flashed_halted_and_run_by_one_command_each() {
    let board = Emulated::start();
    let image = board.image();
    let image = image.to_str().expect("a path of ours");
    let (code, said) = board.boards(&["flash", image]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("flashed and verified, 68 octets"), "{said}");
    assert!(board.boards(&["flash", image]).1.contains("already"));
    let (code, said) = board.boards(&["info", image]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("running") && said.contains("(in flash)"), "{said}");
    assert_eq!(board.boards(&["halt"]).0, Some(0));
    let (_, said) = board.boards(&["info"]);
    assert!(said.contains("halted"), "a halted core stays halted: {said}");
    assert!(said.contains("0x00000040"), "it stands at `B .`: {said}");
    assert_eq!(board.boards(&["run"]).0, Some(0));
    assert!(board.boards(&["info"]).1.contains("running"));
    assert_eq!(board.boards(&["reset", "--halt"]).0, Some(0));
    assert!(board.boards(&["info"]).1.contains("halted"));
    assert_eq!(board.boards(&["reset"]).0, Some(0));
    assert!(board.boards(&["info"]).1.contains("running"));
}

#[test]
fn a_log_that_an_image_does_not_have_is_told() {
    let board = Emulated::start();
    let image = board.image();
    let image = image.to_str().expect("a path of ours");
    let (code, said) = board.boards(&["log", image]);
    assert_eq!(code, Some(96), "{said}");
    assert!(said.contains("is not what is in its flash"), "{said}");
    board.boards(&["flash", image]);
    let (code, said) = board.boards(&["log", image]);
    assert_eq!(code, Some(96), "{said}");
    assert!(said.contains("there is no _SEGGER_RTT"), "{said}");
}

#[test]
fn a_console_ends_with_its_input() {
    let board = Emulated::start();
    let serial = board.whereabouts["serial"].as_str().expect("it says where");
    let mut console = phonerig()
        .args(["boards", "console", "--serial", serial])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the binary was built for this test");
    let mut typed = console.stdin.take().expect("it is piped");
    typed.write_all(b"status\n").expect("it listens");
    drop(typed);
    assert_eq!(console.wait().expect("it ends").code(), Some(0));
}

#[test]
fn an_emulated_board_ends_clean_when_it_is_told_to() {
    let mut board = Emulated::start();
    let emulator = board.whereabouts["emulator"].to_string();
    assert!(Path::new("/proc").join(&emulator).exists());
    assert_eq!(board.terminate(), Some(0));
    assert!(!Path::new("/proc").join(&emulator).exists());
}

#[test]
fn an_emulated_board_whose_emulator_is_killed_is_broken() {
    let mut board = Emulated::start();
    let emulator = board.whereabouts["emulator"].to_string();
    let sent = Command::new("kill").args(["-KILL", &emulator]).status();
    assert!(sent.expect("there is a `kill`").success());
    assert_eq!(board.keeper.wait().expect("it ends").code(), Some(96));
}
