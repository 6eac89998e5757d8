//! The client and its settings: where the server is, which tokens there are, how long to wait. Generated code hangs its
//! resources on it; `send` uses what it holds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::base_url::BaseUrl;
use super::credentials::Credentials;
use super::download::Download;
use super::hook::Hooks;
use super::limits::Limits;
use super::{Call, Error, Hook, Object, Operation, Request, RetryPolicy, Secret, Value, decode, tls};

/// A client of one Chatwoot server.
///
/// It is cheap to clone, and all clones share their connections. Calls must be awaited within a Tokio runtime.
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
}

/// What a client was built with.
pub(crate) struct Settings {
    pub(crate) http: reqwest::Client,
    pub(crate) base_url: BaseUrl,
    pub(crate) credentials: Credentials,
    pub(crate) timeout: Duration,
    pub(crate) try_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) limits: Limits,
    pub(crate) max_answer: usize,
    pub(crate) max_header_size: usize,
    pub(crate) hooks: Hooks,
    pub(crate) allow_http: bool,
}

impl Client {
    /// Starts a client of the server at this address, such as `https://chat.example.com`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            credentials: Credentials::default(),
            timeout: Duration::from_secs(120),
            try_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            retry: RetryPolicy::new(),
            max_in_flight: None,
            rate_limit: None,
            max_answer: 64 * 1024 * 1024,
            max_header_size: 64 * 1024,
            hooks: Hooks::default(),
            allow_http: false,
            user_agent: concat!("chatwoot-client/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    /// Calls any operation with JSON in and JSON out: `parameters` are keyed by the names of the operation's parameters,
    /// and a file is given as the path it is read from.
    ///
    /// The call fails with [`Error::InvalidParameter`] when a required parameter is missing or a key is no parameter.
    pub fn call(&self, operation: &'static Operation, parameters: Object) -> Call<Value> {
        Call::new(self, Request::from_json(operation, &parameters), decode::value)
    }

    /// Fetches a file that an answer points to, such as a `thumbnail` or a `data_url`, without any token: such addresses are
    /// signed, and they lead to other hosts. Up to five redirects are followed; nothing is tried again.
    ///
    /// The download fails with [`Error::InvalidParameter`] when the address is no URL, or one of `http://` on another machine
    /// and [`allow_http`](ClientBuilder::allow_http) was not called.
    pub fn download(&self, url: impl Into<String>) -> Download {
        Download::new(self, url.into())
    }

    /// Gives the address of the server, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.settings.base_url.text
    }

    /// The one name that the runtime itself takes on a client: all others are for resources.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// Prints no token.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.settings.base_url.text)
            .field("credentials", &self.settings.credentials)
            .field("timeout", &self.settings.timeout)
            .field("connect_timeout", &self.settings.connect_timeout)
            .finish_non_exhaustive()
    }
}

/// The settings of a client that is being made.
#[derive(Clone)]
#[must_use = "the client is made by `build()`"]
pub struct ClientBuilder {
    base_url: String,
    credentials: Credentials,
    timeout: Duration,
    try_timeout: Duration,
    connect_timeout: Duration,
    retry: RetryPolicy,
    max_in_flight: Option<usize>,
    rate_limit: Option<(u32, Duration)>,
    max_answer: usize,
    max_header_size: usize,
    hooks: Hooks,
    allow_http: bool,
    user_agent: String,
}

impl ClientBuilder {
    /// Sets the access token of a user: for the Application API.
    pub fn user_token(mut self, token: impl Into<Secret>) -> Self {
        self.credentials.user = Some(token.into());
        self
    }

    /// Sets the access token of an agent bot: for the few operations of the Application API that bots may call.
    pub fn agent_bot_token(mut self, token: impl Into<Secret>) -> Self {
        self.credentials.agent_bot = Some(token.into());
        self
    }

    /// Sets the access token of a platform app: for the Platform API.
    pub fn platform_token(mut self, token: impl Into<Secret>) -> Self {
        self.credentials.platform = Some(token.into());
        self
    }

    /// Sets how long a call may take from its start to the last byte of the answer, with all its tries and what it waits
    /// between them; otherwise two minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long each try of a call may take; otherwise one minute.
    pub fn try_timeout(mut self, timeout: Duration) -> Self {
        self.try_timeout = timeout;
        self
    }

    /// Sets when failed calls are tried again; otherwise [`RetryPolicy::new`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Limits how many calls are under way at once, over the client and its clones; the others wait, and that counts for
    /// their time. Otherwise there is no limit.
    pub fn max_in_flight(mut self, calls: usize) -> Self {
        self.max_in_flight = Some(calls);
        self
    }

    /// Limits how many requests begin in any span of this length, over the client and its clones; the others wait. Otherwise
    /// there is no limit.
    pub fn rate_limit(mut self, requests: u32, per: Duration) -> Self {
        self.rate_limit = Some((requests, per));
        self
    }

    /// Sets the largest answer that is taken, in bytes; otherwise 64 MiB.
    pub fn max_answer_size(mut self, bytes: usize) -> Self {
        self.max_answer = bytes;
        self
    }

    /// Sets how large the headers of an answer may be together, in bytes; otherwise 64 KiB. There may be 100 of them, and
    /// beyond 400 KiB they are too large whatever is set here.
    pub fn max_header_size(mut self, bytes: usize) -> Self {
        self.max_header_size = bytes;
        self
    }

    /// Adds a hook that sees each request and its answer. Hooks run in the order they were added before a request, and in the
    /// opposite one after it.
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hooks.add(hook);
        self
    }

    /// Sets how long connecting may take; otherwise 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Allows `http://` to another machine, over which tokens travel unencrypted.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Sets the `user-agent` header.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the address is not that of a server, a token cannot be sent or TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = BaseUrl::parse(&self.base_url, self.allow_http)?;
        self.credentials.check()?;
        if self.user_agent.contains(char::is_control) {
            return Err(Error::Configuration("the user agent holds control characters".to_owned()));
        }
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // Another crate may turn these on for the whole program. What is unpacked has no limit before it is.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .connect_timeout(self.connect_timeout)
            .user_agent(self.user_agent);
        if base_url.is_loopback {
            // What is meant for this machine, over plain http as a rule, must not pass through a proxy.
            http = http.no_proxy();
        }
        let http = tls::configure(http, base_url.is_secure)?.build();
        let http = http.map_err(|error| Error::Configuration(format!("the client cannot be set up: {error}")))?;
        Ok(Client {
            settings: Arc::new(Settings {
                http,
                base_url,
                credentials: self.credentials,
                timeout: self.timeout,
                try_timeout: self.try_timeout,
                connect_timeout: self.connect_timeout,
                retry: self.retry,
                limits: Limits::new(self.max_in_flight, self.rate_limit),
                max_answer: self.max_answer,
                max_header_size: self.max_header_size,
                hooks: self.hooks,
                allow_http: self.allow_http,
            }),
        })
    }
}

/// Prints no token, and no base URL since it was not checked for one yet.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("allow_http", &self.allow_http)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}
