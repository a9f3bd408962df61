//! A rehearsal on the sim: it takes milliseconds, and tells how long scenarios last on a clock that walks.

use super::case::Case;
use super::load::Suite;
use super::sim;
use rayon::prelude::*;
use std::time::Duration;

/// How long each scenario lasts with the reference phone in the device's place, in the order of the suite's cases.
///
/// A scenario that cannot be rehearsed counts as the longest: it is found out on the bench.
pub fn rehearse(suite: &Suite, seed: u64) -> Vec<Duration> {
    let lasts = |case: &Case| {
        let played = sim::scout(suite, case, seed, &[]);
        played.map_or(Duration::MAX, |(played, _)| played.virtual_time)
    };
    suite.cases.par_iter().map(lasts).collect()
}

/// Leaves those scenarios that last no longer than this, and puts the longest first, so that no bench is left waiting for one
/// that began last. Tells how many were left out.
pub fn arrange(suite: &mut Suite, lasts: &[Duration], longest: Option<Duration>) -> usize {
    let all = suite.cases.len();
    let cases = std::mem::take(&mut suite.cases).into_iter().zip(lasts);
    let fits = |lasts: &Duration| longest.is_none_or(|longest| *lasts <= longest);
    let mut kept: Vec<_> = cases.filter(|(_, lasts)| fits(lasts)).collect();
    kept.sort_by_key(|(_, lasts)| std::cmp::Reverse(*lasts));
    suite.cases = kept.into_iter().map(|(case, _)| case).collect();
    all - suite.cases.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::library::Library;
    use crate::suite::load::Meant;

    #[test]
    fn the_longest_comes_first_and_what_is_too_long_is_counted() {
        let patterns = vec!["iax2/hangup".to_owned()];
        let meant = Meant { patterns, ..Meant::default() };
        let mut suite = Suite::load(Library::embedded(), &meant).expect("the project's own");
        let ids: Vec<String> = suite.cases.iter().map(|case| case.id.clone()).collect();
        let lasts: Vec<Duration> = (0..).map(Duration::from_secs).take(ids.len()).collect();
        let left_out = arrange(&mut suite, &lasts, Some(Duration::from_secs(2)));
        let kept: Vec<&str> = suite.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(kept, [&ids[2], &ids[1], &ids[0]]);
        assert_eq!(left_out, ids.len() - 3);
    }
}
