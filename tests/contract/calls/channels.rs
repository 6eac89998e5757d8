//! One channel of each kind with all of its fields, for `inboxes` to create and to update.

use chatwoot_client::types;
use serde_json::json;

use super::object;

/// Channels to create.
pub(crate) fn new() -> Vec<types::NewChannel> {
    let whatsapp = types::WhatsappCloudChannel::new(
        "a phone_number",
        types::WhatsappCloudConfig::new("an api_key", "a phone_number_id", "a business_account_id"),
    );
    #[allow(deprecated, reason = "what is deprecated still has to work")]
    let whatsapp_360 = types::Whatsapp360Channel::new("a phone_number", types::Whatsapp360Config::new("an api_key"))
        .provider("default");
    vec![
        web_widget().into(),
        types::ApiChannel::new()
            .webhook_url("https://example.com/webhook_url")
            .hmac_mandatory(true)
            .additional_attributes(object(json!({ "agent_reply_time_window": "24" })))
            .into(),
        email().into(),
        types::LineChannel::new("a line_channel_id", "a line_channel_secret", "a line_channel_token").into(),
        types::TelegramChannel::new("a bot_token").into(),
        types::WhatsappChannel::from(whatsapp).into(),
        types::WhatsappChannel::from(whatsapp_360).into(),
        types::SmsChannel::new("a phone_number").provider_config(object(json!({ "account_id": "a" }))).into(),
        voice().into(),
    ]
}

fn voice() -> types::VoiceChannel {
    let config = types::VoiceConfig::new("an account_sid", "an auth_token");
    types::VoiceChannel::new("a phone_number", config.api_key_sid("an api_key_sid").api_key_secret("an api_key_secret"))
}

fn web_widget() -> types::WebWidgetChannel {
    types::WebWidgetChannel::new("https://example.com/website_url")
        .welcome_title("a welcome_title")
        .welcome_tagline("a welcome_tagline")
        .widget_color("a widget_color")
        .reply_time(types::ReplyTime::InADay)
        .pre_chat_form_enabled(true)
        .pre_chat_form_options(object(json!({ "pre_chat_message": "Hello", "pre_chat_fields": [{ "name": "a" }] })))
        .continuity_via_email(true)
        .hmac_mandatory(true)
        .allowed_domains("the allowed_domains")
        .selected_feature_flags([types::WidgetFeature::Attachments, types::WidgetFeature::EmojiPicker])
}

fn email() -> types::EmailChannel {
    types::EmailChannel::new("email@example.com")
        .provider("a provider")
        .imap_enabled(true)
        .imap_address("an imap_address")
        .imap_port(35)
        .imap_login("an imap_login")
        .imap_password("an imap_password")
        .imap_enable_ssl(true)
        .imap_authentication("an imap_authentication")
        .smtp_enabled(true)
        .smtp_address("an smtp_address")
        .smtp_port(36)
        .smtp_login("an smtp_login")
        .smtp_password("an smtp_password")
        .smtp_domain("an smtp_domain")
        .smtp_enable_ssl_tls(true)
        .smtp_enable_starttls_auto(true)
        .smtp_openssl_verify_mode("an smtp_openssl_verify_mode")
        .smtp_authentication("an smtp_authentication")
        .verified_for_sending(true)
}

/// Changes of channels.
pub(crate) fn updates() -> Vec<types::ChannelUpdate> {
    vec![
        web_widget_update().into(),
        types::ApiChannelUpdate::new()
            .webhook_url("https://example.com/webhook_url")
            .hmac_mandatory(false)
            .additional_attributes(object(json!({ "agent_reply_time_window": "24" })))
            .into(),
        email_update().into(),
        types::LineChannelUpdate::new()
            .line_channel_id("a line_channel_id")
            .line_channel_secret("a line_channel_secret")
            .line_channel_token("a line_channel_token")
            .into(),
        types::TelegramChannelUpdate::new().bot_token("a bot_token").into(),
        types::WhatsappChannelUpdate::new()
            .phone_number("a phone_number")
            .provider(types::WhatsappProvider::WhatsappCloud)
            .provider_config(
                types::WhatsappConfig::new()
                    .api_key("an api_key")
                    .phone_number_id("a phone_number_id")
                    .business_account_id("a business_account_id"),
            )
            .into(),
        types::SmsChannelUpdate::new()
            .phone_number("a phone_number")
            .provider_config(object(json!({ "account_id": "a" })))
            .into(),
        types::TwilioChannelUpdate::new()
            .account_sid("an account_sid")
            .auth_token("an auth_token")
            .voice_enabled(true)
            .api_key_sid("an api_key_sid")
            .api_key_secret("an api_key_secret")
            .into(),
        types::TwitterChannelUpdate::new().tweets_enabled(false).into(),
    ]
}

fn web_widget_update() -> types::WebWidgetChannelUpdate {
    types::WebWidgetChannelUpdate::new()
        .website_url("https://example.com/website_url")
        .welcome_title("a welcome_title")
        .welcome_tagline("a welcome_tagline")
        .widget_color("a widget_color")
        .reply_time("in_a_few_hours")
        .pre_chat_form_enabled(false)
        .pre_chat_form_options(object(json!({ "pre_chat_message": "Hello" })))
        .continuity_via_email(false)
        .hmac_mandatory(false)
        .allowed_domains("the allowed_domains")
        .selected_feature_flags(["end_conversation"])
}

fn email_update() -> types::EmailChannelUpdate {
    types::EmailChannelUpdate::new()
        .email("email@example.com")
        .provider("a provider")
        .imap_enabled(false)
        .imap_address("an imap_address")
        .imap_port(35)
        .imap_login("an imap_login")
        .imap_password("an imap_password")
        .imap_enable_ssl(false)
        .imap_authentication("an imap_authentication")
        .smtp_enabled(false)
        .smtp_address("an smtp_address")
        .smtp_port(36)
        .smtp_login("an smtp_login")
        .smtp_password("an smtp_password")
        .smtp_domain("an smtp_domain")
        .smtp_enable_ssl_tls(false)
        .smtp_enable_starttls_auto(false)
        .smtp_openssl_verify_mode("an smtp_openssl_verify_mode")
        .smtp_authentication("an smtp_authentication")
        .verified_for_sending(false)
}
