//! Every scenario, preamble and declaration of the project reads.

use phonerig_judge::declaration::Declaration;
use phonerig_judge::notation::diagnostic::Diagnostic;
use phonerig_judge::scenario::{Preamble, Scenario};
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(end) if end == "toml" => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn check<T>(folder: &str, parse: impl Fn(&str, &str) -> Result<T, Vec<Diagnostic>>) {
    let mut mistakes = Vec::new();
    for path in files(folder) {
        let text = std::fs::read_to_string(&path).expect("readable");
        if let Err(found) = parse(&path.display().to_string(), &text) {
            mistakes.extend(found.iter().map(Diagnostic::to_string));
        }
    }
    assert!(mistakes.is_empty(), "{} mistakes\n{}", mistakes.len(), mistakes.join("\n"));
}

#[test]
fn scenarios_read() {
    check("iax2", Scenario::parse);
}

#[test]
fn preambles_read() {
    check("preambles", Preamble::parse);
}

#[test]
fn declarations_read() {
    check("declarations", Declaration::parse);
}
