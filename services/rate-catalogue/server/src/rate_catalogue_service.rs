use carecap_calendar::show_day;
use carecap_contracts::events::v1::RatesImported;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::rates::v1 as proto;
use carecap_contracts::rates::v1::import_rates_request::Part;
use carecap_contracts::rates::v1::rate_catalogue_service_server::RateCatalogueService;
use carecap_service::{Caller, Fields, Page, Refusal, change_stream, read, told};
use carecap_store::{Named, NewDocument, Stores, Tx};
use futures::{Stream, StreamExt as _};
use rate_catalogue_rules::{Rate, RateTerms, import, in_force, resolve};
use sha2::{Digest as _, Sha256};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

use crate::convert::{self, ImportRecord};
use crate::{refusals, store};

/// The longest file of rates that is taken in, in bytes.
const FILE_LONGEST: usize = 8 * 1_024 * 1_024;

/// Answers the calls of the rate catalogue's contract.
pub(crate) struct RateCatalogue {
    stores: Stores,
}

impl RateCatalogue {
    pub(crate) fn new(stores: Stores) -> RateCatalogue {
        RateCatalogue { stores }
    }
}

#[tonic::async_trait]
impl RateCatalogueService for RateCatalogue {
    async fn import_rates(
        &self,
        mut request: Request<Streaming<proto::ImportRatesRequest>>,
    ) -> Result<Response<proto::ImportRatesResponse>, Status> {
        let (header, file) = received(request.get_mut()).await?;
        let content = file.clone();
        change_stream(
            &self.stores,
            &request,
            header,
            &content,
            |tx, caller, header| Box::pin(import_file(tx, caller, header, file)),
            |tx, made| Box::pin(imported(tx, made)),
        )
        .await
    }

    async fn get_rate_import(
        &self,
        request: Request<proto::GetRateImportRequest>,
    ) -> Result<Response<proto::GetRateImportResponse>, Status> {
        read(&self.stores, request, |tx, _, request| Box::pin(get_rate_import(tx, request))).await
    }

    async fn get_rate(
        &self,
        request: Request<proto::GetRateRequest>,
    ) -> Result<Response<proto::GetRateResponse>, Status> {
        read(&self.stores, request, |tx, _, request| Box::pin(get_rate(tx, request))).await
    }

    async fn list_rates(
        &self,
        request: Request<proto::ListRatesRequest>,
    ) -> Result<Response<proto::ListRatesResponse>, Status> {
        read(&self.stores, request, |tx, _, request| Box::pin(list_rates(tx, request))).await
    }

    async fn resolve_rate(
        &self,
        request: Request<proto::ResolveRateRequest>,
    ) -> Result<Response<proto::ResolveRateResponse>, Status> {
        read(&self.stores, request, |tx, _, request| Box::pin(resolve_rate(tx, request))).await
    }
}

/// Gathers the stream: the header first and once, then the file's bytes.
async fn received(
    parts: &mut (impl Stream<Item = Result<proto::ImportRatesRequest, Status>> + Unpin),
) -> Result<(proto::ImportRatesHeader, Vec<u8>), Status> {
    let mut header = None;
    let mut file = Vec::new();
    while let Some(part) = parts.next().await {
        match (part?.part, &header) {
            (Some(Part::Header(first)), None) => header = Some(first),
            (Some(Part::Header(_)), Some(_)) => {
                return Err(Refusal::invalid("header", "is sent twice").into());
            }
            (Some(Part::Chunk(_)), None) => {
                return Err(Refusal::invalid("header", "is to be sent first").into());
            }
            (Some(Part::Chunk(chunk)), Some(_)) => file.extend_from_slice(&chunk),
            (None, _) => return Err(Refusal::invalid("part", "is empty").into()),
        }
        if file.len() > FILE_LONGEST {
            return Err(Refusal::invalid("chunk", "the file is longer than 8 MiB").into());
        }
    }
    let header = header.ok_or_else(|| Refusal::invalid("header", "is required"))?;
    Ok((header, file))
}

