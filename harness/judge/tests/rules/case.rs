//! A script of literal packets, and what the rules say of it.
//!
//! A line is a time in ms, who sends, and the octets in hex. The device judged is `dut` at 10.0.0.2,
//! its peer `pbx` at 10.0.0.1; `dut:5000` sends from another port, `dut>5000` to another port of the
//! peer. `-` lets time pass. The device has call number 5, its peer 9.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::finding::Finding;
use phonerig_judge::rules::{Observation, Options, WireJudge};
use phonerig_judge::verdict::Verdict;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Where the clock's zero is, so that the cases begin a quarter of an hour after New Year.
const NEW_YEAR_2026: Duration = Duration::from_secs(1_767_225_600);
const DUT: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 2);
const PBX: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

/// The device calls: NEW, ACCEPT, ANSWER, each acknowledged.
pub(crate) const CALLER: &str = "
    0   dut 8005 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
    20  pbx 8009 0005 00000000 00 01 0607 090400000004
    21  dut 8005 0009 00000000 01 01 0604
    40  pbx 8009 0005 00000014 01 01 0404
    41  dut 8005 0009 00000014 01 02 0604
";

/// The device is called: NEW, ACCEPT, RINGING, ANSWER, each acknowledged.
pub(crate) const CALLEE: &str = "
    0   pbx 8009 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
    10  dut 8005 0009 0000000a 00 01 0607 090400000004
    20  pbx 8009 0005 0000000a 01 01 0604
    25  dut 8005 0009 00000019 01 01 0403
    30  pbx 8009 0005 00000019 01 02 0604
    35  dut 8005 0009 00000023 02 01 0404
    40  pbx 8009 0005 00000023 01 03 0604
";

/// One deviation, or none.
pub(crate) struct Case {
    /// What happens before.
    pub(crate) before: &'static str,
    /// What happens.
    pub(crate) script: &'static str,
    /// Features that the device declares; unknown where there are none.
    pub(crate) declares: &'static [&'static str],
    /// Secrets that the rig knows.
    pub(crate) secrets: &'static [&'static str],
    /// The requirements found broken, as `id` where it fails and `id?` where it warns.
    pub(crate) broken: &'static [&'static str],
}

/// Tests of one statement each, and all of them as a list.
macro_rules! cases {
    ($($(#[doc = $doc:literal])* $name:ident: $before:expr, $script:expr $(, declares $declares:expr)? $(, secrets $secrets:expr)? => $broken:expr;)*) => {
        pub(crate) const CASES: &[(&str, $crate::case::Case)] = &[$((
            stringify!($name),
            $crate::case::Case {
                before: $before,
                script: $script,
                declares: $crate::case::first(&[$($declares,)? &[]]),
                secrets: $crate::case::first(&[$($secrets,)? &[]]),
                broken: &$broken,
            },
        ),)*];

        $($(#[doc = $doc])* #[test] fn $name() {
            let (_, case) = CASES.iter().find(|(name, _)| *name == stringify!($name)).expect("it is there");
            case.check();
        })*
    };
}
pub(crate) use cases;

/// The first of some lists.
pub(crate) const fn first(lists: &[&'static [&'static str]]) -> &'static [&'static str] {
    lists[0]
}

impl Case {
    /// Plays the case and compares what is found with what is broken.
    pub(crate) fn check(&self) {
        let findings = self.findings();
        let catalogue = catalogue();
        for finding in &findings {
            let id = finding.requirement.as_ref().expect("rules cite requirements");
            let known = catalogue.get(id).unwrap_or_else(|| panic!("{id} is in no catalogue"));
            assert_eq!(finding.level, known.level(), "{id}");
            assert_eq!(finding.party, "dut", "{}", finding.words);
        }
        let mut found: Vec<_> = findings.iter().map(name).collect();
        found.sort();
        let words: Vec<_> = findings.iter().map(|finding| &finding.words).collect();
        assert_eq!(found, self.broken, "{words:#?}");
    }

    /// The requirements that the case shows broken.
    pub(crate) fn cited(&self) -> BTreeSet<String> {
        self.broken.iter().map(|name| name.trim_end_matches('?').to_owned()).collect()
    }

    fn findings(&self) -> Vec<Finding> {
        let mut judge = WireJudge::new(self.options());
        let lines = self.before.lines().chain(self.script.lines());
        for (line, packet) in lines.filter(|line| !line.trim().is_empty()).zip(1..) {
            play(&mut judge, line, packet);
        }
        judge.finish();
        judge.drain()
    }

    fn options(&self) -> Options {
        let supports = (!self.declares.is_empty())
            .then(|| self.declares.iter().map(ToString::to_string).collect());
        Options {
            judged: vec![IpAddr::V4(DUT)],
            names: vec![(IpAddr::V4(DUT), "dut".to_owned())],
            at_device: true,
            secrets: self.secrets.iter().map(|secret| secret.as_bytes().to_vec()).collect(),
            supports,
            epoch: NEW_YEAR_2026,
            ..Options::default()
        }
    }
}

fn name(finding: &Finding) -> String {
    let id = finding.requirement.as_ref().map_or("", |id| id.as_str());
    let mark = if finding.verdict == Verdict::Fail { "" } else { "?" };
    format!("{id}{mark}")
}

fn play(judge: &mut WireJudge, line: &str, packet: u64) {
    let mut words = line.split_whitespace();
    let time: u64 = words.next().and_then(|time| time.parse().ok()).expect("a time in ms");
    let at = Instant::from_millis(1_000_000 + time);
    let who = words.next().expect("who sends");
    if who == "-" {
        // Time passes in steps, as a bench's clock does.
        judge.advance(at);
        return;
    }
    let octets = octets(&words.collect::<String>());
    let (src, dst) = addresses(who);
    judge.observe(Observation { packet, at, src, dst, octets: &octets });
}

fn addresses(who: &str) -> (SocketAddr, SocketAddr) {
    let port = |text: &str| text.parse().expect("a port");
    let (from, to) = match who.split_once('>') {
        Some((who, to)) => ((who, 4569), port(to)),
        None => match who.split_once(':') {
            Some((who, from)) => ((who, port(from)), 4569),
            None => ((who, 4569), 4569),
        },
    };
    let (me, peer) = if from.0 == "dut" { (DUT, PBX) } else { (PBX, DUT) };
    (SocketAddr::from((me, from.1)), SocketAddr::from((peer, to)))
}

/// Octets in hex; `NN*xx` in the last place is NN octets of xx.
fn octets(hex: &str) -> Vec<u8> {
    let (hex, tail) = match hex.split_once('*') {
        Some((head, octet)) => {
            let (head, count) = head.split_at(head.len() - 3);
            (head, octet.repeat(count.parse().expect("three digits")))
        }
        None => (hex, String::new()),
    };
    let whole = format!("{hex}{tail}");
    (0..whole.len() / 2)
        .map(|at| u8::from_str_radix(&whole[2 * at..2 * at + 2], 16).expect("hex"))
        .collect()
}

fn catalogue() -> &'static Catalogue {
    const RFC: &str = include_str!("../../../../scenarios/catalogue.toml");
    const FIELD: &str = include_str!("../../../../scenarios/field.toml");
    static READ: OnceLock<Catalogue> = OnceLock::new();
    READ.get_or_init(|| {
        let files = [("catalogue.toml", RFC), ("field.toml", FIELD)];
        Catalogue::parse(files).expect("the project's own catalogue")
    })
}

/// Whether every id that some rule lists is known.
pub(crate) fn knows(id: &str) -> bool {
    catalogue().get(&id.into()).is_some()
}
