//! Settings from the environment: variables become what `client` is otherwise given by hand. No message shows a value,
//! since a token may stand in the wrong variable.

use std::ffi::OsString;

use super::base_url::BaseUrl;
use super::credentials::fault;
use super::{Client, ClientBuilder, Error, Secret};

const BASE_URL: &str = "CHATWOOT_BASE_URL";
const API_TOKEN: &str = "CHATWOOT_API_TOKEN";
const BOT_TOKEN: &str = "CHATWOOT_BOT_TOKEN";
const PLATFORM_TOKEN: &str = "CHATWOOT_PLATFORM_TOKEN";
const ACCOUNT_ID: &str = "CHATWOOT_ACCOUNT_ID";

impl Client {
    /// Makes a client from the environment; a variable that is empty counts as absent.
    ///
    /// | variable | what it holds |
    /// |---|---|
    /// | `CHATWOOT_BASE_URL` | the address of the server, such as `https://chat.example.com`; needed |
    /// | `CHATWOOT_API_TOKEN` | the access token of a user, see [`user_token`](ClientBuilder::user_token) |
    /// | `CHATWOOT_BOT_TOKEN` | the access token of an agent bot, see [`agent_bot_token`](ClientBuilder::agent_bot_token) |
    /// | `CHATWOOT_PLATFORM_TOKEN` | the access token of a platform app, see [`platform_token`](ClientBuilder::platform_token) |
    ///
    /// [`ClientBuilder::from_env`] leaves room for further settings, and
    /// [`account_id_from_env`](Self::account_id_from_env) reads the number of an account.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when a variable is missing or cannot be used; it names the variable and never shows its
    /// value.
    pub fn from_env() -> Result<Self, Error> {
        client(std::env::var_os)
    }

    /// Reads the number of an account from `CHATWOOT_ACCOUNT_ID`, for operations that take one; nothing when it is absent
    /// or empty.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when it holds something else.
    pub fn account_id_from_env() -> Result<Option<i64>, Error> {
        account_id(std::env::var_os)
    }
}

impl ClientBuilder {
    /// Starts a client with the address and the tokens that are in the environment, as [`Client::from_env`] reads them.
    ///
    /// # Errors
    ///
    /// Those of [`Client::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        builder(std::env::var_os)
    }
}

