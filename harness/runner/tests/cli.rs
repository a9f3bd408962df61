//! What the program says and how it ends, whatever it is given.

use std::path::Path;
use std::process::{Command, Output};

fn phonerig(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_phonerig"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary was built for this test")
}

/// The exit code and everything that was said.
fn ends(arguments: &[&str], files: &[(&str, &[u8])]) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, octets) in files {
        std::fs::write(folder.path().join(name), octets).expect("written");
    }
    let output = phonerig(folder.path(), arguments);
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.code().expect("it ended by itself"), said)
}

/// A scenario that no phone can pass: it waits for a call that nobody makes.
const IMPOSSIBLE: &[u8] = b"title = \"A call out of the blue\"
requires = [\"IAX2-7-03\"]
needs = [\"iax2\", \"caller\"]
start = \"registered\"
script = '''
+0..1s  dut -> pbx  NEW
'''
";

#[test]
fn no_command_is_a_usage_error() {
    assert_eq!(ends(&[], &[]).0, 2);
    assert_eq!(ends(&["run", "--seed", "soon"], &[]).0, 2);
}

#[test]
fn an_id_that_nothing_has_selects_nothing() {
    let (code, said) = ends(&["run", "iax2/no/such"], &[]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("iax2/no/such"), "{said}");
}

#[test]
fn a_mistake_in_a_scenario_is_found_with_its_place() {
    let text = b"title = \"x\"\nrequires = [\"R-01\"]\nstart = \"up\"\nscript = '''\n+1s dut -> pbx HANGPU\n'''\n";
    let (code, said) = ends(&["lint", "bad.toml"], &[("bad.toml", text)]);
    assert_eq!(code, 100, "{said}");
    assert!(said.contains("bad.toml:5:"), "{said}");
    assert!(said.contains("did you mean `HANGUP`?"), "{said}");
}

#[test]
fn a_requirement_that_does_not_exist_is_a_mistake() {
    let text = b"title = \"x\"\nrequires = [\"IAX2-7-93\"]\nstart = \"up\"\nscript = '''\n+1s user hangs up\n'''\n";
    let (code, said) = ends(&["lint", "bad.toml"], &[("bad.toml", text)]);
    assert_eq!(code, 100, "{said}");
    assert!(said.contains("bad.toml:2:"), "{said}");
}

#[test]
fn what_is_no_capture_is_a_set_up_error() {
    for octets in [&b""[..], b"\xd4\xc3\xb2", b"hello, this is a long text and no capture"] {
        let (code, said) = ends(&["show", "x.pcap"], &[("x.pcap", octets)]);
        assert_eq!(code, 96, "{said}");
        assert!(said.contains("x.pcap"), "{said}");
    }
    assert_eq!(ends(&["show", "none.pcap"], &[]).0, 96);
}

#[test]
fn a_bad_declaration_is_a_set_up_error_with_its_line() {
    let text = b"name = \"x\"\nsupports = [\"flying\"]\n";
    let (code, said) = ends(&["run", "--declaration", "d.toml"], &[("d.toml", text)]);
    assert_eq!(code, 96, "{said}");
    assert!(said.contains("d.toml:2:"), "{said}");
}

#[test]
fn a_failed_scenario_ends_with_one_hundred_and_says_why() {
    let (code, said) = ends(&["run", "mine.toml"], &[("mine.toml", IMPOSSIBLE)]);
    assert_eq!(code, 100, "{said}");
    for part in ["IAX2-7-03", "dut -> pbx", "NEW", "capture.pcapng", "1 fail"] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
}

#[test]
fn an_expected_fail_is_a_success() {
    let expect =
        b"[[expect]]\nscenario = \"mine\"\nverdict = \"fail\"\nreason = \"nobody calls\"\n";
    let files = [("mine.toml", IMPOSSIBLE), ("expect.toml", &expect[..])];
    let (code, said) = ends(&["run", "mine.toml", "--expect", "expect.toml"], &files);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_device_that_declares_nothing_is_held_to_nothing() {
    let text = b"name = \"brick\"\nsupports = []\n";
    let (code, said) = ends(&["run", "--declaration", "d.toml"], &[("d.toml", text)]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("unsupported"), "{said}");
}

#[test]
fn a_run_folder_judges_to_the_same_results_from_its_captures_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("mine.toml"), IMPOSSIBLE).expect("written");
    phonerig(folder.path(), &["run", "mine.toml", "--out", "out"]);
    let out = folder.path().join("out");
    let before = std::fs::read(out.join("results.json")).expect("the run wrote it");
    for name in
        ["results.json", "junit.xml", "index.html", "mine/result.json", "mine/transcript.txt"]
    {
        std::fs::remove_file(out.join(name)).expect("the run wrote it");
    }
    let output = phonerig(folder.path(), &["judge", "out"]);
    assert_eq!(output.status.code(), Some(100));
    assert_eq!(std::fs::read(out.join("results.json")).expect("written anew"), before);
}

#[test]
fn a_board_that_is_not_there_is_told_by_file_line_and_name() {
    let text = b"# a rack\n[[board]]\nname = \"desk\"\nkind = \"qemu\"\nimage = \"none.elf\"\ndeclaration = \"none.toml\"\n";
    let (code, said) = ends(&["boards", "list", "rack.toml"], &[("rack.toml", text)]);
    assert_eq!(code, 96, "{said}");
    assert!(said.contains("rack.toml:2: desk: there is no image none.elf"), "{said}");
    assert!(said.contains("rack.toml:2: desk: its declaration none.toml is not read"), "{said}");
}

#[test]
fn an_unknown_key_of_a_bench_file_is_a_set_up_error_with_its_place() {
    let text = b"[[board]]\nnam = \"desk\"\n";
    let (code, said) = ends(&["boards", "list", "rack.toml"], &[("rack.toml", text)]);
    assert_eq!(code, 96, "{said}");
    assert!(said.contains("rack.toml:2:1: unknown field `nam`"), "{said}");
}

/// The ids that a run or a list shows: the scenario stands behind the verdict.
fn ids_of(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = phonerig(folder, &[&["list", "--json", "list.json"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    let text = std::fs::read(folder.join("list.json")).expect("it was written");
    let rows: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let rows = rows.as_array().expect("an array").iter();
    rows.map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn shares_are_disjoint_and_together_everything() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let all = ids_of(folder.path(), &[]);
    let shares = ["1/3", "2/3", "3/3"].map(|share| ids_of(folder.path(), &["--shard", share]));
    let mut together = shares.concat();
    together.sort();
    assert_eq!(together, all);
}

#[test]
fn a_mistake_in_a_filter_is_a_usage_error_with_its_place() {
    let (code, said) = ends(&["list", "--filter", "need:trunk"], &[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("did you mean `needs`?"), "{said}");
}

#[test]
fn what_did_not_pass_is_played_again_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("mine.toml"), IMPOSSIBLE).expect("written");
    let run = |arguments: &[&str]| phonerig(folder.path(), &[&["run"], arguments].concat());
    run(&["mine.toml", "iax2/6.8", "--out", "first"]);
    let output = run(&["mine.toml", "iax2/6.8", "--rerun", "first", "--out", "second"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(100), "{said}");
    assert!(said.contains("1 scenario: 1 fail"), "{said}");
    run(&["iax2/6.8", "--out", "third"]);
    let output = run(&["iax2/6.8", "--rerun", "third"]);
    assert_eq!(output.status.code(), Some(4), "everything passed there");
    let output = run(&["--rerun", "none"]);
    assert_eq!(output.status.code(), Some(96), "there is no such folder");
}

/// One that every phone passes, under the same id.
const POSSIBLE: &[u8] = b"title = \"Nothing comes\"
requires = [\"IAX2-7-03\"]
start = \"registered\"
script = '''
+1s  quiet
'''
";

#[test]
fn what_fails_is_tried_again_and_every_attempt_is_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("mine.toml"), IMPOSSIBLE).expect("written");
    let output = phonerig(folder.path(), &["run", "mine.toml", "--retries", "2", "--out", "out"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(100), "{said}");
    assert!(said.contains("attempt 2"), "{said}");
    for name in ["attempt-1", "attempt-2", "."] {
        for file in ["capture.pcapng", "transcript.txt", "result.json"] {
            assert!(folder.path().join("out/mine").join(name).join(file).exists(), "{name}/{file}");
        }
    }
}

#[test]
fn attempts_judge_to_the_same_results_from_their_captures_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("mine.toml"), IMPOSSIBLE).expect("written");
    phonerig(folder.path(), &["run", "mine.toml", "--retries", "1", "--out", "out"]);
    let out = folder.path().join("out");
    let before = std::fs::read(out.join("results.json")).expect("the run wrote it");
    std::fs::remove_file(out.join("results.json")).expect("it was there");
    phonerig(folder.path(), &["judge", "out"]);
    assert_eq!(std::fs::read(out.join("results.json")).expect("written anew"), before);
}

#[test]
fn a_pass_does_not_wash_a_fail_away_unless_that_is_allowed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    for (text, out) in [(IMPOSSIBLE, "bad"), (POSSIBLE, "good")] {
        std::fs::write(path("mine.toml"), text).expect("written");
        phonerig(folder.path(), &["run", "mine.toml", "--out", out]);
    }
    std::fs::create_dir_all(path("good/mine/attempt-1")).expect("a folder");
    let name = "mine/attempt-1/capture.pcapng";
    std::fs::copy(path("bad/mine/capture.pcapng"), path("good").join(name)).expect("copied");
    let judged = phonerig(folder.path(), &["judge", "good"]);
    let said = String::from_utf8_lossy(&judged.stdout);
    assert_eq!(judged.status.code(), Some(100), "{said}");
    assert!(said.contains("1 pass") && said.contains("1 flaky"), "{said}");
    let allowed = phonerig(folder.path(), &["judge", "good", "--allow-flaky"]);
    assert_eq!(allowed.status.code(), Some(0));
}

#[test]
fn a_scenario_that_fails_one_night_and_passes_the_next_is_flaky() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (text, out) in [(IMPOSSIBLE, "runs/monday"), (POSSIBLE, "runs/tuesday")] {
        std::fs::write(folder.path().join("mine.toml"), text).expect("written");
        phonerig(folder.path(), &["run", "mine.toml", "iax2/6.8", "--out", out]);
    }
    let output = phonerig(folder.path(), &["history", "runs"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(100), "{said}");
    let line = said.lines().find(|line| line.starts_with("mine ")).expect("it is listed");
    assert!(line.contains("50 %") && line.ends_with("F."), "{line}");
    assert!(!said.contains("iax2/6.8/"), "what always passes is not shown: {said}");
    let steady = phonerig(folder.path(), &["history", "runs/tuesday"]);
    assert_eq!(steady.status.code(), Some(0));
    let none = phonerig(folder.path(), &["history", "none"]);
    assert_eq!(none.status.code(), Some(96));
}
