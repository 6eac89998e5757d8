//! Parameter structs through serde: what was set comes back, in its three states, and nothing misspelt goes by.

use chatwoot_client::runtime::codec::{Deserialize, Serialize};
use chatwoot_client::{Upload, agents, contacts, profile};
use serde_json::{Value, json};

fn written<T: Serialize>(parameters: T) -> Value {
    serde_json::to_value(parameters).unwrap()
}

fn read<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| error.to_string())
}

#[test]
fn what_was_set_comes_back_and_nothing_else() {
    let update = contacts::Update::new(1, 42).name("Ada").avatar(Upload::path("ada.png"));
    let value = written(update);
    assert_eq!(value, json!({"account_id": 1, "id": 42, "name": "Ada", "avatar": "ada.png"}));
    assert_eq!(written(read::<contacts::Update>(&value).unwrap()), value);
    assert_eq!(written(profile::Get::new()), json!({}));
}

#[test]
fn a_key_that_is_missing_or_misspelt_is_told() {
    let misspelt = json!({"account_id": 1, "id": 42, "nmae": "Ada"});
    assert!(read::<contacts::Update>(&misspelt).unwrap_err().contains("unknown field `nmae`"));
    assert!(read::<agents::Delete>(&json!({"account_id": 1})).unwrap_err().contains("`id`"));
}

#[test]
fn a_file_that_is_no_path_cannot_be_written() {
    let update = contacts::Update::new(1, 42).avatar(Upload::bytes("picture"));
    let error = serde_json::to_value(update).unwrap_err().to_string();
    assert!(error.contains("only a file that is its path"), "{error}");
}
