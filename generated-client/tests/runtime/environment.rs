//! Settings from the environment of a real process: each case runs this test again in one of its own.

use std::ffi::{OsStr, OsString};
use std::process::Command;

use chatwoot_client::{Client, ClientBuilder};

const CHILD: &str = "CHATWOOT_CLIENT_TEST_CHILD";
const NAMES: [&str; 5] =
    ["CHATWOOT_BASE_URL", "CHATWOOT_API_TOKEN", "CHATWOOT_BOT_TOKEN", "CHATWOOT_PLATFORM_TOKEN", "CHATWOOT_ACCOUNT_ID"];

#[test]
fn the_environment_of_the_process_is_read() {
    if std::env::var_os(CHILD).is_some() {
        return tell();
    }
    let all = [
        ("CHATWOOT_BASE_URL", "http://localhost:3000"),
        ("CHATWOOT_API_TOKEN", "hush"),
        ("CHATWOOT_BOT_TOKEN", ""),
        ("CHATWOOT_PLATFORM_TOKEN", "hush"),
        ("CHATWOOT_ACCOUNT_ID", "7"),
    ];
    let told = child(&all.map(|(name, value)| (name, value.into())));
    let credentials = "Credentials { user: Some([redacted]), agent_bot: None, platform: Some([redacted]) }";
    for expected in [
        &format!("client: Client {{ base_url: \"http://localhost:3000\", credentials: {credentials}"),
        &format!("builder: ClientBuilder {{ credentials: {credentials}"),
        "account: Ok(Some(7))",
    ] {
        assert!(told.contains(expected), "{told}");
    }
    let told = child(&[]);
    assert!(told.contains("client: the environment variable CHATWOOT_BASE_URL is not set"), "{told}");
    assert!(told.contains("builder: the environment variable CHATWOOT_BASE_URL is not set"), "{told}");
    assert!(told.contains("account: Ok(None)"), "{told}");
}

#[cfg(unix)]
#[test]
fn what_is_no_text_is_refused_unseen() {
    use std::os::unix::ffi::OsStrExt;

    for name in NAMES {
        let mut variables = vec![("CHATWOOT_BASE_URL", OsString::from("http://localhost:3000"))];
        variables.push((name, OsStr::from_bytes(b"hush\xff").to_owned()));
        let told = child(&variables);
        assert!(told.contains(&format!("the environment variable {name} is no UTF-8 text")), "{told}");
    }
}

/// Runs the first test with these variables alone and gives what it tells, which no value may be part of.
fn child(variables: &[(&str, OsString)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["environment::the_environment_of_the_process_is_read", "--exact", "--nocapture"]);
    NAMES.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.envs(variables.iter().map(|(name, value)| (name, value))).env(CHILD, "1");
    let output = command.output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && told.contains("1 passed") && !told.contains("hush"), "{told}");
    told
}

fn tell() {
    let shown = |result: Result<String, chatwoot_client::Error>| result.unwrap_or_else(|error| error.to_string());
    println!("\nclient: {}", shown(Client::from_env().map(|it| format!("{it:?}"))));
    println!("builder: {}", shown(ClientBuilder::from_env().map(|it| format!("{it:?}"))));
    println!("account: {:?}", Client::account_id_from_env());
}
