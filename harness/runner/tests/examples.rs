//! Every command that stands in `--help`, README.md and scenarios/README.md is run, and does what it says.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SUBCOMMANDS: [&str; 10] = [
    "run",
    "list",
    "lint",
    "show",
    "judge",
    "mutants",
    "coverage",
    "snapshots",
    "history",
    "boards",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn phonerig(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_phonerig"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary was built for this test")
}

/// A folder that looks like the project's to whoever follows its documentation, and may be written to.
fn playground() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["scenarios", "captures", "ci/benches"] {
        copy(&root().join(name), &folder.path().join(name));
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a new folder");
    for entry in std::fs::read_dir(from).expect("a folder of the project") {
        let path = entry.expect("readable").path();
        let target = to.join(path.file_name().expect("it was listed"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

/// A command line of the documentation, and the exit code that it promises.
#[derive(Debug, Eq, PartialEq)]
struct Example {
    arguments: Vec<String>,
    exit: i32,
}

/// Reads `phonerig run iax2/7   # exits with 100`, or the same by way of cargo.
fn example(line: &str) -> Option<Example> {
    let line = line.trim().trim_start_matches("$ ");
    let rest =
        ["phonerig ", "cargo run --release -- "].iter().find_map(|p| line.strip_prefix(p))?;
    let (command, comment) = rest.split_once(" #").unwrap_or((rest, ""));
    let promised = comment.split_once("exits with ").map(|(_, rest)| rest);
    let digits = |rest: &str| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    let exit = promised.map_or(Some(0), digits)?;
    let arguments = shlex::split(command).expect("a shell would take it");
    Some(Example { arguments, exit })
}

fn examples_of_help(folder: &Path, subcommand: &str) -> Vec<Example> {
    let output = phonerig(folder, &[subcommand, "--help"]);
    assert!(output.status.success(), "{subcommand} --help");
    let help = String::from_utf8(output.stdout).expect("help is text");
    let (_, examples) = help
        .split_once("Examples:")
        .unwrap_or_else(|| panic!("{subcommand} --help has no examples"));
    examples.lines().filter_map(example).collect()
}

/// The commands in the fenced blocks of a page.
fn examples_of_page(path: &Path) -> Vec<Example> {
    let text = std::fs::read_to_string(path).expect("a page of the project");
    let mut inside = false;
    let mut examples = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            examples.extend(example(line));
        }
    }
    examples
}

fn check(folder: &Path, example: &Example) {
    let arguments: Vec<&str> = example.arguments.iter().map(String::as_str).collect();
    let output = phonerig(folder, &arguments);
    let (code, told) = (output.status.code(), String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let command = example.arguments.join(" ");
    assert_eq!(code, Some(example.exit), "phonerig {command}\n{said}\n{told}");
}

#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "it plays the whole kill matrix: `cargo test --release --test examples`"
)]
fn every_example_of_every_help_text_works() {
    let folder = playground();
    // What two texts show is run once: the kill matrix takes minutes.
    let mut seen = HashSet::new();
    for subcommand in SUBCOMMANDS {
        let examples = examples_of_help(folder.path(), subcommand);
        assert!(!examples.is_empty(), "{subcommand} --help shows no command");
        for example in examples {
            if seen.insert(example.arguments.clone()) {
                check(folder.path(), &example);
            }
        }
    }
}

#[test]
fn every_command_of_the_pages_works() {
    let folder = playground();
    for page in ["README.md", "scenarios/README.md"] {
        for example in &examples_of_page(&root().join(page)) {
            check(folder.path(), example);
        }
    }
}

#[test]
fn an_example_says_which_exit_code_it_ends_with() {
    let read = example("  phonerig judge \"captures/a\"  # exits with 100: it is wrong")
        .expect("a command");
    assert_eq!(read.exit, 100);
    assert_eq!(example("cargo run --release -- run").expect("a command").arguments, ["run"]);
    assert_eq!(example("cargo test"), None);
}
