//! One call in two ways: through `chatwoot-client`, and written by hand with reqwest as a careful program does it.
//! The binaries `calls` and `allocations` measure both, and `benches/overhead.py` runs them.

use std::sync::Arc;
use std::time::Duration;

use chatwoot_client::types::{ConversationPage, ConversationStatusFilter};
use chatwoot_client::{Call, Client, conversations};
use reqwest::RequestBuilder;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

/// What fails here ends the measurement.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

const TOKEN: &str = "abcdefghijklmnopqrstuvwx";

/// How the call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Through `chatwoot-client`.
    Client,
    /// By hand, into the same types.
    ByHand,
}

impl Way {
    /// All ways.
    pub const ALL: [Self; 2] = [Self::Client, Self::ByHand];

    /// Gives the name that the script uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::ByHand => "by-hand",
        }
    }

    /// Reads the name that the script uses.
    ///
    /// # Errors
    ///
    /// When there is no such way.
    pub fn parse(name: &str) -> Result<Self, Failure> {
        let way = Self::ALL.into_iter().find(|way| way.name() == name);
        way.ok_or_else(|| format!("there is no way `{name}`").into())
    }
}

/// Makes the call in any of the ways; each has its own connections.
pub struct Caller {
    base_url: String,
    client: Client,
    http: reqwest::Client,
}

impl Caller {
    /// Makes both clients for the server on this port of the loopback address.
    ///
    /// # Errors
    ///
    /// When one of them cannot be set up.
    pub fn new(port: &str) -> Result<Self, Failure> {
        let base_url = format!("http://127.0.0.1:{port}");
        let client = Client::builder(&base_url).user_token(TOKEN).build()?;
        Ok(Self { base_url, client, http: http()? })
    }

    /// Makes the call and gives the number of conversations that came.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn call(&self, way: Way) -> Result<usize, Failure> {
        let page = match way {
            Way::Client => self.through_client().await?,
            Way::ByHand => answer(self.by_hand()).await?,
        };
        Ok(page.data.payload.len())
    }

    /// Prepares the call through the client.
    pub fn through_client(&self) -> Call<ConversationPage> {
        let parameters = conversations::List::new(1).status(ConversationStatusFilter::Open).page(2);
        self.client.conversations().list(parameters)
    }

    /// Prepares the same request by hand.
    pub fn by_hand(&self) -> RequestBuilder {
        let account_id = 1;
        self.http
            .get(format!("{}/api/v1/accounts/{account_id}/conversations", self.base_url))
            .query(&[("page", "2"), ("status", "open")])
            .header("api-access-token", TOKEN)
            .timeout(Duration::from_secs(60))
    }
}

/// Sends a request that was prepared by hand and reads the answer.
async fn answer(request: RequestBuilder) -> Result<ConversationPage, Failure> {
    let response = request.send().await?;
    let status = response.status();
    let body = response.bytes().await?;
    if !status.is_success() {
        return Err(format!("the server answered {status}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(serde_json::from_slice(&body)?)
}

/// Sets reqwest up as the client does for a server on this machine.
fn http() -> Result<reqwest::Client, Failure> {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let tls = tls.with_safe_default_protocol_versions()?.with_root_certificates(RootCertStore::empty());
    let mut tls = tls.with_no_client_auth();
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(Duration::from_secs(10))
        .user_agent("by-hand/1.0")
        .no_proxy()
        .tls_backend_preconfigured(tls);
    Ok(http.build()?)
}

/// Runs a measurement on this thread alone.
///
/// # Errors
///
/// When there can be no runtime, or the measurement fails.
pub fn run<T>(measurement: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(measurement)
}
