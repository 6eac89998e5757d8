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
        contacts::Create::new(ACCOUNT, 5)
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
    case(bench, "contactDetails", || contacts.get(contacts::Get::new(ACCOUNT, ID))).await;
    let update = || {
        contacts::Update::new(ACCOUNT, ID)
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
    case(bench, "contactDelete", || contacts.delete(contacts::Delete::new(ACCOUNT, ID))).await;
    case(bench, "contactMerge", || contacts.merge(contacts::Merge::new(ACCOUNT, 14, 15))).await;
}

async fn many(bench: &Bench) {
    let contacts = bench.client.contacts();
    case(bench, "contactList", || {
        contacts.list(contacts::List::new(ACCOUNT).page(16).sort(types::ContactSort::LastActivityAtDescending))
    })
    .await;
    case(bench, "contactSearch", || {
        contacts.search(contacts::Search::new(ACCOUNT).q("q: a&b=c+d é?").page(16).sort("phone_number"))
    })
    .await;
    case(bench, "contactFilter", || {
        let condition = types::FilterCondition::new()
            .attribute_key("an attribute_key")
            .filter_operator(types::FilterOperator::EqualTo)
            .query_operator("OR")
            .values(["values 1", "values 2"]);
        contacts.filter(contacts::Filter::new(ACCOUNT).page(16).payload([condition.clone(), condition]))
    })
    .await;
}

async fn around(bench: &Bench) {
    let contacts = bench.client.contacts();
    case(bench, "contactConversations", || contacts.conversations(contacts::Conversations::new(ACCOUNT, ID))).await;
    case(bench, "contactInboxCreation", || {
        contacts.create_inbox(contacts::CreateInbox::new(ACCOUNT, ID, 5).source_id("a source_id"))
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
