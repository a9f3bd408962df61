//! The boards of a run: each is with one worker or with none.

use super::entry::{BoardName, Entry};
use super::ladder::{Event, Health, Ladder};
use super::recovery::{Recover, Step, recover};
use core::ops::{Deref, DerefMut};
use serde::Serialize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Boards that workers take and give back.
#[derive(Debug)]
pub struct Pool<B: Recover> {
    places: Mutex<Vec<Place<B>>>,
    changed: Condvar,
}

/// A board's place in the rack; the board itself is away while a worker has it.
#[derive(Debug)]
struct Place<B> {
    entry: Entry,
    board: Option<B>,
    ladder: Ladder,
    record: Record,
}

/// What a board went through in a run.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Record {
    /// The board.
    pub board: BoardName,
    /// How far it can be trusted now.
    pub health: Health,
    /// How many times it was handed to a worker.
    pub leases: u32,
    /// The deepest that its stack was, in octets, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deepest_stack: Option<u32>,
    /// Its troubles, in order.
    pub troubles: Vec<Trouble>,
}

/// A trouble, and what was done about it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Trouble {
    /// What went wrong.
    pub what: String,
    /// The rungs that were tried.
    pub steps: Vec<Step>,
}

/// Why no board can be had.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoBoard {
    /// None of them has what is wished for.
    #[error("no board of the bench has `{wish}`: {boards} lack it")]
    Lacking {
        /// The first wish that no board meets together with those before it.
        wish: String,
        /// The boards.
        boards: String,
    },
    /// Those that have it are in quarantine.
    #[error("every board that could play it is in quarantine: {0}")]
    Quarantined(String),
}

impl<B: Recover> Pool<B> {
    /// A rack of boards that are thought to be healthy until [`Self::check`] was asked.
    pub fn new(boards: impl IntoIterator<Item = (Entry, B)>) -> Self {
        let places = boards.into_iter().map(|(entry, board)| Place::new(entry, board)).collect();
        Self { places: Mutex::new(places), changed: Condvar::new() }
    }

    /// How many workers the rack has work for.
    pub fn len(&self) -> usize {
        self.places().len()
    }

    /// Whether there is no board at all.
    pub fn is_empty(&self) -> bool {
        self.places().is_empty()
    }

    /// The health check before a run: every board resets and must boot, all at the same time. One that does not climbs the ladder.
    pub fn check(&self) {
        std::thread::scope(|scope| {
            for at in 0..self.len() {
                scope.spawn(move || {
                    let Some(mut board) = self.places()[at].board.take() else { return };
                    let boots = board.reset().and_then(|()| board.verify_boot());
                    self.put_back(
                        at,
                        board,
                        boots.map_or_else(Event::NotBooted, |()| Event::Booted),
                    );
                });
            }
        });
    }

