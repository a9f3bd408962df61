//! A board is never shared between processes, and its lock dies with whoever holds it.

use phonerig::rack::file::BenchFile;
use phonerig::rack::lock::{Lock, LockError};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const BENCH: &str = "[[board]]\nname = 'desk'\nkind = 'qemu'\nimage = 'i'\ndeclaration = 'd'\n";
/// Says to the child of a test where the locks are.
const VARIABLE: &str = "PHONERIG_TEST_LOCKS";

fn take(folder: &Path, wait: Duration) -> Result<Lock, LockError> {
    let path = Path::new("bench.toml");
    let bench = BenchFile::parse(path, BENCH).expect("well formed");
    Lock::take(folder, &bench.boards[0], path, wait)
}

/// Not a test: a process that holds the board until it is killed.
#[test]
#[ignore = "the child process of the other tests"]
fn the_child_that_holds_the_board() {
    let Some(folder) = std::env::var_os(VARIABLE).map(PathBuf::from) else { return };
    let _lock = take(&folder, Duration::ZERO).expect("it is free");
    println!("\nheld");
    std::thread::sleep(Duration::from_secs(60));
}

fn child(folder: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "--nocapture", "the_child_that_holds_the_board"])
        .env(VARIABLE, folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test starts again");
    let output = child.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "held"), "the child never held the board");
    child
}

#[test]
fn a_board_that_another_process_holds_is_refused_by_the_name_of_board_and_holder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut child = child(folder.path());
    let error = take(folder.path(), Duration::ZERO).expect_err("it is held").to_string();
    child.kill().and_then(|()| child.wait()).expect("it was ours");
    assert!(error.contains("the board desk is in use by process"), "{error}");
    assert!(error.contains(&child.id().to_string()), "{error}");
    assert!(error.contains("the_child_that_holds_the_board"), "{error}");
}

#[test]
fn a_lock_dies_with_the_process_that_holds_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut child = child(folder.path());
    child.kill().and_then(|()| child.wait()).expect("it was ours");
    take(folder.path(), Duration::ZERO).expect("it is free again");
}

#[test]
fn who_waits_gets_the_board_when_its_holder_is_gone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut child = child(folder.path());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| take(folder.path(), Duration::from_secs(30)));
        child.kill().and_then(|()| child.wait()).expect("it was ours");
        waiting.join().expect("no panic").expect("it came free");
    });
}

/// What the program says and how it ends where the test's child has the board.
fn phonerig(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_phonerig"))
        .args(arguments)
        .current_dir(folder)
        .env("PHONERIG_LOCKS", folder)
        .output()
        .expect("the binary was built for this test");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn a_run_is_refused_a_board_that_another_process_plays_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let declaration = include_str!("../../../scenarios/declarations/lm3s6965.toml");
    std::fs::write(folder.path().join("d"), declaration).expect("written");
    let bench = folder.path().join("bench.toml");
    std::fs::write(&bench, BENCH).expect("written");
    let file = BenchFile::read(&bench).expect("well formed");
    let held = Lock::take(folder.path(), &file.boards[0], &bench, Duration::ZERO).expect("free");
    let (code, said) = phonerig(folder.path(), &["run", "--bench", "bench.toml"]);
    assert_eq!(code, Some(96), "{said}");
    assert!(said.contains("the board desk is in use by process"), "{said}");
    let (_, said) = phonerig(folder.path(), &["boards", "list", "bench.toml"]);
    assert!(said.contains("desk: in use by process"), "{said}");
    drop(held);
    let (_, said) = phonerig(folder.path(), &["boards", "list", "bench.toml"]);
    assert!(!said.contains("in use"), "{said}");
}

#[test]
fn a_board_is_not_shared_inside_a_process_either() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lock = take(folder.path(), Duration::ZERO).expect("it is free");
    take(folder.path(), Duration::ZERO).expect_err("it is held");
    drop(lock);
    take(folder.path(), Duration::ZERO).expect("it is free again");
}
