//! The names of Apache's scripts: command lines as people have them in their notes, without Java.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::world::{RMQ, World, eventually};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A world with the scripts in `home/bin`, as a folder of Apache's has them.
fn world_with_shims() -> World {
    let world = World::without_cluster();
    std::fs::create_dir_all(world.path().join("home/conf")).expect("a folder");
    let made = world.rmq(&["shims", "home/bin", "-o", "name"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    for line in text(&made.stdout).lines() {
        assert!(Path::new(line).is_file(), "{line}");
    }
    world
}

/// A command line of a shell in the home directory, with no Java to be found.
fn line(world: &World, line: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("exec {line}")]).envs(world.environment());
    command.env_remove("JAVA_HOME").env("PATH", "/usr/bin:/bin").env("RMQ_LOG", "error");
    command.current_dir(world.path().join("home")).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(world: &World, command: &str) -> Output {
    line(world, command).output().expect("a shell")
}

/// Starts a node and waits for its last banner line.
fn start(mut command: Command, banner: &str) -> Child {
    let mut node = command.spawn().expect("a shell");
    let mut stdout = BufReader::new(node.stdout.take().expect("a pipe"));
    let mut seen = String::new();
    while !seen.contains(banner) {
        let read = stdout.read_line(&mut seen).expect("a banner");
        if read == 0 {
            let mut told = String::new();
            let _ = node.stderr.take().expect("a pipe").read_to_string(&mut told);
            panic!("no `{banner}` in {seen}{told}");
        }
    }
    node.stdout = Some(stdout.into_inner());
    node
}

/// The files of the nodes: free ports, and what else differs from Apache's defaults in a test.
fn write_files(world: &World) {
    let home = world.path().join("home");
    let port = world.namesrv().rsplit(':').next().expect("a port").to_owned();
    let namesrv = format!("listenPort={port}\nbindAddress=127.0.0.1\n");
    std::fs::write(home.join("conf/namesrv.properties"), namesrv).expect("a file");
    let broker = format!(
        "brokerName=broker-a\nlistenPort={}\nbindAddress=127.0.0.1\nbrokerIP1=127.0.0.1\n",
        world.base_port()
    );
    std::fs::write(home.join("conf/broker.conf"), broker).expect("a file");
}

#[test]
fn the_quickstart_of_the_manual_runs_line_by_line() {
    let world = world_with_shims();
    write_files(&world);
    let mut namesrv = line(&world, "nohup sh bin/mqnamesrv -c conf/namesrv.properties");
    namesrv.env("JAVA_OPT", "-server -Xms4g -Xmx4g -XX:MetaspaceSize=128m");
    let namesrv = start(namesrv, "The Name Server boot success. serializeType=JSON");
    // Only the system property says where the name server is.
    let mut broker = line(&world, "sh bin/mqbroker -c conf/broker.conf autoCreateTopicEnable=true");
    let property = format!("-Xmx1g -Drocketmq.namesrv.addr={}", world.namesrv());
    broker.env("JAVA_OPT_EXT", property).env_remove("NAMESRV_ADDR");
    let broker = start(broker, "The broker[broker-a, 127.0.0.1:");

    // It registers behind its banner, as Apache's does.
    eventually(|| {
        let list = run(&world, &format!("sh bin/mqadmin clusterList -n {}", world.namesrv()));
        match text(&list.stdout).contains("broker-a") {
            true => Ok(()),
            false => Err([text(&list.stdout), text(&list.stderr)].concat()),
        }
    });
    let sent = run(&world, "sh bin/tools.sh org.apache.rocketmq.example.quickstart.Producer");
    assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stderr));
    let sent = text(&sent.stdout);
    assert_eq!(sent.lines().count(), 1000);
    assert!(
        sent.lines().all(|l| l.starts_with("SendResult [sendStatus=SEND_OK, msgId=")),
        "{sent}"
    );

    let consumer = "sh bin/tools.sh org.apache.rocketmq.example.quickstart.Consumer";
    let mut consumer = start(line(&world, consumer), "Consumer Started.");
    let mut stdout = BufReader::new(consumer.stdout.take().expect("a pipe"));
    let mut bodies = std::collections::HashSet::new();
    while bodies.len() < 1000 {
        let mut received = String::new();
        assert_ne!(stdout.read_line(&mut received).expect("a line"), 0, "{} came", bodies.len());
        // As Java's `MessageExt.toString` shows it (a client of 4.9.7).
        let beginning = "ConsumeMessageThread_please_rename_unique_group_name_4_";
        assert!(received.starts_with(beginning), "{received}");
        let (_, body) = received.rsplit_once(", body=[").expect("a body");
        assert!(received.ends_with("], transactionId='null'}]] \n"), "{received}");
        for part in [
            "[MessageExt [brokerName=broker-a, queueId=",
            "Message{topic='TopicTest', flag=0, properties={MIN_OFFSET=0, MAX_OFFSET=250, CONSUME_START_TIME=",
            "TAGS=TagA}",
        ] {
            assert!(received.contains(part), "{part} in {received}");
        }
        let bytes = body.split(']').next().expect("an end").split(", ").map(|b| b.parse::<u8>());
        let body =
            String::from_utf8(bytes.collect::<Result<_, _>>().expect("bytes")).expect("text");
        assert!(body.starts_with("Hello RocketMQ "), "{body}");
        bodies.insert(body);
    }
    kill(Pid::from_raw(i32::try_from(consumer.id()).expect("a pid")), Signal::SIGTERM)
        .expect("it runs");
    assert_eq!(consumer.wait().expect("it ends").code(), Some(0));

    let pid = broker.id();
    let stopped = run(&world, "sh bin/mqshutdown broker");
    let told =
        format!("The mqbroker({pid}) is running...\nSend shutdown request to mqbroker({pid}) OK\n");
    assert_eq!(text(&stopped.stdout), told);
    let broker = broker.wait_with_output().expect("it ends");
    assert_eq!(broker.status.code(), Some(0));
    let told = text(&broker.stderr);
    assert!(told.contains("without effect: -Xmx1g\n"), "{told}");
    assert!(told.contains("`autoCreateTopicEnable=true` has no effect"), "{told}");
    let pid = namesrv.id();
    let stopped = run(&world, "sh bin/mqshutdown namesrv");
    assert!(text(&stopped.stdout).contains(&format!("The mqnamesrv({pid}) is running...")));
    let namesrv = namesrv.wait_with_output().expect("it ends");
    let told = text(&namesrv.stderr);
    let notice = "no JVM runs here; without effect: -server -Xms4g -Xmx4g -XX:MetaspaceSize=128m";
    assert_eq!(told.matches(notice).count(), 1, "{told}");
}

