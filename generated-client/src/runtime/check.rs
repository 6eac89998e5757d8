//! Tells whether the settings of a client are right before anything depends on them. It calls two operations of its own
//! like any others, through `call` and `send`, and reads of their answers only what it tells.

use super::{ApiError, Body, Call, Client, Credential, Error, Method, Object, Operation, Request, Value, decode};

/// The first version whose answers this crate was held against.
const OLDEST_MAJOR: u64 = 3;

static VERSION: Operation = Operation { resource: "server", ..get("getApiVersion", "/api", &[]) };
static PROFILE: Operation =
    Operation { resource: "profile", ..get("fetchProfile", "/api/v1/profile", &[Credential::User]) };

const fn get(id: &'static str, path: &'static str, credentials: &'static [Credential]) -> Operation {
    Operation {
        id,
        face: "application",
        resource: "",
        function: "check",
        method: Method::Get,
        path,
        summary: "",
        deprecated: false,
        credentials,
        fixed: &[],
        body: Body::None,
        body_required: false,
        parameters: &[],
    }
}

/// What [`Client::check`] found: the server, and whose token the user token is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// The version of the server, such as `4.15.1`, if it says so.
    pub version: Option<String>,
    /// The user whose token it is; nothing when the client has no user token.
    pub user: Option<CheckedUser>,
}

/// The user that a token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckedUser {
    /// The user's number.
    pub id: i64,
    /// The full name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The accounts that the user is a member of.
    pub accounts: Vec<CheckedAccount>,
}

/// An account that a user is a member of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckedAccount {
    /// The account's number, which most operations take.
    pub id: i64,
    /// The account's name.
    pub name: Option<String>,
    /// The user's role there, such as `agent` or `administrator`.
    pub role: Option<String>,
}

impl Client {
    /// Asks the server for its version and, if there is a user token, for the user it belongs to.
    ///
    /// Both are reads and change nothing. The tokens of agent bots and platform apps are not tried: the server has nothing
    /// that any of them may always ask for.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when what answers is no Chatwoot, or one older than 3.0.0; [`Error::Redirect`] when the
    /// server is elsewhere; [`Error::Api`] with status 401 when the token is wrong; and the errors of any call.
    pub async fn check(&self) -> Result<Check, Error> {
        let version = self.server_version().await?;
        let user = match self.settings().credentials.user {
            Some(_) => Some(self.token_owner().await?),
            None => None,
        };
        Ok(Check { version, user })
    }

    async fn server_version(&self) -> Result<Option<String>, Error> {
        let answer = match self.ask(&VERSION).await {
            Ok(answer) => answer,
            Err(Error::Decode(_)) => return self.no_chatwoot(&VERSION, "it is no JSON"),
            // Chatwoot itself never refuses this one, but what stands in its place or before it may.
            Err(Error::Api(error)) if is_refusal(error.status) => {
                return self.no_chatwoot(&VERSION, &format!("it has the status {}", error.status));
            }
            Err(error) => return Err(error),
        };
        let Some(server) = answer.as_object().filter(|it| it.contains_key("version") && it.contains_key("timestamp"))
        else {
            return self.no_chatwoot(&VERSION, "it does not tell a version");
        };
        let version = text(server, "version");
        if let Some(version) = version.as_deref().filter(|it| is_too_old(it)) {
            return Err(Error::Configuration(format!(
                "the server at `{}` is Chatwoot {version}, and this client is for 3.0.0 and later; update the server",
                self.base_url()
            )));
        }
        Ok(version)
    }

    async fn token_owner(&self) -> Result<CheckedUser, Error> {
        let profile = self.ask(&PROFILE).await.map_err(explained)?;
        let user = profile.as_object().and_then(read_user);
        user.map_or_else(|| self.no_chatwoot(&PROFILE, "it does not tell a user"), Ok)
    }

    fn ask(&self, operation: &'static Operation) -> Call<Value> {
        Call::new(self, Request::new(operation, &[]), decode::value)
    }

    fn no_chatwoot<T>(&self, operation: &Operation, fault: &str) -> Result<T, Error> {
        Err(Error::Configuration(format!(
            "no Chatwoot answers at `{}`: the answer to `GET {}` is not Chatwoot's, {fault}; check the base URL, and what \
             stands before the server",
            self.base_url(),
            operation.path
        )))
    }
}

/// Whether a status says that the address is wrong, not that the server is busy or broken.
fn is_refusal(status: u16) -> bool {
    (400..500).contains(&status) && !matches!(status, 408 | 429)
}

/// `v2.18.0` => true
fn is_too_old(version: &str) -> bool {
    let major = version.trim_start_matches('v').split('.').next().unwrap_or_default();
    major.parse().is_ok_and(|major: u64| major < OLDEST_MAJOR)
}

fn read_user(profile: &Object) -> Option<CheckedUser> {
    let accounts = profile.get("accounts").and_then(Value::as_array);
    let accounts = accounts.into_iter().flatten().filter_map(Value::as_object).filter_map(read_account);
    Some(CheckedUser {
        id: profile.get("id")?.as_i64()?,
        name: text(profile, "name"),
        email: text(profile, "email"),
        accounts: accounts.collect(),
    })
}

fn read_account(account: &Object) -> Option<CheckedAccount> {
    Some(CheckedAccount { id: account.get("id")?.as_i64()?, name: text(account, "name"), role: text(account, "role") })
}

fn text(object: &Object, key: &str) -> Option<String> {
    Some(object.get(key)?.as_str()?.to_owned())
}

/// Says what a 401 means here: any user may ask for the own profile, so it is never a lack of rights.
fn explained(error: Error) -> Error {
    let Error::Api(mut error) = error else { return error };
    if error.status == 401 {
        let said = error.message.as_deref().map(|said| format!("{said}; ")).unwrap_or_default();
        error.message = Some(format!("{said}{}", reason(&error)));
    }
    Error::Api(error)
}

/// The server's words are in the user's language, but it uses `errors` only where it saw no token at all.
fn reason(error: &ApiError) -> &'static str {
    let saw_no_token = error.json().is_some_and(|body| body.get("errors").is_some());
    if saw_no_token {
        "no token arrived: a proxy before the server drops the header `api-access-token`"
    } else {
        "the token is wrong, or it is that of an agent bot or platform app and no user's"
    }
}
