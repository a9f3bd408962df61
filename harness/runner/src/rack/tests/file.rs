//! Bench files, good and bad.

use crate::rack::entry::{BoardName, Entry, Kind, ProbeSelector};
use crate::rack::file::BenchFile;
use std::path::Path;
use std::time::Duration;

const QEMU: &str = include_str!("../../../../../ci/benches/qemu.toml");
const EXAMPLE: &str = include_str!("../../../../../ci/benches/rack.example.toml");

fn boards(text: &str) -> Vec<Entry> {
    let file = BenchFile::parse(Path::new("benches/x.toml"), text);
    file.map_err(|mistakes| mistakes[0].to_string()).expect("well formed").boards
}

/// The mistakes in a text, as they are shown.
fn mistakes(text: &str) -> Vec<String> {
    let mistakes = BenchFile::parse(Path::new("x.toml"), text).expect_err("there are mistakes");
    mistakes.iter().map(ToString::to_string).collect()
}

/// An emulated board with more lines.
fn emulated(more: &str) -> String {
    format!("[[board]]\nname = 'a'\nkind = 'qemu'\nimage = 'i'\ndeclaration = 'd'\n{more}\n")
}

/// A board on a table with more lines.
fn on_a_table(more: &str) -> String {
    let network = "{ interface = 'e', dut = '10.0.0.2/24', rig = ['10.0.0.1'] }";
    format!(
        "[[board]]\nname = 'a'\nkind = 'board'\ndeclaration = 'd'\nserial = {{ port = '/dev/x', speed = 9600 }}\nnetwork = {network}\n{more}\n"
    )
}

#[test]
fn the_projects_own_bench_file_stands_for_several_boards() {
    let boards = boards(QEMU);
    let names: Vec<&str> = boards.iter().map(|board| board.name.as_str()).collect();
    assert_eq!(names.len(), 10);
    assert_eq!(names[..2], ["emulated-1", "emulated-2"]);
    assert_eq!(boards[0].kind, Kind::Qemu);
    assert_eq!(boards[0].slack, Some(Duration::from_millis(60)));
}

#[test]
fn the_example_of_a_rack_is_well_formed() {
    let boards = boards(EXAMPLE);
    let power = boards[0].power.as_ref().expect("it has a switch");
    assert_eq!(power.on[0], "uhubctl");
    let probe = boards[0].probe.as_ref().expect("it has a probe");
    assert_eq!(probe.to_string(), "0483:374b:066DFF495056");
}

#[test]
fn paths_are_meant_from_the_files_folder() {
    let boards = boards(&emulated(""));
    assert_eq!(boards[0].declaration, Path::new("benches/d"));
}

#[test]
fn an_unknown_key_is_shown_with_line_column_and_the_keys_that_there_are() {
    let wrong = &mistakes(&emulated("imaeg = 'x'"))[0];
    assert!(wrong.starts_with("x.toml:6:1: unknown field `imaeg`"), "{wrong}");
    assert!(wrong.contains("`image`") && wrong.contains("`slack`"), "{wrong}");
}

#[test]
fn every_mistake_is_told_at_once() {
    let text = emulated("slack = 'soon'\nprobe = 'mine'\ncapabilities = ['powr']");
    let all = mistakes(&text).join("\n");
    assert!(all.contains("x.toml:6:9: `soon` is not a span of time"), "{all}");
    assert!(all.contains("x.toml:7:9: `mine` selects no probe"), "{all}");
    assert!(all.contains("did you mean `power`?"), "{all}");
    assert!(all.contains("brings its own `probe`"), "{all}");
}

#[test]
fn a_board_on_a_table_needs_a_console_and_a_network() {
    let all = mistakes("[[board]]\nname = 'a'\nkind = 'board'\ndeclaration = 'd'\n").join("\n");
    assert!(all.contains("x.toml:1:1: a board on a table needs `serial`"), "{all}");
    assert!(all.contains("needs `network`"), "{all}");
}

#[test]
fn a_probe_without_a_chip_is_a_mistake() {
    let all = mistakes(&on_a_table("probe = '0483:374b'")).join("\n");
    assert!(all.contains("a probe must know the `chip`"), "{all}");
}

#[test]
fn a_capability_without_its_means_is_a_mistake() {
    let all = mistakes(&on_a_table("capabilities = ['power']")).join("\n");
    assert!(all.contains("`power` takes a `power`"), "{all}");
}

#[test]
fn means_imply_capabilities() {
    let boards =
        boards(&on_a_table("chip = 'c'\nprobe = '0483:374b'\npower = { on = 'a', off = 'b' }"));
    assert_eq!(boards[0].lacks(["power", "reset", "flash", "log"]), None);
    assert_eq!(boards[0].lacks(["power", "carrier"]), Some("carrier"));
}

#[test]
fn a_tag_meets_a_wish_as_a_capability_does() {
    let boards = boards(&on_a_table("tags = ['wifi']"));
    assert_eq!(boards[0].lacks(["wifi"]), None);
}

#[test]
fn two_boards_of_one_name_are_a_mistake_at_the_second() {
    let text = format!("{}{}", emulated(""), emulated(""));
    let all = mistakes(&text);
    assert!(all[0].starts_with("x.toml:8:8: there are two boards called `a`"), "{}", all[0]);
}

#[test]
fn a_board_on_a_table_is_there_once() {
    let all = mistakes(&on_a_table("count = 2")).join("\n");
    assert!(all.contains("a board on a table is there once"), "{all}");
}

#[test]
fn a_command_with_half_a_quote_is_a_mistake() {
    let all = mistakes(&on_a_table("power = { on = \"a 'b\", off = 'c' }")).join("\n");
    assert!(all.contains("this is no command"), "{all}");
}

#[test]
fn a_selector_keeps_the_colons_of_its_serial_number() {
    let selector: ProbeSelector = "1d50:6018:127.0.0.1:2345".parse().expect("well formed");
    assert_eq!(selector.serial.as_deref(), Some("127.0.0.1:2345"));
    assert_eq!(selector.to_string(), "1d50:6018:127.0.0.1:2345");
    for wrong in ["", "1d50", "1d50:", "1d50:6018:", "xyz:6018"] {
        assert!(wrong.parse::<ProbeSelector>().is_err(), "{wrong}");
    }
}

#[test]
fn a_name_can_be_a_files() {
    for wrong in ["", "Desk", "a/b", "a b"] {
        assert!(wrong.parse::<BoardName>().is_err(), "{wrong}");
    }
}

#[test]
fn an_empty_file_has_no_board() {
    assert!(mistakes("")[0].contains("there is no `[[board]]` in it"));
}