async fn import_file(
    tx: &mut Tx,
    caller: Caller,
    header: proto::ImportRatesHeader,
    file: Vec<u8>,
) -> Result<Named, Refusal> {
    let holds = convert::import_header(&header)?;
    let rows = import::read_csv(&file, &holds).map_err(refusals::malformed)?;
    store::lock_catalogue(tx).await?;
    let existing = store::all_rates(tx).await?;
    import::check(&existing, &rows).map_err(|found| refusals::ambiguous(&found))?;

    let import_id = tx.new_id();
    let record = ImportRecord {
        file_name: header.file_name,
        source: holds.source,
        sha256: format!("{:x}", Sha256::digest(&file)),
        rate_count: i32::try_from(rows.len()).unwrap_or(i32::MAX),
    };
    let (council, now) = (tx.council().to_string(), tx.now());
    for row in rows {
        let rate_id = tx.new_id().to_string();
        let rate = row.recorded(rate_id, council.clone(), import_id.to_string(), now);
        store::add_rate(tx, &rate).await?;
    }
    let document = NewDocument {
        id: import_id,
        version: 1,
        person_id: None,
        state: "",
        sort_key: "",
        recorded_by: &caller.subject,
        body: &record,
    };
    store::IMPORTS.add(tx, document).await?;
    tx.tell(told(Happened::RatesImported(RatesImported {
        import_id: import_id.to_string(),
        rate_count: record.rate_count,
    })));
    Ok(Named { id: import_id, version: 1 })
}

async fn imported(tx: &mut Tx, made: Named) -> Result<proto::ImportRatesResponse, Refusal> {
    let rate_import = rate_import(tx, made.id).await?;
    Ok(proto::ImportRatesResponse { rate_import: Some(rate_import) })
}

async fn get_rate_import(
    tx: &mut Tx,
    request: proto::GetRateImportRequest,
) -> Result<proto::GetRateImportResponse, Refusal> {
    let mut fields = Fields::new();
    let import_id = fields.id("import_id", &request.import_id);
    fields.finish()?;
    Ok(proto::GetRateImportResponse { rate_import: Some(rate_import(tx, import_id).await?) })
}

async fn rate_import(tx: &mut Tx, import_id: Uuid) -> Result<proto::RateImport, Refusal> {
    let found = store::IMPORTS.newest(tx, import_id).await?;
    let document = found.ok_or_else(|| Refusal::not_found("import", import_id))?;
    Ok(convert::rate_import(document, tx.council().as_str()))
}

async fn get_rate(
    tx: &mut Tx,
    request: proto::GetRateRequest,
) -> Result<proto::GetRateResponse, Refusal> {
    let mut fields = Fields::new();
    let rate_id = fields.id("rate_id", &request.rate_id);
    fields.finish()?;
    let missing = || Refusal::not_found("rate", rate_id);
    let service_code = store::service_of(tx, rate_id).await?.ok_or_else(missing)?;
    let rates = store::rates_of_service(tx, &service_code).await?;
    let found = rates.iter().find(|rate| rate.rate_id == rate_id.to_string());
    let rate = found.ok_or_else(missing)?.clone();
    let days = in_force(&rate.terms, terms(&rates));
    Ok(proto::GetRateResponse { rate: Some(convert::rate(rate, &days)) })
}

fn terms(rates: &[Rate]) -> impl Iterator<Item = &RateTerms> {
    rates.iter().map(|rate| &rate.terms)
}

async fn list_rates(
    tx: &mut Tx,
    request: proto::ListRatesRequest,
) -> Result<proto::ListRatesResponse, Refusal> {
    let page = Page::of(&request)?;
    let mut fields = Fields::new();
    let on = fields.optional_day("on", request.on.as_ref());
    fields.finish()?;
    let rates = match request.service_code.as_str() {
        "" => store::all_rates(tx).await?,
        service_code => store::rates_of_service(tx, service_code).await?,
    };
    let mut listed: Vec<_> = rates
        .iter()
        .map(|rate| (place(rate), rate, in_force(&rate.terms, terms(&rates))))
        .filter(|(_, _, days)| on.is_none_or(|on| days.contains(on)))
        .filter(|(place, _, _)| page.after.as_ref().is_none_or(|after| place > after))
        .collect();
    listed.sort_by(|one, other| one.0.cmp(&other.0));
    let (listed, next_page_token) = page.cut(listed, |(place, _, _)| place.clone());
    let rates = listed.into_iter().map(|(_, rate, days)| convert::rate(rate.clone(), &days));
    Ok(proto::ListRatesResponse { rates: rates.collect(), next_page_token })
}

/// Lists go by service code, then by start.
fn place(rate: &Rate) -> (String, Uuid) {
    let key = format!("{} {}", rate.terms.key.service_code(), show_day(rate.terms.stated.start()));
    (key, Uuid::try_parse(&rate.rate_id).unwrap_or_default())
}

async fn resolve_rate(
    tx: &mut Tx,
    request: proto::ResolveRateRequest,
) -> Result<proto::ResolveRateResponse, Refusal> {
    let question = convert::question(&request)?;
    let rates = store::rates_of_service(tx, question.asked.service_code()).await?;
    let resolved = resolve(&rates, &question)
        .map_err(|refused| refusals::unanswered(&refused, &question.asked))?;
    Ok(convert::resolved(resolved))
}
