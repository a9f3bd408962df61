//! A map of bounded size that forgets what has not been asked for longest.

use std::hash::Hash;
use std::mem;

use rustc_hash::FxHashMap;

/// Two generations of a map. What is asked for moves into the young one; when that is full it
/// becomes the old one, and what the old one held is forgotten.
#[derive(Debug)]
pub(crate) struct Generations<K, V> {
    young: FxHashMap<K, V>,
    old: FxHashMap<K, V>,
    size: usize,
}

impl<K: Copy + Eq + Hash, V> Generations<K, V> {
    /// A map that remembers at least the last `size` keys, and at most twice as many.
    pub(crate) fn new(size: usize) -> Self {
        Self { young: FxHashMap::default(), old: FxHashMap::default(), size }
    }

    /// The value of `key`; a new one where there is none.
    pub(crate) fn entry(&mut self, key: K, new: impl FnOnce() -> V) -> &mut V {
        if self.young.len() >= self.size && !self.young.contains_key(&key) {
            self.old = mem::take(&mut self.young);
        }
        let old = &mut self.old;
        self.young.entry(key).or_insert_with(|| old.remove(&key).unwrap_or_else(new))
    }

    /// The value of `key` if there is one.
    pub(crate) fn get(&mut self, key: K) -> Option<&mut V> {
        if !self.young.contains_key(&key) {
            let value = self.old.remove(&key)?;
            self.entry(key, || value);
        }
        self.young.get_mut(&key)
    }

    /// Forgets `key`.
    pub(crate) fn remove(&mut self, key: K) {
        self.young.remove(&key);
        self.old.remove(&key);
    }

    /// Whether nothing is remembered.
    pub(crate) fn is_empty(&self) -> bool {
        self.young.is_empty() && self.old.is_empty()
    }

    /// All values remembered.
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.young.values().chain(self.old.values())
    }

    /// Forgets what `keep` refuses.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&V) -> bool) {
        for generation in [&mut self.young, &mut self.old] {
            generation.retain(|_, value| keep(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Generations;

    #[test]
    fn what_is_asked_for_is_remembered() {
        let mut map = Generations::new(10);
        for key in 0..1000 {
            map.entry(key, || key);
            assert_eq!(map.get(0), Some(&mut 0));
        }
        assert!(map.values().count() <= 20);
    }

    #[test]
    fn what_is_not_asked_for_is_forgotten() {
        let mut map = Generations::new(10);
        for key in 0..25 {
            map.entry(key, || key);
        }
        assert_eq!(map.get(0), None);
        assert_eq!(map.get(24), Some(&mut 24));
        assert!(!map.is_empty());
    }
}
