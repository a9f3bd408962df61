//! The script player, told by hand what a device does.

mod lines;
mod stand;
mod transport;
mod verdicts;
