//! Every scenario is a test of its own: the reference phone passes it, and does so in the way that was accepted; and so it
//! does with what a board's firmware declares.
//!
//! `cargo insta review` shows what changed; a scenario that does not pass never touches its snapshot.

use libtest_mimic::{Arguments, Failed, Trial};
use phonerig::snapshot::file::suffix;
use phonerig::suite::case::Case;
use phonerig::suite::library::Library;
use phonerig::suite::load::{Meant, Suite};
use phonerig::suite::play::Played;
use phonerig::suite::sim;
use phonerig_judge::verdict::Verdict;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The seed that snapshots are taken with.
const SEED: u64 = 1;

/// The implementations whose snapshots stand beside the scenarios: the reference phone, and its firmware on a board.
const DECLARATIONS: [&str; 2] = ["declarations/reference.toml", "declarations/lm3s6965.toml"];

fn main() {
    let arguments = Arguments::from_args();
    let trials = DECLARATIONS.iter().flat_map(|declaration| trials(declaration)).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials(declaration: &str) -> Vec<Trial> {
    let library = Library::from_folder(&folder()).expect("the project's own scenarios");
    let text = library.require(declaration).expect("the project's own declaration").to_owned();
    let declaration = Some((declaration.to_owned(), text));
    let meant = Meant { declaration, ..Meant::default() };
    let suite = Suite::load(library, &meant).unwrap_or_else(|error| panic!("{error}"));
    let suite = Arc::new(suite);
    (0..suite.cases.len()).map(|index| trial(&suite, index)).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn trial(suite: &Arc<Suite>, index: usize) -> Trial {
    let case = &suite.cases[index];
    let name = format!("{}@{}", case.id, suite.declaration.name);
    let unsupported = case.unsupported.is_some();
    let suite = Arc::clone(suite);
    Trial::test(name, move || check(&suite, &suite.cases[index])).with_ignored_flag(unsupported)
}

fn check(suite: &Suite, case: &Case) -> Result<(), Failed> {
    let (played, _) = sim::scout(suite, case, SEED, &[])?;
    match played.verdict {
        Verdict::Pass | Verdict::Warn => compare(suite, case, &played),
        verdict => Err(format!("{verdict}: {}", words(&played)).into()),
    }
}

fn words(played: &Played) -> String {
    let findings = played.findings.iter().map(|finding| {
        let id = finding.requirement.as_ref().map_or("script", |id| id.as_str());
        format!("{id}: {}", finding.words)
    });
    played.reason.iter().cloned().chain(findings).collect::<Vec<_>>().join("\n")
}

fn compare(suite: &Suite, case: &Case, played: &Played) -> Result<(), Failed> {
    let (below, name) = case.id.rsplit_once('/').ok_or("an id has a folder")?;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join(below).join("snapshots"));
    settings.set_snapshot_suffix(suffix(&suite.declaration.name));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, played.normalised));
    Ok(())
}
