//! Builds anew when a scenario has changed, because the binary carries them.

fn main() {
    println!("cargo::rerun-if-changed=../../scenarios");
    println!("cargo::rerun-if-changed=templates");
}