#[test]
fn scripts_take_what_apaches_take() {
    let world = world_with_shims();
    write_files(&world);
    let output = run(&world, "bin/mqbroker --namesrvAddr=ns.example.:9876 -p -c conf/broker.conf");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let config = text(&output.stdout);
    let home = world.path().join("home").canonicalize().expect("a folder");
    for entry in
        ["namesrvAddr=ns.example.:9876".to_owned(), format!("rocketmqHome={}", home.display())]
    {
        assert!(config.lines().any(|line| line == entry), "{entry}: {config}");
    }
    for (command, code, told) in [
        ("sh bin/mqbroker -c nowhere.conf", 3, "nowhere.conf"),
        ("sh bin/mqbroker -x", 2, "Unrecognized option: -x"),
        ("sh bin/mqshutdown broker", 3, "No mqbroker running."),
        ("sh bin/mqshutdown", 2, "mqshutdown broker | namesrv"),
        ("sh bin/tools.sh", 2, "the name of a class is missing"),
        ("sh bin/dledger/fast-try.sh start", 1, "rmq up --topology 2m-2s-sync"),
        (
            "sh bin/tools.sh org.apache.rocketmq.example.quickstart.Comsumer",
            3,
            "did you mean org.apache.rocketmq.example.quickstart.Consumer?",
        ),
        (
            "sh bin/runserver.sh -Xmx1g org.apache.rocketmq.namesrv.NamesrvStartup -h",
            0,
            "-c,--configFile <arg>",
        ),
    ] {
        let output = run(&world, command);
        let all = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{command}: {all}");
        assert!(all.contains(told), "{command}: {all}");
    }
}

#[test]
fn a_link_with_the_name_of_a_script_does_the_same() {
    let world = World::without_cluster();
    let link = world.path().join("mqadmin");
    std::os::unix::fs::symlink(RMQ, &link).expect("a link");
    let output = Command::new(link).args(["help", "topicRoute"]).output().expect("it runs");
    assert!(
        text(&output.stdout).starts_with("usage: mqadmin topicRoute"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn files_of_others_are_not_replaced_unasked() {
    let world = World::without_cluster();
    let dir = world.path().join("bin");
    std::fs::create_dir(&dir).expect("a folder");
    std::fs::write(dir.join("mqbroker"), "#!/bin/sh\njava\n").expect("a file");
    let refused = world.rmq(&["shims", "bin"]);
    assert_eq!(refused.status.code(), Some(2));
    let told = text(&refused.stderr);
    assert!(told.contains("Replace mqbroker in ") && told.contains("--yes"), "{told}");
    assert!(!dir.join("mqadmin").exists(), "nothing was made");
    assert_eq!(world.rmq(&["shims", "bin", "--yes"]).status.code(), Some(0));
    // Its own files it replaces.
    assert_eq!(world.rmq(&["shims", "bin"]).status.code(), Some(0));
}
