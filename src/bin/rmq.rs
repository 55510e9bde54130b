//! The `rmq` binary: parse, run, exit code.

fn main() -> std::process::ExitCode {
    rmq::commands::main(std::env::args_os())
}
