//! What belongs together in the entry of a board: each kind of board must have some things, and must not have others.

use super::entry::Kind;
use super::file::Reading;
use super::raw;
use core::ops::Range;
use phonerig_judge::notation::diagnostic::Problem;
use toml::Spanned;

impl Reading<'_> {
    /// What each kind must have, and what it must not.
    pub(super) fn belongs_together(&mut self, raw: &raw::Board, kind: Kind, whole: Range<usize>) {
        let head = whole.start..whole.start + "[[board]]".len();
        match kind {
            Kind::Qemu => self.emulated(raw, head),
            Kind::Board => self.on_a_table(raw, head),
        }
    }

    fn emulated(&mut self, raw: &raw::Board, head: Range<usize>) {
        if raw.image.is_none() {
            self.wrong(head, Problem::new(0..0, "an emulated board needs an `image`"));
        }
        let own = [
            ("probe", raw.probe.as_ref().map(Spanned::span)),
            ("serial", raw.serial.as_ref().map(Spanned::span)),
            ("network", raw.network.as_ref().map(Spanned::span)),
            ("power", raw.power.as_ref().map(Spanned::span)),
        ];
        for (key, span) in own {
            if let Some(span) = span {
                let problem = format!("an emulated board brings its own `{key}`");
                self.wrong(span, Problem::new(0..0, problem).help("leave it out"));
            }
        }
    }

    fn on_a_table(&mut self, raw: &raw::Board, head: Range<usize>) {
        let needed = [
            ("serial", raw.serial.is_none(), "{ port = \"/dev/ttyACM0\", speed = 115200 }"),
            (
                "network",
                raw.network.is_none(),
                "{ interface = \"enp3s0\", dut = \"192.168.77.10/24\", rig = [\"192.168.77.1\"] }",
            ),
        ];
        for (key, missing, example) in needed {
            if missing {
                let problem = Problem::new(0..0, format!("a board on a table needs `{key}`"));
                self.wrong(head.clone(), problem.help(format!("`{key} = {example}`")));
            }
        }
        if let (Some(probe), None) = (&raw.probe, &raw.chip) {
            let problem = Problem::new(0..0, "a probe must know the `chip`");
            self.wrong(probe.span(), problem.help("its name at probe-rs, such as `STM32F767ZI`"));
        }
        let implied: Vec<&str> = implied(raw, Kind::Board).collect();
        for word in &raw.capabilities {
            let word_needs = match word.get_ref().as_str() {
                "power" => "power",
                "flash" | "log" | "reset" => "probe",
                _ => continue,
            };
            if !implied.contains(&word.get_ref().as_str()) {
                let problem = format!("`{}` takes a `{word_needs}`", word.get_ref());
                self.wrong(word.span(), Problem::new(0..0, problem));
            }
        }
    }
}

/// What a rig can do with a board because of what else the file says of it.
pub(super) fn implied(raw: &raw::Board, kind: Kind) -> impl Iterator<Item = &'static str> {
    let emulated = kind == Kind::Qemu;
    let (power, probe) = (emulated || raw.power.is_some(), emulated || raw.probe.is_some());
    let has = [
        ("carrier", emulated),
        ("flash", probe),
        ("log", probe),
        ("power", power),
        ("reset", probe),
    ];
    has.into_iter().filter_map(|(word, is)| is.then_some(word))
}
