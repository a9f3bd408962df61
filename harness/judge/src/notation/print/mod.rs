//! Writing lines, so that they read back the same.

mod acts;
mod flow;
mod frame;
mod line;
