//! Variables: bound at first sight, compared after.

use std::collections::BTreeMap;

/// What a variable holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Bound {
    /// A number.
    Number(u64),
    /// Octets.
    Octets(Vec<u8>),
}

/// All variables of a scenario.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars(BTreeMap<String, Bound>);

impl Vars {
    pub(super) fn get(&self, name: &str) -> Option<&Bound> {
        self.0.get(name)
    }

    pub(super) fn bind(&mut self, name: &str, value: Bound) {
        self.0.insert(name.to_owned(), value);
    }

    /// Binds it where it is free, else compares.
    pub(super) fn agrees(&mut self, name: &str, value: Bound) -> bool {
        match self.0.get(name) {
            Some(bound) => *bound == value,
            None => {
                self.bind(name, value);
                true
            }
        }
    }
}
