//! Tells the linker where memory is, what goes where, and that the image is to have an id.

use std::path::PathBuf;

const SCRIPTS: [(&str, &str); 2] =
    [("memory.x", include_str!("memory.x")), ("device.x", include_str!("device.x"))];

fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    for (name, script) in SCRIPTS {
        std::fs::write(out.join(name), script).expect("the folder is cargo's own");
        println!("cargo::rerun-if-changed={name}");
    }
    println!("cargo::rustc-link-search={}", out.display());
    for argument in ["-Tlink.x", "-Tdefmt.x", "--build-id=sha1"] {
        println!("cargo::rustc-link-arg={argument}");
    }
}