/// Makes the client itself, which cannot be allowed plain http any more.
fn client(look_up: impl Fn(&'static str) -> Option<OsString>) -> Result<Client, Error> {
    let (_, url) = address(&look_up)?;
    if !url.is_secure && !url.is_loopback {
        return refuse(
            BASE_URL,
            "is an `http://` address, over which tokens would travel unencrypted; use `https://`, \
             or `ClientBuilder::from_env()` and `allow_http()`",
        );
    }
    builder(look_up)?.build()
}

/// Reads everything that a client can be given.
fn builder(look_up: impl Fn(&'static str) -> Option<OsString>) -> Result<ClientBuilder, Error> {
    let (given, _) = address(&look_up)?;
    let mut builder = Client::builder(given);
    if let Some(token) = token(API_TOKEN, &look_up)? {
        builder = builder.user_token(token);
    }
    if let Some(token) = token(BOT_TOKEN, &look_up)? {
        builder = builder.agent_bot_token(token);
    }
    if let Some(token) = token(PLATFORM_TOKEN, &look_up)? {
        builder = builder.platform_token(token);
    }
    Ok(builder)
}

fn account_id(look_up: impl Fn(&'static str) -> Option<OsString>) -> Result<Option<i64>, Error> {
    let Some(text) = text(ACCOUNT_ID, &look_up)? else { return Ok(None) };
    match text.trim().parse() {
        Ok(id) if id > 0 => Ok(Some(id)),
        _ => refuse(ACCOUNT_ID, "is no number of an account; it is the one after `/app/accounts/` in the dashboard"),
    }
}

/// Reads the address of the server: as it was given, and what it means. Whether plain http will do is not asked yet.
fn address(look_up: &impl Fn(&'static str) -> Option<OsString>) -> Result<(String, BaseUrl), Error> {
    let Some(given) = text(BASE_URL, look_up)? else {
        return refuse(BASE_URL, "is not set; it is the address of the server, such as `https://chat.example.com`");
    };
    match BaseUrl::parse(&given, true) {
        Ok(url) => Ok((given, url)),
        Err(_) => refuse(
            BASE_URL,
            "is not the address of a server alone, such as `https://chat.example.com`; \
             leave out user names, queries, and paths such as `/app` or `/api/v1`",
        ),
    }
}

fn token(name: &'static str, look_up: &impl Fn(&'static str) -> Option<OsString>) -> Result<Option<Secret>, Error> {
    let Some(token) = text(name, look_up)?.map(Secret::from) else { return Ok(None) };
    match fault(&token) {
        Some(fault) => refuse(name, fault),
        None => Ok(Some(token)),
    }
}

/// Reads a variable; an empty one is none.
fn text(name: &'static str, look_up: &impl Fn(&'static str) -> Option<OsString>) -> Result<Option<String>, Error> {
    match look_up(name).map(OsString::into_string) {
        Some(Ok(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
        Some(Err(_)) => refuse(name, "is no UTF-8 text"),
        None => Ok(None),
    }
}

fn refuse<T>(name: &'static str, fault: &str) -> Result<T, Error> {
    Err(Error::Configuration(format!("the environment variable {name} {fault}")))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::{ACCOUNT_ID, API_TOKEN, BASE_URL, BOT_TOKEN, PLATFORM_TOKEN, account_id, builder, client};

    type Variables<'a> = &'a [(&'a str, &'a str)];

    fn look_up(variables: Variables<'_>) -> impl Fn(&'static str) -> Option<OsString> {
        move |name| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| OsString::from(value))
    }

    fn refusal(variables: Variables<'_>) -> String {
        client(look_up(variables)).unwrap_err().to_string()
    }

    #[test]
    fn each_variable_sets_what_it_is_called_for() {
        let client = client(look_up(&[
            (BASE_URL, "http://localhost:3000/"),
            (API_TOKEN, "u"),
            (BOT_TOKEN, "b"),
            (PLATFORM_TOKEN, "p"),
        ]));
        let client = client.unwrap();
        let held = &client.settings().credentials;
        let held = [&held.user, &held.agent_bot, &held.platform].map(|it| it.as_ref().map(|it| it.expose()));
        assert_eq!((client.base_url(), held), ("http://localhost:3000", [Some("u"), Some("b"), Some("p")]));
    }

    #[test]
    fn what_is_absent_or_empty_is_not_set() {
        for rest in [&[][..], &[(API_TOKEN, ""), (BOT_TOKEN, ""), (PLATFORM_TOKEN, ""), (ACCOUNT_ID, "")]] {
            let variables = [&[(BASE_URL, "http://localhost")], rest].concat();
            let client = client(look_up(&variables)).unwrap();
            let held = &client.settings().credentials;
            assert!(held.user.is_none() && held.agent_bot.is_none() && held.platform.is_none());
            assert_eq!(account_id(look_up(&variables)).unwrap(), None);
        }
        for variables in [&[][..], &[(BASE_URL, "")]] {
            assert!(refusal(variables).contains("CHATWOOT_BASE_URL is not set"), "{}", refusal(variables));
        }
    }

    #[test]
    fn what_cannot_be_used_names_the_variable_and_not_its_value() {
        for address in ["hush", "https://hush@host", "https://host/api/v1/hush", "https://host?hush", "ftp://hush"] {
            let error = refusal(&[(BASE_URL, address)]);
            assert!(error.contains("CHATWOOT_BASE_URL is not the address") && !error.contains("hush"), "{error}");
        }
        for name in [API_TOKEN, BOT_TOKEN, PLATFORM_TOKEN] {
            for token in ["hush\n", "hu sh", "hüsh"] {
                let error = refusal(&[(BASE_URL, "http://localhost"), (name, token)]);
                assert!(error.contains(&format!("{name} holds a space")) && !error.contains("hu"), "{error}");
            }
        }
        for id in ["hush", "0", "-1", "1.0", "99999999999999999999"] {
            let variables = [(ACCOUNT_ID, id)];
            let error = account_id(look_up(&variables)).unwrap_err().to_string();
            assert!(error.contains("CHATWOOT_ACCOUNT_ID is no number") && !error.contains(id), "{error}");
        }
        assert_eq!(account_id(look_up(&[(ACCOUNT_ID, " 7\n")])).unwrap(), Some(7));
    }

    #[test]
    fn plain_http_must_be_allowed_on_the_builder() {
        let variables = [(BASE_URL, "http://hush")];
        let error = refusal(&variables);
        assert!(error.contains("CHATWOOT_BASE_URL is an `http://` address") && !error.contains("hush"), "{error}");
        let client = builder(look_up(&variables)).unwrap().allow_http().build().unwrap();
        assert_eq!(client.base_url(), "http://hush");
    }
}
