//! Whom clients believe, and which clients a server lets in.

use rmq::engine::remoting::connection::CallError;
use rmq::engine::remoting::server::Server;
use rmq::engine::remoting::tls::{ClientTls, ServerTrust, TlsSettings};

use super::{
    believing, calling, echo, serve, settings, showing, trusting, trusting_file, with_own,
};

fn refused(result: Result<(), CallError>, why: &str) {
    match result {
        Err(CallError::Handshake { problem, .. }) if problem.contains(why) => {}
        other => panic!("`{why}` was expected, and it was {other:?}"),
    }
}

#[tokio::test]
async fn a_client_believes_what_its_authority_signed_for_the_server() {
    let server = serve(showing("server", &[])).await;
    echo(&trusting_file("ca.pem"), &server, "signed").await.unwrap();
    refused(echo(&trusting_file("stranger.pem"), &server, "").await, "UnknownIssuer");
    refused(echo(&trusting(ServerTrust::System), &server, "").await, "UnknownIssuer");

    let elsewhere = serve(showing("elsewhere", &[])).await;
    refused(echo(&trusting_file("ca.pem"), &elsewhere, "").await, "not valid for name");
    echo(&believing(), &elsewhere, "unchecked").await.unwrap();
}

#[tokio::test]
async fn a_certificate_without_names_counts_for_its_authority_s_clients() {
    let server = serve(showing("nameless", &[])).await;
    echo(&trusting_file("ca.pem"), &server, "signed").await.unwrap();
    refused(echo(&trusting_file("stranger.pem"), &server, "").await, "UnknownIssuer");
}

#[tokio::test]
async fn a_server_s_own_certificate_can_be_given_for_an_authority_s() {
    let server = serve(showing("self", &[])).await;
    echo(&trusting_file("self.pem"), &server, "pinned").await.unwrap();
    refused(echo(&trusting_file("ca.pem"), &server, "").await, "invalid peer certificate");
    let test_mode = serve(TlsSettings::default()).await;
    refused(echo(&trusting_file("self.pem"), &test_mode, "").await, "UnknownIssuer");
}

#[tokio::test]
async fn apache_s_keys_say_whom_a_broker_believes() {
    let elsewhere = serve(showing("elsewhere", &[])).await;
    let client = |lines: &[_]| calling(ClientTls::open(&settings(lines)));
    echo(&client(&[]), &elsewhere, "test mode").await.unwrap();
    let test_off = ("tls.test.mode.enable", "false");
    echo(&client(&[test_off]), &elsewhere, "unchecked").await.unwrap();
    let checks = ("tls.client.authServer", "true");
    let trust = |name| ("tls.client.trustCertPath", name);
    // Apache's clients look at the authority, not at the name.
    echo(&client(&[test_off, checks, trust("@ca.pem")]), &elsewhere, "").await.unwrap();
    let stranger = client(&[test_off, checks, trust("@stranger.pem")]);
    refused(echo(&stranger, &elsewhere, "").await, "UnknownIssuer");
}

/// A server that asks for certificates.
async fn asking(auth: &str, checks: &str) -> Server {
    let lines = [
        ("tls.server.need.client.auth", auth),
        ("tls.server.authClient", checks),
        ("tls.server.trustCertPath", "@ca.pem"),
    ];
    serve(showing("server", &lines)).await
}

#[tokio::test]
async fn a_server_lets_in_whom_it_is_told_to() {
    // Mode, whether it checks; then who gets in: nobody known, the client, the intruder.
    for (auth, checks, nameless, client, intruder) in [
        ("none", "true", true, true, true),
        ("optional", "false", true, true, true),
        ("optional", "true", true, true, false),
        ("require", "false", false, true, true),
        ("REQUIRE", "true", false, true, false),
    ] {
        let server = asking(auth, checks).await;
        let got_in = |result: Result<(), CallError>| result.is_ok();
        assert_eq!(got_in(echo(&believing(), &server, "").await), nameless, "{auth} {checks}");
        assert_eq!(got_in(echo(&with_own("client"), &server, "").await), client, "{auth} {checks}");
        let intruded = got_in(echo(&with_own("intruder"), &server, "").await);
        assert_eq!(intruded, intruder, "{auth} {checks}");
        // Certificates too old to be read pass where nobody looks.
        let old = got_in(echo(&with_own("plain-v1"), &server, "").await);
        assert_eq!(old, intruder, "{auth} {checks}");
    }
}
