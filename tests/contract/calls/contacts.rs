//! Contacts. Run by `calls`.

use chatwoot_client::{contacts, types};
use serde_json::json;

use super::{ACCOUNT, Bench, ID, case, file, object};

pub(crate) async fn run(bench: &Bench) {
    one(bench).await;
    many(bench).await;
    around(bench).await;
}

async fn one(bench: &Bench) {
    let contacts = bench.client.contacts();
    let create = || {
        contacts::Create::new(ACCOUNT)
            .inbox_id(5)
            .source_id("a source_id")
            .company_id(10)
            .name("a name")
            .email("email@example.com")
            .blocked(true)
            .phone_number("a phone_number")
            .avatar_url("https://example.com/avatar_url")
            .identifier("an identifier")
            .additional_attributes(object(json!({ "city": "Turin", "social": { "github": "ada" } })))
            .custom_attributes(object(json!({ "plan": "gold" })))
    };
    case(bench, "contactCreate", || contacts.create(create())).await;
    case(bench, "contactCreate", || contacts.create(create().avatar(file()))).await;
    case(bench, "contactCreate", || {
        contacts.create(
            contacts::Create::new(ACCOUNT).company_id(None).name(None).email(None).phone_number(None).identifier(None),
        )
    })
    .await;
    case(bench, "contactDetails", || contacts.get(contacts::Get::new(ACCOUNT, ID).include_contact_inboxes(false)))
        .await;
    let update = || {
        contacts::Update::new(ACCOUNT, ID)
            .include_contact_inboxes(true)
            .company_id(10)
            .name("a name")
            .email("email@example.com")
            .blocked(false)
            .phone_number("a phone_number")
            .avatar_url("https://example.com/avatar_url")
            .identifier("an identifier")
            .additional_attributes(object(json!({ "city": "Turin" })))
            .custom_attributes(object(json!({ "plan": "gold", "tags": ["a", "b"] })))
    };
    case(bench, "contactUpdate", || contacts.update(update())).await;
    case(bench, "contactUpdate", || contacts.update(update().avatar(file()))).await;
    case(bench, "contactUpdate", || {
        let update = contacts::Update::new(ACCOUNT, ID).avatar(None).company_id(None).name(None).email(None);
        contacts.update(update.phone_number(None).identifier(None))
    })
    .await;
    case(bench, "contactDelete", || contacts.delete(contacts::Delete::new(ACCOUNT, ID))).await;
    case(bench, "contactMerge", || contacts.merge(contacts::Merge::new(ACCOUNT, 14, 15))).await;
}

async fn many(bench: &Bench) {
    let contacts = bench.client.contacts();
    case(bench, "contactList", || {
        contacts.list(
            contacts::List::new(ACCOUNT)
                .page(16)
                .sort(types::ContactSort::LastActivityAtDescending)
                .labels(["labels: a,b", "labels: c&d"])
                .include_contact_inboxes(false),
        )
    })
    .await;
    case(bench, "contactActiveList", || contacts.list_active(contacts::ListActive::new(ACCOUNT).page(16))).await;
    case(bench, "contactSearch", || {
        contacts.search(
            contacts::Search::new(ACCOUNT, "q: a&b=c+d é?").page(16).sort("phone_number").include_contact_inboxes(true),
        )
    })
    .await;
    case(bench, "contactFilter", || {
        let condition = types::FilterCondition::new("an attribute_key", types::FilterOperator::EqualTo)
            .custom_attribute_type(types::AttributeOwner::ContactAttribute)
            .query_operator("OR")
            .values(["values 1", "values 2"]);
        let last = types::FilterCondition::new("an attribute_key", "is_less_than").query_operator(None).values([109]);
        contacts.filter(
            contacts::Filter::new(ACCOUNT, [condition, last]).page(16).sort("-name").include_contact_inboxes(true),
        )
    })
    .await;
}

async fn around(bench: &Bench) {
    let contacts = bench.client.contacts();
    case(bench, "contactConversations", || contacts.conversations(contacts::Conversations::new(ACCOUNT, ID))).await;
    case(bench, "contactInboxCreation", || {
        contacts.add_to_inbox(contacts::AddToInbox::new(ACCOUNT, ID, 5).source_id("a source_id").hmac_verified(true))
    })
    .await;
    case(bench, "contactableInboxesGet", || {
        contacts.contactable_inboxes(contacts::ContactableInboxes::new(ACCOUNT, ID))
    })
    .await;
    case(bench, "list-all-labels-of-a-contact", || contacts.labels(contacts::Labels::new(ACCOUNT, ID))).await;
    case(bench, "contact-add-labels", || {
        contacts.set_labels(contacts::SetLabels::new(ACCOUNT, ID, ["labels: vip", "labels: new"]))
    })
    .await;
}
