use assessment_intake_rules::person::{Person, age_bands};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::assessment::v1::person_service_server::PersonService;
use carecap_service::{Caller, Refusal, change, etag, read, require_etag};
use carecap_store::{Named, Stores, Tx};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::{convert, store};

/// Answers the calls of the people's contract.
pub(crate) struct People {
    stores: Stores,
}

impl People {
    pub(crate) fn new(stores: Stores) -> People {
        People { stores }
    }
}

#[tonic::async_trait]
impl PersonService for People {
    async fn create_person(
        &self,
        request: Request<proto::CreatePersonRequest>,
    ) -> Result<Response<proto::CreatePersonResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(create_person(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let person = Some(recorded(tx, made).await?);
                    Ok(proto::CreatePersonResponse { person })
                })
            },
        )
        .await
    }

    async fn update_person(
        &self,
        request: Request<proto::UpdatePersonRequest>,
    ) -> Result<Response<proto::UpdatePersonResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(update_person(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let person = Some(recorded(tx, made).await?);
                    Ok(proto::UpdatePersonResponse { person })
                })
            },
        )
        .await
    }

    async fn get_person(
        &self,
        request: Request<proto::GetPersonRequest>,
    ) -> Result<Response<proto::GetPersonResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| Box::pin(get_person(tx, caller, request)))
            .await
    }

    async fn get_person_facts(
        &self,
        request: Request<proto::GetPersonFactsRequest>,
    ) -> Result<Response<proto::GetPersonFactsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(get_person_facts(tx, caller, request))
        })
        .await
    }
}

/// The newest version of a person's record, for a caller who may see it.
pub(crate) async fn person(
    tx: &mut Tx,
    caller: &Caller,
    person_id: Uuid,
) -> Result<Person, Refusal> {
    caller.must_be_entitled_to(person_id)?;
    let found = store::PEOPLE.newest(tx, person_id).await?;
    let document = found.ok_or_else(|| Refusal::not_found("person", person_id))?;
    Ok(document.body)
}

async fn create_person(
    tx: &mut Tx,
    caller: Caller,
    request: proto::CreatePersonRequest,
) -> Result<Named, Refusal> {
    let details = convert::details(&request.name, request.born_on.as_ref(), &request.area)?;
    save(tx, &caller, &Person::record(tx.new_id(), details, tx.now())).await
}

async fn update_person(
    tx: &mut Tx,
    caller: Caller,
    request: proto::UpdatePersonRequest,
) -> Result<Named, Refusal> {
    let person_id = convert::id("person_id", &request.person_id)?;
    let present = person(tx, &caller, person_id).await?;
    let details = convert::details(&request.name, request.born_on.as_ref(), &request.area)?;
    require_etag(&request.etag, &etag(present.version))?;
    save(tx, &caller, &present.correct(details, tx.now())).await
}

async fn save(tx: &mut Tx, caller: &Caller, person: &Person) -> Result<Named, Refusal> {
    store::add_person(tx, person, &caller.subject).await?;
    Ok(Named { id: person.person_id, version: person.version })
}

async fn recorded(tx: &mut Tx, made: Named) -> Result<proto::Person, Refusal> {
    let found = store::PEOPLE.at(tx, made.id, made.version).await?;
    let document = found.ok_or_else(|| Refusal::not_found("person", made.id))?;
    Ok(convert::person(&document.body, tx.council()))
}

async fn get_person(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetPersonRequest,
) -> Result<proto::GetPersonResponse, Refusal> {
    let person_id = convert::id("person_id", &request.person_id)?;
    let person = person(tx, &caller, person_id).await?;
    Ok(proto::GetPersonResponse { person: Some(convert::person(&person, tx.council())) })
}

async fn get_person_facts(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetPersonFactsRequest,
) -> Result<proto::GetPersonFactsResponse, Refusal> {
    let person_id = convert::id("person_id", &request.person_id)?;
    let person = person(tx, &caller, person_id).await?;
    let facts = person.details.facts();
    Ok(proto::GetPersonFactsResponse {
        person_id: person_id.to_string(),
        age_bands: convert::age_bands(age_bands(facts.born_on)),
        area: facts.area.clone().unwrap_or_default(),
    })
}
