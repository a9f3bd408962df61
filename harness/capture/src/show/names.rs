//! Names for addresses and call numbers, by first appearance, so that listings compare.

use std::net::SocketAddr;

use crate::generations::Generations;

/// Parties that are remembered; one that was silent longest gets a new name.
const PARTIES: usize = 8 * 1024;
/// Call numbers that are remembered.
const CALLS: usize = 32 * 1024;

/// Who speaks, and in which call.
#[derive(Debug)]
pub(super) struct Names {
    parties: Generations<SocketAddr, Party>,
    calls: Generations<(SocketAddr, u16), u32>,
    count: u32,
}

#[derive(Debug)]
struct Party {
    number: u32,
    /// Letters given to its calls.
    calls: u32,
}

impl Names {
    pub(super) fn new() -> Self {
        Self { parties: Generations::new(PARTIES), calls: Generations::new(CALLS), count: 0 }
    }

    /// Whether nobody was named.
    pub(super) fn are_empty(&self) -> bool {
        self.count == 0
    }

    /// The name of a party (`p1`, `p2`, ..), and whether it is new.
    pub(super) fn party(&mut self, address: SocketAddr) -> (String, bool) {
        let (count, mut is_new) = (&mut self.count, false);
        let party = self.parties.entry(address, || {
            *count += 1;
            is_new = true;
            Party { number: *count, calls: 0 }
        });
        (format!("p{}", party.number), is_new)
    }

    /// The letter of a party's call; `-` for no call.
    pub(super) fn call(&mut self, address: SocketAddr, number: u16) -> String {
        if number == 0 {
            return "-".into();
        }
        let party = self.parties.get(address);
        let letter = *self.calls.entry((address, number), || {
            party.map_or(0, |party| {
                party.calls += 1;
                party.calls - 1
            })
        });
        letters(letter)
    }
}

/// a, b, .. z, aa, ab, ..
fn letters(mut number: u32) -> String {
    let mut text = Vec::new();
    loop {
        text.push(b'a' + (number % 26) as u8);
        if number < 26 {
            break;
        }
        number = number / 26 - 1;
    }
    text.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Names, letters};

    #[test]
    fn letters_go_on_after_z() {
        let names: Vec<_> = [0, 25, 26, 27, 701, 702].map(letters).to_vec();
        assert_eq!(names, ["a", "z", "aa", "ab", "zz", "aaa"]);
    }

    #[test]
    fn parties_and_calls_are_named_by_first_appearance() {
        let [one, two] = ["10.0.0.1:4569", "10.0.0.2:4569"].map(|text| text.parse().expect("one"));
        let mut names = Names::new();
        assert_eq!(names.party(two), ("p1".into(), true));
        assert_eq!(names.party(one), ("p2".into(), true));
        assert_eq!(names.party(two), ("p1".into(), false));
        assert_eq!([names.call(one, 700), names.call(one, 5), names.call(two, 5)], ["a", "b", "a"]);
        assert_eq!([names.call(one, 700), names.call(one, 0)], ["a", "-"]);
    }
}
