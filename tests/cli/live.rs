//! Completion of names in real shells, and what `--watch` prints into a pipe.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::world::{RMQ, World, eventually};

/// The lines that `shell` prints when it runs `script` with `line` as its first argument; nothing at
/// all when there is no such shell.
fn printed(world: &World, shell: [&str; 3], script: &str, line: &str) -> Option<Vec<String>> {
    let [name, options, before_line] = shell;
    let mut shell = Command::new(name);
    shell.args(options.split(' ')).args(["-c", script]).args(before_line.split_terminator(' '));
    shell.arg(line).envs(world.environment());
    let bin = Path::new(RMQ).parent().expect("a directory").display().to_string();
    shell.env("PATH", format!("{bin}:{}", std::env::var("PATH").unwrap_or_default()));
    shell.env_remove("XDG_CACHE_HOME").stdin(Stdio::null());
    let output = match shell.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        output => output.expect("the shell starts"),
    };
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// What bash offers at the end of `line`.
fn offered(world: &World, line: &str) -> Option<Vec<String>> {
    let script = r#"
        source <(rmq completions bash)
        COMP_LINE=$1
        read -r -a COMP_WORDS <<< "$COMP_LINE"
        [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9 COMP_POINT=${#COMP_LINE}
        function=$(complete -p rmq | sed 's/.*-F \([^ ]*\).*/\1/')
        "$function" rmq "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let lines = printed(world, ["bash", "--norc", "bash"], script, line)?;
    Some(lines.iter().map(|line| line.trim().to_owned()).collect())
}

/// Asks until the answer is `expected`: a cluster that needs longer than a key press may wait is
/// silent.
fn expect(expected: &[&str], ask: impl Fn() -> Option<Vec<String>>) {
    eventually(|| match ask() {
        Some(found) if found != expected => Err(format!("{found:?} is not {expected:?}")),
        _ => Ok(()),
    });
}

#[test]
fn fish_completes_names_of_the_cluster() {
    let world = World::with_cluster();
    for topic in ["Orders", "OrdersOld"] {
        assert!(world.rmq(&["topic", "create", topic]).status.success());
    }
    let script = "rmq completions fish | source; complete -C $argv[1]";
    let offered = |line: &str| printed(&world, ["fish", "--no-config", ""], script, line);
    expect(&["Orders", "OrdersOld"], || offered("rmq topic route Ord"));
    // Of what can be deleted there are only the two.
    expect(&["Orders", "OrdersOld"], || {
        let mut words = offered("rmq topic delete ")?;
        words.retain(|word| !word.starts_with('-'));
        Some(words)
    });
}

#[test]
fn zsh_completes_names_of_the_cluster() {
    let world = World::with_cluster();
    assert!(world.rmq(&["topic", "create", "OrdersOld"]).status.success());
    // An interactive zsh behind a pseudo terminal, since zsh completes nowhere else.
    let script = r#"
        zmodload zsh/zpty
        zpty -b inner 'zsh -f -i'
        await() {
            local seen chunk
            repeat 30; do
                zpty -n -w inner "$2"
                repeat 10; do
                    zpty -rt inner chunk && seen+=$chunk
                    [[ $seen == *$1* ]] && { print $1; return }
                    sleep 0.1
                done
            done
            print -r "no $1 in: $seen"
        }
        zpty -w inner 'autoload -Uz compinit; compinit -D; source <(rmq completions zsh); print rea""dy'
        await ready ''
        zpty -n -w inner $1
        await OrdersOld $'\t'
        zpty -d inner
    "#;
    let found = printed(&world, ["zsh", "-f", "zsh"], script, "rmq topic delete OrdersO");
    assert!(found.is_none_or(|lines| lines == ["ready", "OrdersOld"]));
}

#[test]
fn bash_completes_names_of_the_cluster() {
    let world = World::with_cluster();
    for topic in ["Orders", "OrdersOld", "Other"] {
        assert!(world.rmq(&["topic", "create", topic]).status.success());
    }
    let joined = world.rmq(&["topic", "create", "%RETRY%shoppers"]);
    assert!(joined.status.success());
    for (line, expected) in [
        ("rmq topic route Ord", &["Orders", "OrdersOld"] as &[&str]),
        ("rmq group progress sh", &["shoppers"]),
        ("rmq topic create New --cluster ", &["DefaultCluster"]),
        ("rmq broker config get --broker ", &["broker-a"]),
        ("rmq context use d", &["default"]),
        ("rmq topic stat", &["status"]),
    ] {
        expect(expected, || offered(&world, line));
    }
    // Names of what is to be made are not those of what is there.
    let made = offered(&world, "rmq topic create Ord");
    assert!(made.is_none_or(|words| !words.contains(&"Orders".to_owned())));
}

#[test]
fn without_a_cluster_completion_is_silent() {
    let world = World::without_cluster();
    let Some(topics) = offered(&world, "rmq topic route Ord") else { return };
    assert_eq!(topics, Vec::<String>::new());
    assert_eq!(offered(&world, "rmq top").expect("a bash"), ["topic"]);
}

#[test]
fn a_watched_view_follows_the_cluster_and_outlives_its_absence() {
    let world = World::with_cluster();
    let watch = ["topic", "list", "-o", "name", "--watch=10ms"];
    let mut child = world.command(&watch).spawn().expect("rmq starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut until = |wanted: &str| {
        while lines.next().expect("it goes on").expect("a line") != wanted {
            assert!(Instant::now() < deadline, "no {wanted}");
        }
    };
    until("TBW102");
    assert!(world.rmq(&["topic", "create", "Seen"]).status.success());
    until("Seen");
    assert!(world.rmq(&["down"]).status.success());
    assert!(world.rmq(&["up"]).status.success());
    until("Seen");
    let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("a pid"));
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).expect("a live process");
    for line in lines {
        drop(line);
        assert!(Instant::now() < deadline, "it does not end");
    }
    let ended = child.wait_with_output().expect("rmq ends");
    assert_eq!(ended.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("no name server answered"));
}
