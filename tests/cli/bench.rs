//! Loads on a cluster: what is told of them is what the cluster has.

use std::process::Output;

use serde_json::Value;

use crate::world::World;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(output: &Output) -> Value {
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {told}"))
}

/// Messages of `topic` in all queues, as the brokers tell.
fn stored(world: &World, topic: &str) -> i64 {
    let rows = json(&world.rmq(&["topic", "status", topic, "-o", "json"]));
    let number = |row: &Value, key: &str| row[key].as_i64().unwrap_or_else(|| panic!("{row}"));
    rows.as_array()
        .expect("rows")
        .iter()
        .map(|row| number(row, "maxOffset") - number(row, "minOffset"))
        .sum()
}

fn percentiles_rise(figures: &Value) {
    let names = ["minUs", "p50Us", "p90Us", "p99Us", "p999Us", "p9999Us", "maxUs"];
    let values: Vec<f64> =
        names.iter().map(|name| figures[name].as_f64().expect("a figure")).collect();
    assert!(values.is_sorted() && values[0] > 0.0, "{figures}");
}

#[test]
fn what_is_measured_is_what_was_stored() {
    let world = World::with_cluster();
    let produce = |more: &[&str]| {
        let line = ["bench", "produce", "Load", "--warm-up", "0s", "-o", "json"];
        world.rmq(&[&line[..], more].concat())
    };
    let single = json(&produce(&["--count", "300", "--window", "4", "--connections", "2"]));
    assert_eq!(single["messages"], 300);
    percentiles_rise(&single["latency"]);
    assert_eq!(stored(&world, "Load"), 300);
    let batches = json(&produce(&["--count", "20", "--batch", "16", "--window", "2"]));
    assert_eq!(batches["messages"], 320);
    assert_eq!(stored(&world, "Load"), 620);
    let transactions = json(&produce(&["--count", "30", "--transaction", "--window", "2"]));
    assert_eq!((&transactions["messages"], stored(&world, "Load")), (&Value::from(30), 650));

    let consume = ["bench", "consume", "Load", "--warm-up", "0s", "--count", "650", "-o", "json"];
    let read = json(&world.rmq(&consume));
    assert_eq!(read["messages"], 650);
    let group = json(&world.rmq(&[&consume[..], &["--group", "bench-group"]].concat()));
    assert_eq!(
        (&group["messages"], &group["settings"]["group"]),
        (&Value::from(650), &Value::from("bench-group"))
    );
}

#[test]
fn a_rate_is_held_and_messages_are_followed_end_to_end() {
    let world = World::with_cluster();
    let line =
        ["bench", "latency", "--rate", "400", "--count", "200", "--warm-up", "0s", "-o", "json"];
    let first = world.rmq(&line);
    let report = json(&first);
    assert_eq!(report["messages"], 200);
    // 200 messages at 400 a second are not sent in less than half a second, but for the first.
    assert!(report["seconds"].as_f64().expect("seconds") >= 0.49, "{report}");
    percentiles_rise(&report["latency"]);
    percentiles_rise(&report["endToEnd"]);

    let file = world.path().join("first.json");
    std::fs::write(&file, &first.stdout).expect("a file");
    let file = file.display().to_string();
    let again = json(&world.rmq(&[&line[..], &["--compare", &file]].concat()));
    let rows = again["compared"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["figure"] == "messages").expect("a row");
    assert_eq!(
        (&row["before"], &row["now"], &row["changePercent"]),
        (&200.0.into(), &200.0.into(), &0.0.into())
    );
    let other = world.rmq(&["bench", "produce", "--compare", &file]);
    assert_eq!(other.status.code(), Some(1));
    assert!(
        text(&other.stderr).contains("is a result of `rmq bench latency`"),
        "{}",
        text(&other.stderr)
    );
}

#[test]
fn the_benchmark_scripts_print_what_apaches_print() {
    let world = World::with_cluster();
    let script = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let output = world.rmq(&[&["--as"], &words[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let address = world.namesrv();
    let told =
        script(&format!("producer.sh -t Scripted -w 4 -s 64 -k true -l 2 -q 250 -n {address}"));
    let mut lines = told.lines();
    assert_eq!(
        lines.next(),
        Some(
            "topic: Scripted threadCount: 4 messageSize: 64 keyEnable: true propertySize: 0 tagCount: 2 traceEnable: false aclEnable: false messageQuantity: 250"
        )
    );
    assert_eq!(lines.next(), Some("delayEnable: false delayLevel: 1"));
    assert_eq!(lines.next(), Some("asyncEnable: false"));
    assert!(told.contains("\n[Complete] Send Total: 250 "), "{told}");
    assert_eq!(stored(&world, "Scripted"), 250);
    for script_name in ["producer.sh", "batchproducer.sh", "tproducer.sh", "consumer.sh"] {
        assert!(script(&format!("{script_name} -h")).starts_with("usage: "), "{script_name}");
    }
}
