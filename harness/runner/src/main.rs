//! The binary `phonerig`.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    phonerig::cli::main()
}
