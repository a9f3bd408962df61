//! The boards of a run: locked, checked, played on, and how they were left.

use super::entry::{BoardName, Entry};
use super::file::BenchFile;
use super::ladder::Health;
use super::lock::{self, Lock, LockError};
use super::pool::{Pool, Record};
use super::quarantine;
use super::recovery::Recover;
use crate::suite::case::Case;
use crate::suite::play::{Played, Trouble};
use phonerig_judge::verdict::Verdict;
use std::time::Duration;

/// The boards of a bench that a run has for itself.
#[derive(Debug)]
pub struct Fleet<B: Recover> {
    bench: BenchFile,
    pool: Pool<B>,
    locks: Vec<Lock>,
}

impl<B: Recover> Fleet<B> {
    /// Takes every board of a bench file, at once or within `wait` each; `board` makes what is played on.
    ///
    /// # Errors
    /// The first board that somebody else has, and who.
    pub fn take(
        bench: &BenchFile,
        wait: Duration,
        board: impl FnMut(&Entry) -> B,
    ) -> Result<Self, LockError> {
        let folder = lock::folder();
        let lock = |entry| Lock::take(&folder, entry, &bench.path, wait);
        let locks = bench.boards.iter().map(lock).collect::<Result<_, _>>()?;
        Ok(Self { locks, ..Self::of_its_own(bench, board) })
    }

    /// Boards that nobody else can know of, as this process makes them itself: they need no lock.
    pub fn of_its_own(bench: &BenchFile, mut board: impl FnMut(&Entry) -> B) -> Self {
        let boards = bench.boards.iter().map(|entry| (entry.clone(), board(entry)));
        Self { bench: bench.clone(), pool: Pool::new(boards), locks: Vec::new() }
    }

    /// The boards themselves.
    pub const fn pool(&self) -> &Pool<B> {
        &self.pool
    }

    /// The health check before a run. Tells which boards are in quarantine now, and why.
    pub fn check(&self) -> Vec<(BoardName, String)> {
        self.pool.check();
        quarantined(&self.pool.records())
    }

    /// Why no board of the bench can play a scenario, in quarantine or not; nothing where one can.
    pub fn lacks(&self, case: &Case) -> Option<String> {
        let wishes: Vec<&str> = case.scenario.wishes().collect();
        self.pool.lacks(&wishes).map(|lacking| lacking.to_string())
    }

    /// Plays a scenario on a board that can, and brings the board back where it gave trouble.
    ///
    /// Trouble with the board is a broken scenario that names it.
    ///
    /// # Errors
    /// That every board that could play it is in quarantine.
    pub fn play(
        &self,
        case: &Case,
        play: impl FnOnce(&Entry, &mut B) -> Result<Played, Trouble>,
    ) -> Result<Played, Trouble> {
        let wishes: Vec<&str> = case.scenario.wishes().collect();
        let mut lease = self.pool.lease(&case.id, &wishes)?;
        let entry = lease.entry().clone();
        let played = play(&entry, &mut lease);
        let mut played = played.unwrap_or_else(|trouble| Played::broken(trouble.to_string()));
        played.board = Some(entry.name.to_string());
        lease.give_back(trouble(&played).map(ToOwned::to_owned));
        Ok(played)
    }

    /// Ends the use of the boards: keeps who is in quarantine, gives the locks back, and tells what each went through.
    pub fn finish(self) -> Vec<Record> {
        let records = self.pool.records();
        if !self.locks.is_empty() {
            let folder = lock::folder();
            for (entry, record) in self.bench.boards.iter().zip(&records) {
                // What cannot be kept is found out again by the next run's check.
                let _ = quarantine::keep(&folder, entry, &self.bench.path, &record.health);
            }
        }
        records
    }
}

/// What a scenario shows of trouble with its board.
fn trouble(played: &Played) -> Option<&str> {
    let broken = played.verdict == Verdict::Broken;
    broken.then(|| played.reason.as_deref().unwrap_or("broken"))
}

/// The boards in quarantine, and why.
pub fn quarantined(records: &[Record]) -> Vec<(BoardName, String)> {
    let reason = |record: &Record| match &record.health {
        Health::Quarantined(reason) => Some((record.board.clone(), reason.clone())),
        Health::Healthy | Health::Suspect => None,
    };
    records.iter().filter_map(reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rack::recovery::testing::Patient;
    use phonerig_judge::scenario::Scenario;
    use phonerig_judge::verdict::Level;
    use std::path::Path;

    fn fleet(boots_after_reset: bool) -> Fleet<Patient> {
        let text = "[[board]]\nname = 'desk'\nkind = 'qemu'\nimage = 'i'\ndeclaration = 'd'\n";
        let bench = BenchFile::parse(Path::new("x.toml"), text).expect("well formed");
        Fleet::of_its_own(&bench, |_| Patient { boots_after_reset, ..Patient::default() })
    }

    fn case(bench: &str) -> Case {
        let text = format!(
            "title = 'x'\nrequires = ['R-01']\nbench = [{bench}]\nstart = 'cold'\nscript = '''\n+1s user hangs up\n'''"
        );
        Case {
            id: "iax2/one".to_owned(),
            scenario: Scenario::parse("x.toml", &text).expect("well formed"),
            level: Level::Must,
            unsupported: None,
        }
    }

    #[test]
    fn a_broken_scenario_brings_its_board_back_and_the_next_one_is_played() {
        let fleet = fleet(true);
        let broken =
            fleet.play(&case(""), |_, _| Ok(Played::broken("the line is gone".to_owned())));
        assert_eq!(broken.expect("played").verdict, Verdict::Broken);
        let next = fleet.play(&case(""), |_, board| {
            assert!(board.is_up, "it was reset");
            Ok(Played::default())
        });
        assert_eq!(next.expect("played").verdict, Verdict::Pass);
        let record = fleet.finish().remove(0);
        assert_eq!(record.troubles[0].what, "iax2/one: the line is gone");
    }

    #[test]
    fn what_is_left_when_every_board_is_in_quarantine_is_trouble_that_names_them() {
        let fleet = fleet(false);
        let died = fleet.play(&case(""), |_, _| Err("QEMU is gone".into()));
        let died = died.expect("it is told of");
        assert_eq!((died.verdict, died.board.as_deref()), (Verdict::Broken, Some("desk")));
        let next = fleet.play(&case(""), |_, _| panic!("there is no board to play on"));
        let error = next.expect_err("no board").to_string();
        assert!(error.contains("in quarantine: desk (it says nothing)"), "{error}");
    }

    #[test]
    fn a_wish_that_no_board_meets_is_told_before_anything_is_played() {
        let fleet = fleet(true);
        assert_eq!(fleet.lacks(&case("'power', 'reset'")), None);
        let lacks = fleet.lacks(&case("'lte'")).expect("no board has it");
        assert!(lacks.contains("`lte`") && lacks.contains("desk"), "{lacks}");
    }
}
