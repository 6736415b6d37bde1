use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use carecap::clients::Actor;
use carecap_calendar::{Clock, Instant};
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::rates::v1 as rates;
use carecap_service::{Claims, Role, Tokens};
use carecap_tests::{Case, LEEDS, NOBODY, actor, day, new_request_id};
use uuid::Uuid;

use super::world::{Call, World};

const GET_PERSON: &str = "/carecap.assessment.v1.PersonService/GetPerson";
const CREATE_PERSON: &str = "/carecap.assessment.v1.PersonService/CreatePerson";
const LIST_RATES: &str = "/carecap.rates.v1.RateCatalogueService/ListRates";

/// A change that would take effect, so that nothing but the token is wrong.
fn recording(council: &str) -> intake::CreatePersonRequest {
    intake::CreatePersonRequest {
        council_id: council.to_owned(),
        request_id: new_request_id(),
        name: "Ada".to_owned(),
        born_on: day("1940-02-11"),
        ..Default::default()
    }
}

fn with_token(world: &World, token: Option<String>) -> Call {
    let by = actor(Role::Practitioner);
    Call { token, ..world.call(LEEDS, &by, CREATE_PERSON, &recording(LEEDS)) }
}

pub async fn no_token(world: &World) -> Call {
    with_token(world, None)
}

pub async fn garbage(world: &World) -> Call {
    with_token(world, Some("these.are.words".to_owned()))
}

/// The trial's own key, and a clock that stood still in 2001.
pub async fn expired(world: &World) -> Call {
    struct LongAgo;
    impl Clock for LongAgo {
        fn now(&self) -> Instant {
            Instant::from_micros(1_000_000_000_000_000)
        }
    }
    let folder = world.bench.config.token_folder();
    let tokens = Tokens::in_folder(&folder, Arc::new(LongAgo)).expect("the trial's key");
    with_token(world, Some(signed(&tokens)))
}

pub async fn anothers_key(world: &World) -> Call {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(carecap_service::SystemClock);
    let tokens = Tokens::in_folder(folder.path(), clock).expect("another key");
    with_token(world, Some(signed(&tokens)))
}

fn signed(tokens: &Tokens) -> String {
    let claims = Claims {
        sub: "a practitioner".to_owned(),
        roles: BTreeSet::from([Role::Practitioner]),
        council: LEEDS.parse().expect("a council"),
        person_id: None,
        iss: String::new(),
        aud: String::new(),
        exp: 0,
        iat: 0,
    };
    tokens.sign(claims, Duration::from_secs(60)).expect("a token")
}

pub async fn role_that_may_not(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).drafted().await;
    let request = budget::ApproveBudgetRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        etag: draft.etag,
        budget_id: draft.budget_id,
        approved_on: day("2024-10-02"),
        ..Default::default()
    };
    let path = "/carecap.budget.v1.BudgetService/ApproveBudget";
    world.call(LEEDS, &actor(Role::Practitioner), path, &request)
}

pub async fn not_the_tokens_council(world: &World) -> Call {
    world.call(LEEDS, &actor(Role::Practitioner), CREATE_PERSON, &recording("E10000008"))
}

pub async fn council_not_served(world: &World) -> Call {
    let elsewhere = "E06000001";
    world.call(elsewhere, &actor(Role::Practitioner), CREATE_PERSON, &recording(elsewhere))
}

pub async fn no_council(world: &World) -> Call {
    world.call(LEEDS, &actor(Role::Practitioner), CREATE_PERSON, &recording("Leeds"))
}

/// Somebody who is a person of this council, but another one.
async fn another_person(world: &World) -> Actor {
    let other = Case::at_home(&world.bench).person().await;
    let person_id = Uuid::try_parse(&other.person_id).expect("an id");
    Actor { person_id: Some(person_id), ..actor(Role::Person) }
}

pub async fn anothers_record(world: &World) -> Call {
    let person = Case::at_home(&world.bench).person().await;
    let request =
        intake::GetPersonRequest { council_id: LEEDS.to_owned(), person_id: person.person_id };
    world.call(LEEDS, &another_person(world).await, GET_PERSON, &request)
}

pub async fn anothers_budgets(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).drafted().await;
    let request = budget::ListBudgetsRequest {
        council_id: LEEDS.to_owned(),
        person_id: draft.person_id,
        ..Default::default()
    };
    let path = "/carecap.budget.v1.BudgetService/ListBudgets";
    world.call(LEEDS, &another_person(world).await, path, &request)
}

pub async fn no_request_id(world: &World) -> Call {
    let request =
        intake::CreatePersonRequest { request_id: "the first".to_owned(), ..recording(LEEDS) };
    world.call(LEEDS, &actor(Role::Practitioner), CREATE_PERSON, &request)
}

pub async fn request_id_used(world: &World) -> Call {
    let (council, by) = (LEEDS.parse().expect("a council"), actor(Role::Practitioner));
    let request = recording(LEEDS);
    let mut people = world.bench.clients.people(&council, &by).expect("a client");
    people.create_person(request.clone()).await.expect("the person is recorded");
    let other = intake::CreatePersonRequest { name: "Eva".to_owned(), ..request };
    world.call(LEEDS, &by, CREATE_PERSON, &other)
}

pub async fn page_token(world: &World) -> Call {
    let request = rates::ListRatesRequest {
        council_id: LEEDS.to_owned(),
        page_token: NOBODY.to_owned(),
        ..Default::default()
    };
    world.call(LEEDS, &actor(Role::RatesManager), LIST_RATES, &request)
}

pub async fn anothers_page_token(world: &World) -> Call {
    let (council, by) = (LEEDS.parse().expect("a council"), actor(Role::RatesManager));
    let first = rates::ListRatesRequest {
        council_id: LEEDS.to_owned(),
        page_size: 1,
        ..Default::default()
    };
    let mut catalogue = world.bench.clients.rates(&council, &by).expect("a client");
    let page = catalogue.list_rates(first.clone()).await.expect("a page").into_inner();
    let request = rates::ListRatesRequest {
        service_code: "home_care".to_owned(),
        page_token: page.next_page_token,
        ..first
    };
    world.call(LEEDS, &by, LIST_RATES, &request)
}

pub async fn page_size(world: &World) -> Call {
    let request = rates::ListRatesRequest {
        council_id: LEEDS.to_owned(),
        page_size: 1_001,
        ..Default::default()
    };
    world.call(LEEDS, &actor(Role::RatesManager), LIST_RATES, &request)
}
