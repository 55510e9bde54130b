//! Commands and a local cluster over TLS.

use super::world::World;

/// What a command said, and its exit code.
fn said(world: &World, arguments: &[&str]) -> (String, Option<i32>) {
    let output = world.rmq(arguments);
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&text).into_owned(), output.status.code())
}

#[test]
fn a_cluster_that_takes_tls_only() {
    let world = World::without_cluster();
    let (text, code) = said(&world, &["up", "--set", "tls.server.mode=enforcing"]);
    assert_eq!(code, Some(0), "{text}");

    let (text, code) = said(&world, &["cluster", "list"]);
    assert_eq!(code, Some(5), "{text}");
    assert!(text.contains("--tls"), "{text}");
    let (text, code) = said(&world, &["--tls", "cluster", "list"]);
    assert_eq!(code, Some(5), "{text}");
    assert!(text.contains("UnknownIssuer") && text.contains("--ca FILE"), "{text}");

    // The context that `up` made knows how.
    for call in [["--insecure", "--quiet"], ["--context", "default"]] {
        let with = |rest: &[&'static str]| [call.as_slice(), rest].concat();
        let (text, code) = said(&world, &with(&["cluster", "list", "-o", "name"]));
        assert_eq!(code, Some(0), "{text}");
        let (text, code) = said(&world, &with(&["produce", "T", "hello over tls"]));
        assert_eq!(code, Some(0), "{text}");
    }
    let read = ["--insecure", "consume", "T", "--from", "first", "--exit-at-end"];
    let (text, code) = said(&world, &read);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(text.matches("hello over tls").count(), 2, "{text}");
    let (text, code) = said(&world, &["down"]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn what_cannot_be_used_is_said() {
    let world = World::without_cluster();
    let (text, code) = said(&world, &["--ca", "nowhere.pem", "cluster", "list"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("nowhere.pem (--ca)"), "{text}");
    let (text, code) = said(&world, &["--insecure", "--cert", "c.pem", "cluster", "list"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("--cert needs a private key"), "{text}");
    let wrong = ["namesrv", "--port", "0", "--set", "tls.server.mode=on"];
    let (text, code) = said(&world, &wrong);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("disabled, permissive or enforcing"), "{text}");
    let missing = ["namesrv", "--port", "0", "--set", "tls.test.mode.enable=false"];
    let (text, code) = said(&world, &missing);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("tls.server.keyPath"), "{text}");
}
