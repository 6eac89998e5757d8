//! The tokens a client holds, and which of them an operation gets. `client` collects them, `send` asks for one.

use std::fmt;

use super::{Error, Operation, Secret};

/// The header a token is sent in. The server takes `api_access_token` and `api-access-token` for the same name, but
/// reverse proxies (nginx and what is built on it) silently drop headers with an underscore, so the dash is what works
/// everywhere.
pub(crate) const TOKEN_HEADER: &str = "api-access-token";

/// A kind of token that an operation accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// The access token of a user, given to [`user_token`](super::ClientBuilder::user_token).
    User,
    /// The access token of an agent bot, given to [`agent_bot_token`](super::ClientBuilder::agent_bot_token).
    AgentBot,
    /// The access token of a platform app, given to [`platform_token`](super::ClientBuilder::platform_token).
    Platform,
}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user token",
            Self::AgentBot => "agent bot token",
            Self::Platform => "platform token",
        })
    }
}

/// The tokens of one client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) user: Option<Secret>,
    pub(crate) agent_bot: Option<Secret>,
    pub(crate) platform: Option<Secret>,
}

impl Credentials {
    /// Refuses a token that could not be sent, without showing it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for credential in [Credential::User, Credential::AgentBot, Credential::Platform] {
            if let Some(fault) = self.get(credential).and_then(fault) {
                return Err(Error::Configuration(format!("the {credential} {fault}")));
            }
        }
        Ok(())
    }

    /// Gives the token for an operation: the first of the accepted ones that is there, or none if none is wanted.
    pub(crate) fn pick(&self, operation: &'static Operation) -> Result<Option<(Credential, &Secret)>, Error> {
        if operation.credentials.is_empty() {
            return Ok(None);
        }
        match operation.credentials.iter().find_map(|it| Some((*it, self.get(*it)?))) {
            Some(picked) => Ok(Some(picked)),
            None => Err(Error::MissingCredential { operation: operation.id, accepted: operation.credentials }),
        }
    }

    fn get(&self, credential: Credential) -> Option<&Secret> {
        match credential {
            Credential::User => self.user.as_ref(),
            Credential::AgentBot => self.agent_bot.as_ref(),
            Credential::Platform => self.platform.as_ref(),
        }
    }
}

/// Tells why a token cannot be sent, without showing it.
pub(crate) fn fault(token: &Secret) -> Option<&'static str> {
    if token.expose().is_empty() {
        return Some("is empty");
    }
    let is_clean = token.expose().bytes().all(|byte| byte.is_ascii_graphic());
    (!is_clean).then_some("holds a space, a line break or another character that no token has")
}
