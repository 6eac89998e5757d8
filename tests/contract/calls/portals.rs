//! The help center: portals, categories and articles. Run by `calls`.

use chatwoot_client::{portals, types};

use super::{ACCOUNT, Bench, case};

/// The path takes the portal's slug here.
const PORTAL: &str = "id/of a portal";

pub(crate) async fn run(bench: &Bench) {
    let portals = bench.client.portals();
    case(bench, "get-portal", || portals.list(portals::List::new(ACCOUNT))).await;
    case(bench, "add-new-portal-to-account", || {
        portals.create(
            portals::Create::new(ACCOUNT, "a name", "a slug")
                .color("a color")
                .custom_domain("custom_domain.example.com")
                .header_text("a header_text")
                .homepage_link("https://example.com/homepage_link")
                .page_title("a page_title")
                .archived(false)
                .blob_id("a blob_id")
                .inbox_id(5)
                .config(config()),
        )
    })
    .await;
    case(bench, "add-new-portal-to-account", || {
        portals.create(
            portals::Create::new(ACCOUNT, "a name", "a slug")
                .color(None)
                .custom_domain(None)
                .header_text(None)
                .homepage_link(None)
                .page_title(None)
                .inbox_id(None)
                .config(without_texts()),
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
                .blob_id("a blob_id")
                .inbox_id(5)
                .config(config()),
        )
    })
    .await;
    case(bench, "update-portal-to-account", || {
        portals.update(
            portals::Update::new(ACCOUNT, PORTAL)
                .color(None)
                .custom_domain(None)
                .header_text(None)
                .homepage_link(None)
                .page_title(None)
                .inbox_id(None)
                .config(without_texts()),
        )
    })
    .await;
    contents(bench).await;
}

fn config() -> types::PortalSettings {
    let profiles = types::SocialProfiles::new()
        .facebook("facebook/ada")
        .x("x/ada")
        .instagram("instagram/ada")
        .linkedin("linkedin/ada")
        .youtube("youtube/ada")
        .tiktok("tiktok/ada")
        .github("github/ada")
        .whatsapp("whatsapp/ada");
    let texts = types::PortalTexts::new().name("a name").page_title("a page_title").header_text("a header_text");
    types::PortalSettings::new()
        .default_locale("default_locale: en")
        .allowed_locales(["allowed_locales: en", "allowed_locales: es"])
        .draft_locales(["draft_locales: es"])
        .layout(types::PortalLayout::Documentation)
        .social_profiles(profiles)
        .locale_translations([("es".to_owned(), texts)].into())
}

fn without_texts() -> types::PortalSettings {
    let texts = types::PortalTexts::new().name(None).page_title(None).header_text(None);
    types::PortalSettings::new().locale_translations([("es".to_owned(), texts)].into())
}

async fn contents(bench: &Bench) {
    let portals = bench.client.portals();
    case(bench, "add-new-category-to-account", || {
        portals.create_category(portals::CreateCategory::new(
            ACCOUNT,
            PORTAL,
            types::NewCategory::new("a name", "a slug")
                .description("a description")
                .position(21)
                .locale("a locale")
                .icon("an icon")
                .icon_color("an icon_color")
                .parent_category_id(26)
                .associated_category_id(25)
                .related_category_ids([107, 108]),
        ))
    })
    .await;
    case(bench, "add-new-category-to-account", || {
        let category = types::NewCategory::new("a name", "a slug").description(None).position(None);
        let category = category.parent_category_id(None).associated_category_id(None);
        portals.create_category(portals::CreateCategory::new(ACCOUNT, PORTAL, category))
    })
    .await;
    case(bench, "add-new-article-to-account", || {
        portals.create_article(
            portals::CreateArticle::new(ACCOUNT, PORTAL, 22, "a title")
                .slug("a slug")
                .position(21)
                .content("some content")
                .description("a description")
                .category_id(23)
                .associated_article_id(24)
                .status(types::ArticleStatus::Published)
                .locale("a locale")
                .meta(types::ArticleMeta::new().title("a title").description("a description").tags(["tags: a"])),
        )
    })
    .await;
    case(bench, "add-new-article-to-account", || {
        portals.create_article(
            portals::CreateArticle::new(ACCOUNT, PORTAL, 22, "a title")
                .content(None)
                .description(None)
                .category_id(None)
                .associated_article_id(None),
        )
    })
    .await;
}
