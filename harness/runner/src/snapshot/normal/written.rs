//! How rows are written: equal ones fold into their count, of a flood the first are shown, and violations stand under them.

use super::order::{Key, order};
use phonerig_judge::finding::Finding;
use phonerig_judge::verdict::Verdict;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// Rows that differ in their calls' letters alone and are shown; of a flood the rest is counted.
const MANY: usize = 24;

/// One row.
pub(super) struct Row {
    pub(super) key: Key,
    pub(super) packet: u64,
    pub(super) text: String,
    /// How often it came: repetitions of a frame are no rows of their own.
    pub(super) times: u32,
}

/// One line of what is written.
struct Line<'r> {
    text: &'r str,
    times: u32,
    marks: BTreeSet<String>,
    /// How many lines like it came after it and are not shown.
    more: u32,
}

/// Writes rows in their order, each violation under the row that shows it.
pub(super) fn written(rows: &[Row], findings: &[Finding]) -> String {
    let mut text = String::new();
    for line in shown(folded(rows, marks(rows, findings))) {
        let times = if line.times > 1 { format!("  x{}", line.times) } else { String::new() };
        writeln!(text, "{}{times}", line.text).expect("a String takes it");
        if line.more > 0 {
            writeln!(text, "    # {} more like it", line.more).expect("a String takes it");
        }
        for mark in &line.marks {
            writeln!(text, "    # {mark}").expect("a String takes it");
        }
    }
    text
}

/// Equal rows that stand one behind the other are one line.
fn folded(rows: &[Row], mut marks: BTreeMap<usize, BTreeSet<String>>) -> Vec<Line<'_>> {
    let keys: Vec<Key> = rows.iter().map(|row| row.key).collect();
    let mut lines: Vec<Line<'_>> = Vec::new();
    for index in order(&keys) {
        let (row, marks) = (&rows[index], marks.remove(&index).unwrap_or_default());
        match lines.last_mut() {
            Some(last) if last.text == row.text => {
                last.times += row.times;
                last.marks.extend(marks);
            }
            _ => lines.push(Line { text: &row.text, times: row.times, marks, more: 0 }),
        }
    }
    lines
}

/// Leaves out what is too much of a kind; what broke a rule is always shown.
fn shown(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut shapes: HashMap<String, (usize, usize)> = HashMap::new();
    let mut shown: Vec<Line<'_>> = Vec::new();
    for line in lines {
        let (count, last) = shapes.entry(shape(line.text)).or_default();
        if *count == MANY && line.marks.is_empty() {
            shown[*last].more += 1;
            continue;
        }
        if *count < MANY {
            (*count, *last) = (*count + 1, shown.len());
        }
        shown.push(line);
    }
    shown
}

/// A row without the letters of its calls.
fn shape(text: &str) -> String {
    let is_calls = |word: &str| {
        let letters = |end: &str| end == "-" || end.bytes().all(|octet| octet.is_ascii_lowercase());
        word.split_once('/').is_some_and(|(own, other)| letters(own) && letters(other))
    };
    let words = text.split(' ').map(|word| if is_calls(word) { "/" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// The rules broken, by row: that of the packet, or the last one before it.
fn marks(rows: &[Row], findings: &[Finding]) -> BTreeMap<usize, BTreeSet<String>> {
    let mut marks: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for finding in findings {
        if !matches!(finding.verdict, Verdict::Fail | Verdict::Warn) {
            continue;
        }
        let before = |row: &Row| finding.packet.is_none_or(|packet| row.packet <= packet);
        let row = rows.iter().rposition(before).unwrap_or(0);
        let id = finding.requirement.as_ref().map_or("the script", |id| id.as_str());
        marks.entry(row).or_default().insert(format!("{} breaks {id}", finding.party));
    }
    marks
}
