# Tasks of a developer; `just` lists them.

_default:
    @just --list

# A local cluster from the source tree
up *ARGS:
    cargo run --release -- up {{ARGS}}

# Everything a change must pass
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    cargo test

# Refresh completions/, man/ and docs/json.md from the command table
gen:
    cargo build
    rm -rf completions man
    mkdir -p completions
    target/debug/rmq completions bash --static > completions/rmq.bash
    target/debug/rmq completions zsh --static > completions/_rmq
    target/debug/rmq completions fish --static > completions/rmq.fish
    target/debug/rmq completions powershell --static > completions/_rmq.ps1
    target/debug/rmq man man
    target/debug/rmq man --json-keys > docs/json.md

# Rewrite the snapshots of the command line; look at the difference before you commit it
snapshots:
    TRYCMD=overwrite cargo test --test cli
