//! The TLS settings of a client. `client` asks for them when it is built. They are made here and handed to reqwest, so
//! that nothing is set for the whole process.

use super::Error;

/// Adds TLS as the features of this crate say: rustls with ring and the system's trust store, else the system's library.
#[cfg(feature = "rustls")]
pub(crate) fn configure(builder: reqwest::ClientBuilder, is_secure: bool) -> Result<reqwest::ClientBuilder, Error> {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore, crypto::ring};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    let failed = |error: rustls::Error| Error::Configuration(format!("TLS cannot be set up: {error}"));
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(failed)?;
    // Over plain http no certificate is ever checked, and the system may have no trust store at all.
    let config = if is_secure {
        config.with_platform_verifier().map_err(failed)?
    } else {
        config.with_root_certificates(RootCertStore::empty())
    };
    let mut config = config.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(config))
}

/// Leaves TLS to the system's library.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(crate) fn configure(builder: reqwest::ClientBuilder, _: bool) -> Result<reqwest::ClientBuilder, Error> {
    Ok(builder)
}

/// Without TLS only plain http works.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(crate) fn configure(builder: reqwest::ClientBuilder, is_secure: bool) -> Result<reqwest::ClientBuilder, Error> {
    if is_secure {
        let reason = "https needs the feature `rustls` or `native-tls` of chatwoot-client";
        return Err(Error::Configuration(reason.to_owned()));
    }
    Ok(builder)
}
