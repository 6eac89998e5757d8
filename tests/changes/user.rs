//! Code of somebody who uses all that the client of `base.yaml` offers: every function, parameter, setter, field and value.
//! `benches/semver.py` compiles it against the client of the base, which must work, and of each edit, which tells whether the
//! edit breaks its users. `tests/changes.rs` holds it against the surface of the base.
#![allow(deprecated, clippy::all)]

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};
use std::hash::Hash;

use chatwoot_client::{
    Client, Error, Extra, Nullable, Number, Object, Operation, Request, Secret, Timestamp, Upload, Value, meta,
    operations, types,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What all types of the document can do.
fn type_of<T: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + Unpin + 'static>() {}

/// What lists of one JSON type can do too.
fn list_of<T: Eq + Hash + Display>() {}

/// What all parameters can do.
fn parameters_of<T: Clone + Debug + Into<Request> + Serialize + DeserializeOwned + Send + Sync + 'static>() {}

/// What all handles can do.
fn handle_of<T: Copy + Debug + Send + Sync>(_: T) {}

fn constants() -> [&'static str; 4] {
    [meta::API_TITLE, meta::API_VERSION, meta::OPENAPI_VERSION, meta::STAMP]
}

#[cfg(feature = "application")]
mod application {
    use chatwoot_client::{pets, visits};

    use super::*;

    fn all() -> Vec<&'static Operation> {
        parameters_of::<pets::AddPhoto>();
        parameters_of::<pets::CreatePet>();
        parameters_of::<pets::DeletePet>();
        parameters_of::<pets::GetPet>();
        parameters_of::<pets::GetPhoto>();
        parameters_of::<pets::ListPets>();
        parameters_of::<pets::PrintCard>();
        parameters_of::<pets::SetLabels>();
        parameters_of::<pets::UpdatePet>();
        parameters_of::<visits::ListEvents>();
        parameters_of::<visits::MoveVisit>();
        type_of::<pets::AddPhotoResponse>();
        type_of::<pets::AddPhotoResponseQuality>();
        type_of::<pets::ListPetsOrder>();
        type_of::<pets::UpdatePetCage>();
        list_of::<pets::AddPhotoResponseQuality>();
        list_of::<pets::ListPetsOrder>();
        vec![
            &operations::PETS_ADD_PHOTO,
            &operations::PETS_CREATE_PET,
            &operations::PETS_DELETE_PET,
            &operations::PETS_GET_PET,
            &operations::PETS_GET_PHOTO,
            &operations::PETS_LIST_PETS,
            &operations::PETS_PRINT_CARD,
            &operations::PETS_SET_LABELS,
            &operations::PETS_UPDATE_PET,
            &operations::VISITS_LIST_EVENTS,
            &operations::VISITS_MOVE_VISIT,
        ]
    }

    fn handles<'a>(client: &'a Client) -> (pets::Pets<'a>, visits::Visits<'a>) {
        handle_of(client.pets());
        handle_of(client.visits());
        (client.pets(), client.visits())
    }

    async fn add_photo(client: &Client) -> Result<(), Error> {
        let parameters: pets::AddPhoto = pets::AddPhoto::new(1, Upload::bytes(vec![1])).caption("A cat");
        let _: (&i64, &Upload, &Option<String>) = (&parameters.pet_id, &parameters.photo, &parameters.caption);
        let reply: pets::AddPhotoResponse = client.pets().add_photo(parameters).await?;
        let _: Extra = reply.extra;
        let _: String = reply.url;
        let quality: Option<pets::AddPhotoResponseQuality> = reply.quality;
        match quality {
            Some(pets::AddPhotoResponseQuality::Low | pets::AddPhotoResponseQuality::High) => {}
            Some(pets::AddPhotoResponseQuality::Unknown(text)) => drop::<String>(text),
            _ => {}
        }
        Ok(())
    }

    async fn create_pet(client: &Client, food: types::Food, keeper: types::Keeper) -> Result<types::Pet, Error> {
        let parameters: pets::CreatePet = pets::CreatePet::new("Tom", types::PetCreateKind::Cat)
            .born_at("2026-01-01T00:00:00Z")
            .born_at(None)
            .food(food)
            .keeper(keeper.clone())
            .notes(Object::new())
            .owners([keeper])
            .secret("word")
            .size(types::Size::Value1)
            .state("waiting")
            .state(types::State::Waiting)
            .weight(3)
            .weight(3.5);
        let _: types::PetCreateKind = parameters.kind.clone();
        let _: String = parameters.name.clone();
        let _: Nullable<Timestamp> = parameters.born_at.clone();
        let _: Option<types::Food> = parameters.food.clone();
        let _: Option<types::Keeper> = parameters.keeper.clone();
        let _: Option<Object> = parameters.notes.clone();
        let _: Option<Vec<types::Keeper>> = parameters.owners.clone();
        let _: Option<Secret> = parameters.secret.clone();
        let _: Option<types::Size> = parameters.size.clone();
        let _: Option<types::State> = parameters.state.clone();
        let _: Option<Number> = parameters.weight.clone();
        client.pets().create_pet(parameters).await
    }

    async fn one_pet(client: &Client) -> Result<(), Error> {
        let _: i64 = pets::DeletePet::new(1).pet_id;
        let _: () = client.pets().delete_pet(pets::DeletePet::new(1)).await?;
        let _: i64 = pets::GetPet::new(1).pet_id;
        let _: types::Pet = client.pets().get_pet(pets::GetPet::new(1)).await?;
        let _: i64 = pets::GetPhoto::new(1).pet_id;
        let _: chatwoot_client::runtime::Bytes = client.pets().get_photo(pets::GetPhoto::new(1)).await?;
        let _: i64 = pets::PrintCard::new(1).pet_id;
        let _: String = client.pets().print_card(pets::PrintCard::new(1)).await?;
        let labels: pets::SetLabels = pets::SetLabels::new(1, ["small", "old"]);
        let _: (&i64, &Vec<String>) = (&labels.pet_id, &labels.body);
        let _: Vec<String> = client.pets().set_labels(labels).await?;
        Ok(())
    }

    async fn list_pets(client: &Client) -> Result<Vec<types::Pet>, Error> {
        let parameters: pets::ListPets = pets::ListPets::new("north")
            .before("2026-01-01T00:00:00Z")
            .labels(["small"])
            .order("age")
            .order(pets::ListPetsOrder::Name)
            .page(2)
            .state(types::State::Adopted)
            .x_trace("1-2-3");
        let _: String = parameters.shelter.clone();
        let _: Option<Timestamp> = parameters.before.clone();
        let _: Option<Vec<String>> = parameters.labels.clone();
        let order: Option<pets::ListPetsOrder> = parameters.order.clone();
        let _: Option<i64> = parameters.page;
        let _: Option<types::State> = parameters.state.clone();
        let _: Option<String> = parameters.x_trace.clone();
        match order {
            Some(pets::ListPetsOrder::Name | pets::ListPetsOrder::Age) => {}
            Some(pets::ListPetsOrder::Unknown(text)) => drop::<String>(text),
            _ => {}
        }
        client.pets().list_pets(parameters).await
    }

    async fn update_pet(client: &Client, food: types::Food) -> Result<Option<types::Pet>, Error> {
        let parameters: pets::UpdatePet = pets::UpdatePet::new(1)
            .cage(7)
            .cage("seven")
            .cage(pets::UpdatePetCage::Integer(7))
            .chip("abc")
            .chip(None)
            .extras(BTreeMap::from([("bowls".to_owned(), 2)]))
            .food(food)
            .name("Tim");
        let _: i64 = parameters.pet_id;
        let cage: Option<pets::UpdatePetCage> = parameters.cage.clone();
        let _: Nullable<String> = parameters.chip.clone();
        let _: Option<BTreeMap<String, i64>> = parameters.extras.clone();
        let _: Option<types::Food> = parameters.food.clone();
        let _: Option<String> = parameters.name.clone();
        match cage {
            Some(pets::UpdatePetCage::Integer(number)) => drop::<i64>(number),
            Some(pets::UpdatePetCage::Text(text)) => drop::<String>(text),
            Some(pets::UpdatePetCage::Unknown(value)) => drop::<Value>(value),
            _ => {}
        }
        client.pets().update_pet(parameters).await
    }

    async fn visits(client: &Client) -> Result<types::Visit, Error> {
        let since: visits::ListEvents = visits::ListEvents::new().since(3);
        let _: Option<i64> = since.since;
        let _: Vec<types::Event> = client.visits().list_events(since).await?;
        let place = types::Place::new("Main Street 1", "Bonn").door("left");
        let parameters: visits::MoveVisit =
            visits::MoveVisit::new(1, 2, "2026-01-01T00:00:00Z", 30, place).reason("It rains");
        let _: (i64, i64, i64) = (parameters.shelter_id, parameters.visit_id, parameters.minutes);
        let _: types::Place = parameters.place.clone();
        let _: Timestamp = parameters.starts_at.clone();
        let _: Option<String> = parameters.reason.clone();
        client.visits().move_visit(parameters).await
    }

    fn types() {
        type_of::<types::Came>();
        type_of::<types::Event>();
        type_of::<types::Food>();
        type_of::<types::Group>();
        type_of::<types::Keeper>();
        type_of::<types::Left>();
        type_of::<types::Parent>();
        type_of::<types::Person>();
        type_of::<types::Pet>();
        type_of::<types::PetCollar>();
        type_of::<types::PetCreateKind>();
        type_of::<types::PetMood>();
        type_of::<types::Size>();
        type_of::<types::State>();
        type_of::<types::Visit>();
        type_of::<types::VisitGuest>();
        list_of::<types::PetCreateKind>();
        list_of::<types::PetMood>();
        list_of::<types::Size>();
        list_of::<types::State>();
    }

    fn read_pet(pet: types::Pet) {
        let _: i64 = pet.id;
        let _: String = pet.name;
        let _: types::Size = pet.size;
        let _: types::State = pet.state;
        let _: Option<i64> = pet.age;
        let _: Option<String> = pet.alias;
        let _: Option<String> = pet.chip;
        let collar: Option<types::PetCollar> = pet.collar;
        let _: Option<Object> = pet.details;
        let _: Option<types::Food> = pet.food;
        let mood: Option<types::PetMood> = pet.mood;
        let parent: Option<types::Parent> = pet.parent;
        let _: Option<types::Place> = pet.place;
        let _: Option<f64> = pet.price;
        let _: Option<BTreeMap<String, i64>> = pet.scores;
        let _: Option<Timestamp> = pet.taken_in_at;
        let _: Option<Vec<types::Vaccine>> = pet.vaccines;
        let _: Option<Number> = pet.weight;
        let _: Extra = pet.extra;
        if let Some(collar) = collar {
            let _: (Option<String>, Option<i64>, Extra) = (collar.color, collar.number, collar.extra);
        }
        if let Some(parent) = parent {
            let _: (Option<i64>, Option<String>, Extra) = (parent.id, parent.breed, parent.extra);
            let _: Option<types::PetMood> = parent.mood;
        }
        match mood {
            Some(types::PetMood::Calm | types::PetMood::Wild) => {}
            Some(types::PetMood::Unknown(text)) => drop::<String>(text),
            _ => {}
        }
    }

    fn read_visit(visit: types::Visit, event: types::Event) {
        let _: (i64, Extra) = (visit.id, visit.extra);
        let guest: Option<types::VisitGuest> = visit.guest;
        match guest {
            Some(types::VisitGuest::Person(person)) => {
                let _: (String, Extra) = (person.first_name, person.extra);
            }
            Some(types::VisitGuest::Group(group)) => {
                let _: (i64, Extra) = (group.members, group.extra);
            }
            Some(types::VisitGuest::Unknown(value)) => drop::<Value>(value),
            _ => {}
        }
        match event {
            types::Event::Came(came) => {
                let _: (i64, String, Extra) = (came.at, came.r#type, came.extra);
            }
            types::Event::Left(left) => {
                let _: (String, Option<i64>, Extra) = (left.r#type, left.after, left.extra);
            }
            types::Event::Unknown(value) => drop::<Value>(value),
            _ => {}
        }
    }

    fn keeper() -> types::Keeper {
        let keeper: types::Keeper = types::Keeper::new("Ann", "ann@example.com")
            .language("en")
            .nickname("A")
            .phone("123")
            .phone(None)
            .extra("age", 30);
        let _: (String, String) = (keeper.email.clone(), keeper.name.clone());
        let _: (Option<String>, Option<String>) = (keeper.language.clone(), keeper.nickname.clone());
        let _: Nullable<String> = keeper.phone.clone();
        let _: Extra = keeper.extra.clone();
        keeper
    }

    fn food() -> types::Food {
        let food: types::Food = types::Food::new("Best").dry(true).grams(100).grams(None);
        let _: String = food.brand.clone();
        let _: Option<bool> = food.dry;
        let _: Nullable<i64> = food.grams;
        let _: Extra = food.extra.clone();
        food
    }

    fn lists(size: types::Size, state: types::State, kind: types::PetCreateKind) {
        let _: (&'static [i64], i64, types::Size) = (types::Size::KNOWN, size.as_i64(), types::Size::from(2));
        let _: (&'static [&'static str], &str) = (types::State::KNOWN, state.as_str());
        let _: (types::State, types::State) = ("waiting".into(), String::new().into());
        match size {
            types::Size::Value1 | types::Size::Value2 | types::Size::Value3 => {}
            types::Size::Unknown(number) => drop::<i64>(number),
            _ => {}
        }
        match state {
            types::State::Waiting | types::State::Reserved | types::State::Adopted => {}
            types::State::Unknown(text) => drop::<String>(text),
            _ => {}
        }
        match kind {
            types::PetCreateKind::Cat | types::PetCreateKind::Dog => {}
            types::PetCreateKind::Unknown(text) => drop::<String>(text),
            _ => {}
        }
    }
}

#[cfg(feature = "platform")]
mod platform {
    use chatwoot_client::platform::{Platform, installation, stats};

    use super::*;

    fn all() -> Vec<&'static Operation> {
        parameters_of::<installation::Check>();
        parameters_of::<stats::GetStats>();
        type_of::<types::Stats>();
        type_of::<types::Vaccine>();
        vec![&operations::PLATFORM_INSTALLATION_CHECK, &operations::PLATFORM_STATS_GET_STATS]
    }

    fn handles<'a>(client: &'a Client) -> (Platform<'a>, installation::Installation<'a>, stats::Stats<'a>) {
        handle_of(client.platform());
        (client.platform(), client.platform().installation(), client.platform().stats())
    }

    async fn read(client: &Client) -> Result<(), Error> {
        let _: () = client.platform().installation().check(installation::Check::new()).await?;
        let stats: types::Stats = client.platform().stats().get_stats(stats::GetStats::new()).await?;
        let _: (Option<i64>, Extra) = (stats.pets, stats.extra);
        let vaccine: Option<types::Vaccine> = stats.vaccine;
        if let Some(vaccine) = vaccine {
            let _: (String, Option<String>, Extra) = (vaccine.name, vaccine.given_on, vaccine.extra);
        }
        Ok(())
    }
}

#[cfg(feature = "public")]
mod public {
    use chatwoot_client::public::{Public, showcase};

    use super::*;

    fn all() -> Vec<&'static Operation> {
        parameters_of::<showcase::ShowPets>();
        type_of::<types::Card>();
        type_of::<types::Place>();
        vec![&operations::PUBLIC_SHOWCASE_SHOW_PETS]
    }

    fn handles<'a>(client: &'a Client) -> (Public<'a>, showcase::Showcase<'a>) {
        handle_of(client.public());
        (client.public(), client.public().showcase())
    }

    async fn read(client: &Client) -> Result<(), Error> {
        let cards: Vec<types::Card> = client.public().showcase().show_pets(showcase::ShowPets::new()).await?;
        for card in cards {
            let _: (String, Extra) = (card.name, card.extra);
            let place: Option<types::Place> = card.place;
            if let Some(place) = place {
                let _: (String, String) = (place.street, place.city);
                let _: (Option<String>, Option<String>, Extra) = (place.door, place.code, place.extra);
            }
        }
        Ok(())
    }
}
