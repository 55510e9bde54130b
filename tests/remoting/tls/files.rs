//! Files and settings: what can be used, what the errors name, and what happens when files change.

use std::fs;
use std::path::Path;

use rmq::engine::remoting::tls::{ServerTls, TlsSettings};

use super::{echo, file, serve, settings, showing, trusting_file};
use crate::peer::SOON;

fn problem(settings: TlsSettings) -> String {
    match ServerTls::open(settings) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it can be used"),
    }
}

#[tokio::test]
async fn encrypted_keys_are_opened_with_their_password() {
    for name in ["server-aes.key", "server-des3.key"] {
        let key = format!("@{name}");
        let with = |password| {
            showing("server", &[("tls.server.keyPath", &key), ("tls.server.keyPassword", password)])
        };
        let server = serve(with("123456")).await;
        echo(&trusting_file("ca.pem"), &server, name).await.unwrap();
        let wrong = problem(with("654321"));
        assert!(wrong.contains(name) && wrong.contains("decrypt"), "{wrong}");
        assert!(!wrong.contains("654321"), "a password in an error: {wrong}");
        let without = problem(showing("server", &[("tls.server.keyPath", &key)]));
        assert!(without.contains(name) && without.contains("password"), "{without}");
    }
    let lines = [("tls.server.keyPath", "@server-v1.key"), ("tls.server.keyPassword", "123456")];
    let old = problem(showing("server", &lines));
    assert!(old.contains("server-v1.key") && old.contains("-v2 aes-256-cbc"), "{old}");
}

#[test]
fn what_cannot_be_used_is_named() {
    let off = ("tls.test.mode.enable", "false");
    let missing = problem(settings(&[off]));
    assert!(missing.contains("tls.server.keyPath"), "{missing}");
    let missing = problem(settings(&[off, ("tls.server.keyPath", "@server.key")]));
    assert!(missing.contains("tls.server.certPath"), "{missing}");
    let absent = problem(showing("server", &[("tls.server.certPath", "/nowhere/cert.pem")]));
    assert!(absent.contains("/nowhere/cert.pem (tls.server.certPath)"), "{absent}");
    let swapped = problem(showing("server", &[("tls.server.certPath", "@server.key")]));
    assert!(swapped.contains("server.key") && swapped.contains("CERTIFICATE"), "{swapped}");
    let no_pair = problem(showing("server", &[("tls.server.keyPath", "@other.key")]));
    assert!(no_pair.contains("other.key") && no_pair.contains("server.pem"), "{no_pair}");
    let checks = [("tls.server.need.client.auth", "require"), ("tls.server.authClient", "true")];
    let untrusting = problem(showing("server", &checks));
    assert!(untrusting.contains("tls.server.trustCertPath"), "{untrusting}");
    // A server without TLS does not look.
    assert!(ServerTls::open(showing("nothing", &[("tls.server.mode", "disabled")])).is_ok());
}

#[test]
fn values_are_checked_and_passwords_never_shown() {
    let mut some = TlsSettings::default();
    assert_eq!(some.set("tls.server.mode", "enforced"), Some(false));
    assert_eq!(some.set("tls.enable", "yes"), Some(false));
    assert_eq!(some.set("tls.server.need.client.auth", "required"), Some(false));
    assert_eq!(some.set("tls.server.keypath", "x"), None);
    assert_eq!(some.set("tls.server.keyPassword", "open sesame"), Some(true));
    assert!(!format!("{some:?} {:?}", some.server_files()).contains("sesame"));
}

/// Settings that name `text` in a file as `tls.config.file`, and what was set beside it.
fn beside(folder: &Path, text: &str, lines: &[(&str, &str)]) -> Result<TlsSettings, String> {
    let path = folder.join("tls.properties");
    fs::write(&path, text).unwrap();
    let mut given = settings(lines);
    given.set("tls.config.file", &path.display().to_string());
    given.with_file().map_err(|error| error.to_string())
}

#[test]
fn the_file_of_tls_keys_counts_beneath_the_others() {
    let folder = tempfile::tempdir().unwrap();
    // As docs/cn/Configuration_TLS.md of Apache has it.
    let text = "# The flag\ntls.test.mode.enable=false                     \n\
                tls.server.need.client.auth=require   \ntls.server.keyPath=/opt/certFiles/server.key\n\
                tls.client.authServer=false\n";
    let both = beside(folder.path(), text, &[("tls.server.need.client.auth", "none")]).unwrap();
    assert_eq!(
        both,
        settings(&[
            ("tls.config.file", &folder.path().join("tls.properties").display().to_string()),
            ("tls.test.mode.enable", "false"),
            ("tls.server.need.client.auth", "none"),
            ("tls.server.keyPath", "/opt/certFiles/server.key"),
            ("tls.client.authServer", "false"),
        ])
        .with_file()
        .unwrap()
    );
    assert!(!both.is_test_mode());
    let wrong = beside(folder.path(), "a=b\ntls.server.mode=on\n", &[]).unwrap_err();
    assert!(wrong.contains("tls.properties line 2: tls.server.mode must be"), "{wrong}");
    let absent = settings(&[("tls.config.file", "/nowhere/tls.properties")]).with_file();
    assert!(absent.unwrap_err().to_string().contains("/nowhere/tls.properties"));
    assert!(settings(&[("tls.server.mode", "enforcing")]).is_client());
    assert!(!TlsSettings::default().is_client());
}

fn put(folder: &Path, name: &str) {
    fs::copy(file(&format!("{name}.key")), folder.join("key")).unwrap();
    fs::copy(file(&format!("{name}.pem")), folder.join("pem")).unwrap();
}

#[tokio::test]
async fn changed_files_count_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "server");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (key, pem) = (path("key"), path("pem"));
    let lines = [
        ("tls.test.mode.enable", "false"),
        ("tls.server.keyPath", key.as_str()),
        ("tls.server.certPath", pem.as_str()),
    ];
    let server = serve(settings(&lines)).await;
    let old = trusting_file("ca.pem");
    echo(&old, &server, "the first").await.unwrap();

    put(folder.path(), "other");
    let changed = async {
        while echo(&trusting_file("stranger.pem"), &server, "the second").await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, changed).await.expect("the new certificate is shown");
    echo(&old, &server, "an old connection goes on").await.unwrap();

    fs::write(folder.path().join("pem"), "no certificate").unwrap();
    let looked = std::time::Instant::now() + std::time::Duration::from_millis(1200);
    while std::time::Instant::now() < looked {
        echo(&trusting_file("stranger.pem"), &server, "what was stays").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
