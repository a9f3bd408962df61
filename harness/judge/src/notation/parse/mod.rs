//! Reading lines and scripts.

mod blocks;
mod cursor;
mod flow;
mod frame;
mod line;
mod link;
mod message;
mod sign;
mod user;
mod value;

pub use blocks::{SourceLine, script};
pub use line::{Context, line};
pub use sign::console_sign;
