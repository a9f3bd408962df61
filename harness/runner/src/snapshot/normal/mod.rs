//! The normalised transcript: what happened, without what differs from run to run.
//!
//! Call numbers become letters by first appearance at each end; sequence numbers count foreground frames; times show only
//! where a rule breaks; digests become `md5=ok`; media folds into phases; repetitions fold into their count; the device's
//! background frames are counted apart; its signs stand behind its frames, where nothing of others lies between.

mod background;
mod ends;
mod mask;
mod media;
mod order;
mod transcript;
mod written;

pub use transcript::Normaliser;

#[cfg(test)]
mod tests;
