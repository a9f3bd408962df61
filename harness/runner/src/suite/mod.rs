//! The suite: which scenarios there are, which of them are meant, and how they are played over the cores.

pub mod case;
pub mod drive;
pub mod expect;
pub mod filter;
pub mod head;
pub mod library;
pub mod load;
pub mod observed;
pub mod play;
pub mod qemu;
pub mod rehearsal;
pub mod replay;
pub mod select;
pub mod shard;
pub mod sim;
pub mod story;
pub mod unplayed;
