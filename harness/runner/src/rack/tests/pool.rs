//! Boards in many hands, one after the other.

use crate::rack::entry::BoardName;
use crate::rack::file::BenchFile;
use crate::rack::ladder::Health;
use crate::rack::pool::{NoBoard, Pool};
use crate::rack::recovery::testing::Patient;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

const RACK: &str = "
    [[board]]
    name = 'plain'
    kind = 'qemu'
    image = 'i'
    declaration = 'd'
    count = 2

    [[board]]
    name = 'radio'
    kind = 'qemu'
    image = 'i'
    declaration = 'd'
    tags = ['wifi']
";

/// A rack of two plain boards and one with a radio.
fn rack(patient: impl Fn() -> Patient) -> Pool<Patient> {
    let bench = BenchFile::parse(Path::new("x.toml"), RACK).expect("well formed");
    Pool::new(bench.boards.into_iter().map(|entry| (entry, patient())))
}

fn robust() -> Patient {
    Patient { boots_after_reset: true, ..Patient::default() }
}

#[test]
fn a_board_is_with_one_worker_at_a_time() {
    let pool = rack(robust);
    let users: Mutex<BTreeMap<BoardName, u32>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let lease = pool.lease("iax2/one", &[]).expect("there are three");
                    let name = lease.name().clone();
                    let before = users.lock().expect("no panic").insert(name.clone(), 1);
                    assert_eq!(before.unwrap_or(0), 0, "{name} has two users");
                    users.lock().expect("no panic").insert(name, 0);
                    lease.give_back(None);
                }
            });
        }
    });
    let leases: u32 = pool.records().iter().map(|record| record.leases).sum();
    assert_eq!(leases, 400);
}

#[test]
fn what_is_rare_stays_free_for_whoever_needs_it() {
    let pool = rack(robust);
    let one = pool.lease("iax2/one", &[]).expect("free");
    let two = pool.lease("iax2/one", &[]).expect("free");
    assert_eq!([one.name().as_str(), two.name().as_str()], ["plain-1", "plain-2"]);
    let radio = pool.lease("iax2/one", &["wifi"]).expect("free");
    assert_eq!(radio.name().as_str(), "radio");
}

#[test]
fn a_wish_that_no_board_meets_is_named() {
    let pool = rack(robust);
    let error = pool.lease("iax2/one", &["power", "wifi", "lte"]).expect_err("no board has it");
    assert!(matches!(&error, NoBoard::Lacking { wish, .. } if wish == "lte"), "{error}");
}

#[test]
fn a_board_that_gave_trouble_is_brought_back_before_it_is_handed_out_again() {
    let pool = rack(robust);
    let lease = pool.lease("iax2/one", &["wifi"]).expect("free");
    assert!(!lease.is_up);
    lease.give_back(Some("the console is silent".to_owned()));
    let lease = pool.lease("iax2/one", &["wifi"]).expect("it is back");
    assert!(lease.is_up, "it booted");
    let record = pool.records().pop().expect("three");
    assert_eq!(record.troubles[0].what, "iax2/one: the console is silent");
    assert_eq!(record.troubles[0].steps.len(), 1);
}

#[test]
fn a_dropped_lease_counts_as_trouble() {
    let pool = rack(robust);
    drop(pool.lease("iax2/one", &["wifi"]).expect("free"));
    assert_eq!(pool.records()[2].troubles.len(), 1);
}

#[test]
fn a_rack_in_quarantine_says_which_boards_and_why() {
    let pool = rack(Patient::default);
    pool.check();
    let error = pool.lease("iax2/one", &[]).expect_err("none boots").to_string();
    for part in ["plain-1 (it says nothing)", "plain-2", "radio"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn who_waits_learns_that_the_last_board_went_into_quarantine() {
    let pool = rack(Patient::default);
    let lease = pool.lease("iax2/one", &["wifi"]).expect("free");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| pool.lease("iax2/one", &["wifi"]).map(|_| ()));
        lease.give_back(Some("it hangs".to_owned()));
        let error = waiting.join().expect("no panic").expect_err("it is in quarantine");
        assert!(error.to_string().contains("radio"), "{error}");
    });
}

#[test]
fn a_check_keeps_the_boards_that_boot() {
    let pool = rack(robust);
    pool.check();
    let healthy = pool.records().iter().filter(|r| r.health == Health::Healthy).count();
    assert_eq!(healthy, 3);
}