    /// Takes a board for a scenario that has these wishes, and waits while all that do are with others.
    ///
    /// The board with the least to offer beyond them is preferred: what is rare stays free for whoever needs it.
    ///
    /// # Errors
    /// Where no board meets them, or all that do are in quarantine.
    pub fn lease(&self, scenario: &str, wishes: &[&str]) -> Result<Lease<'_, B>, NoBoard> {
        let mut places = self.places();
        loop {
            let fit = fitting(&places, wishes)?;
            let free = fit.into_iter().filter(|at| places[*at].board.is_some());
            let plainest =
                free.min_by_key(|at| (places[*at].entry.offers(), places[*at].record.leases));
            if let Some(at) = plainest {
                let place = &mut places[at];
                place.record.leases += 1;
                let board = place.board.take();
                let entry = place.entry.clone();
                let scenario = scenario.to_owned();
                return Ok(Lease { pool: self, at, entry, board, scenario });
            }
            places = self.changed.wait(places).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What is missing to meet these wishes, whatever state the boards are in; nothing where a board meets them.
    pub fn lacks(&self, wishes: &[&str]) -> Option<NoBoard> {
        let places = self.places();
        let meets = |place: &Place<B>| place.entry.lacks(wishes.iter().copied()).is_none();
        (!places.iter().any(meets)).then(|| lacking(&places, wishes))
    }

    /// What each board went through, in the order of the bench file.
    pub fn records(&self) -> Vec<Record> {
        let record = |place: &Place<B>| Record {
            health: place.ladder.health(),
            deepest_stack: place.board.as_ref().and_then(Recover::deepest_stack),
            ..place.record.clone()
        };
        self.places().iter().map(record).collect()
    }

    /// Puts a board back and tells what happened to it; it is brought back first where that was trouble.
    fn put_back(&self, at: usize, mut board: B, event: Event) {
        let what = match &event {
            Event::Trouble { by, what } => Some(format!("{by}: {what}")),
            Event::NotBooted(what) => Some(what.clone()),
            Event::Fine | Event::Booted => None,
        };
        // The others must not wait for a recovery, so that it works on a copy.
        let mut ladder = self.places()[at].ladder.clone();
        let steps = catch_unwind(AssertUnwindSafe(|| recover(&mut ladder, &mut board, event)));
        let steps = steps.unwrap_or_else(|_| {
            ladder.give_up("a bug of phonerig's own, while it was brought back");
            Vec::new()
        });
        let mut places = self.places();
        let place = &mut places[at];
        place.record.troubles.extend(what.map(|what| Trouble { what, steps }));
        place.ladder = ladder;
        place.board = Some(board);
        drop(places);
        self.changed.notify_all();
    }

    /// A worker that panicked leaves nothing half done here: every change is made at once.
    fn places(&self) -> MutexGuard<'_, Vec<Place<B>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<B> Place<B> {
    fn new(entry: Entry, board: B) -> Self {
        let record = Record {
            board: entry.name.clone(),
            health: Health::Healthy,
            leases: 0,
            deepest_stack: None,
            troubles: Vec::new(),
        };
        let ladder = Ladder::new(entry.capabilities.contains("power"));
        Self { entry, board: Some(board), ladder, record }
    }
}

/// The boards that meet the wishes and are not in quarantine, by their place.
fn fitting<B>(places: &[Place<B>], wishes: &[&str]) -> Result<Vec<usize>, NoBoard> {
    let able: Vec<usize> = (0..places.len())
        .filter(|at| places[*at].entry.lacks(wishes.iter().copied()).is_none())
        .collect();
    if able.is_empty() {
        return Err(lacking(places, wishes));
    }
    let health = |at: &usize| places[*at].ladder.health();
    let usable: Vec<usize> =
        able.iter().copied().filter(|at| !matches!(health(at), Health::Quarantined(_))).collect();
    if usable.is_empty() {
        let why = able.iter().map(|at| match health(at) {
            Health::Quarantined(reason) => format!("{} ({reason})", places[*at].entry.name),
            Health::Healthy | Health::Suspect => places[*at].entry.name.to_string(),
        });
        return Err(NoBoard::Quarantined(why.collect::<Vec<_>>().join(", ")));
    }
    Ok(usable)
}

/// The first wish that, with those before it, no board meets.
fn lacking<B>(places: &[Place<B>], wishes: &[&str]) -> NoBoard {
    let met = |many: usize| {
        places.iter().any(|place| place.entry.lacks(wishes[..many].iter().copied()).is_none())
    };
    let wish = (1..=wishes.len()).find(|many| !met(*many)).map_or("", |many| wishes[many - 1]);
    let names: Vec<&str> = places.iter().map(|place| place.entry.name.as_str()).collect();
    NoBoard::Lacking { wish: wish.to_owned(), boards: names.join(", ") }
}

/// A board in the hands of one worker.
///
/// **Give it back with [`Self::give_back`].** One that is dropped, as by a panic, counts as having given trouble.
#[derive(Debug)]
pub struct Lease<'p, B: Recover> {
    pool: &'p Pool<B>,
    at: usize,
    entry: Entry,
    board: Option<B>,
    scenario: String,
}

impl<B: Recover> Lease<'_, B> {
    /// The board's name.
    pub const fn name(&self) -> &BoardName {
        &self.entry.name
    }

    /// What its bench file says of it.
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Gives it back, with the trouble that it gave, if any. It is brought back before anybody else gets it.
    pub fn give_back(mut self, trouble: Option<String>) {
        let by = std::mem::take(&mut self.scenario);
        self.end(trouble.map_or(Event::Fine, |what| Event::Trouble { by, what }));
    }

    fn end(&mut self, event: Event) {
        if let Some(board) = self.board.take() {
            self.pool.put_back(self.at, board, event);
        }
    }
}

impl<B: Recover> Drop for Lease<'_, B> {
    fn drop(&mut self) {
        let by = std::mem::take(&mut self.scenario);
        self.end(Event::Trouble { by, what: "whoever used it gave up in the middle".to_owned() });
    }
}

impl<B: Recover> Deref for Lease<'_, B> {
    type Target = B;

    fn deref(&self) -> &B {
        self.board.as_ref().expect("it is here until it is given back")
    }
}

impl<B: Recover> DerefMut for Lease<'_, B> {
    fn deref_mut(&mut self) -> &mut B {
        self.board.as_mut().expect("it is here until it is given back")
    }
}
