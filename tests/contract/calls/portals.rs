//! The help center: portals, categories and articles. Run by `calls`.

use chatwoot_client::portals;
use serde_json::json;

use super::{ACCOUNT, Bench, case, object};

/// The path takes the portal's slug here.
const PORTAL: &str = "id/of a portal";

pub(crate) async fn run(bench: &Bench) {
    let portals = bench.client.portals();
    let config = || object(json!({ "allowed_locales": ["en", "es"], "default_locale": "en" }));
    case(bench, "get-portal", || portals.list(portals::List::new(ACCOUNT))).await;
    case(bench, "add-new-portal-to-account", || {
        portals.create(
            portals::Create::new(ACCOUNT)
                .name("a name")
                .slug("a slug")
                .color("a color")
                .custom_domain("custom_domain.example.com")
                .header_text("a header_text")
                .homepage_link("https://example.com/homepage_link")
                .page_title("a page_title")
                .archived(false)
                .config(config()),
        )
    })
    .await;
    case(bench, "update-portal-to-account", || {
        portals.update(
            portals::Update::new(ACCOUNT, PORTAL)
                .name("a name")
                .slug("a slug")
                .color("a color")
                .custom_domain("custom_domain.example.com")
                .header_text("a header_text")
                .homepage_link("https://example.com/homepage_link")
                .page_title("a page_title")
                .archived(true)
                .config(config()),
        )
    })
    .await;
    contents(bench).await;
}

async fn contents(bench: &Bench) {
    let portals = bench.client.portals();
    case(bench, "add-new-category-to-account", || {
        portals.create_category(
            portals::CreateCategory::new(ACCOUNT, PORTAL)
                .name("a name")
                .description("a description")
                .position(21)
                .slug("a slug")
                .locale("a locale")
                .icon("an icon")
                .parent_category_id(26)
                .associated_category_id(25),
        )
    })
    .await;
    case(bench, "add-new-article-to-account", || {
        portals.create_article(
            portals::CreateArticle::new(ACCOUNT, PORTAL)
                .title("a title")
                .slug("a slug")
                .position(21)
                .content("some content")
                .description("a description")
                .category_id(23)
                .author_id(22)
                .associated_article_id(24)
                .status(38)
                .locale("a locale")
                .meta(object(json!({ "tags": ["a"], "title": "b" }))),
        )
    })
    .await;
}
