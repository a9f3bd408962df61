//! The binary `phonerig`.

fn main() {}
