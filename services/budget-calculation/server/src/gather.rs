//! Fetches what a draft needs, from the others through their contracts and from the council's own
//! policy, before any transaction that writes.

use budget_calculation_rules::budget::{
    AssessmentReference, DraftInputs, StatementReference, rates_needed_for,
};
use budget_calculation_rules::mapping::ServiceMapping;
use budget_calculation_rules::policy::{Confirmation, CouncilPolicy, policy_on};
use budget_calculation_rules::pricing::PricedRate;
use carecap_calendar::Day;
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::assessment::v1::assessment_service_client::AssessmentServiceClient;
use carecap_contracts::assessment::v1::financial_statement_service_client::FinancialStatementServiceClient;
use carecap_contracts::assessment::v1::person_service_client::PersonServiceClient;
use carecap_contracts::rates::v1::rate_catalogue_service_client::RateCatalogueServiceClient;
use carecap_service::{Fields, Outgoing, Peer, Peers, Refusal};
use carecap_store::{CouncilId, Stores};
use uuid::Uuid;

use crate::cases::{self, Determined, StatementRecorded};
use crate::convert;
use crate::refusals::{self, CouncilsOwn};
use crate::speaking::{Speaking, speaking_for};
use crate::store::{self, Case, THE_COUNCILS_OWN};

/// The most statements of one person that are looked at.
const STATEMENTS_AT_ONCE: i32 = 1_000;

/// What an event leads to.
#[derive(Debug)]
pub(crate) enum Gathered {
    /// Nothing: it is about a carer, or about means that no budget here rests on.
    Nothing,
    /// A personal budget waits for the person's financial statement.
    Waits,
    /// A draft, from these facts.
    Draft(Box<DraftFacts>),
}

/// Everything that a draft is made from.
#[derive(Debug, Clone)]
pub(crate) struct DraftFacts {
    pub(crate) person_id: Uuid,
    pub(crate) assessment: AssessmentReference,
    pub(crate) financial_statement: Option<StatementReference>,
    pub(crate) determined_by: String,
    pub(crate) change_request_id: Option<Uuid>,
    pub(crate) inputs: DraftInputs,
    pub(crate) policy: CouncilPolicy,
    pub(crate) confirmations: Vec<Confirmation>,
    pub(crate) mapping: ServiceMapping,
    pub(crate) rates: Vec<PricedRate>,
}

/// Fetches for one council.
pub(crate) struct Gatherer<'a> {
    pub(crate) stores: &'a Stores,
    pub(crate) peers: &'a Peers,
    pub(crate) council: &'a CouncilId,
}

/// What the council itself has set.
struct Own {
    policy: CouncilPolicy,
    confirmations: Vec<Confirmation>,
    mapping: ServiceMapping,
}

impl Gatherer<'_> {
    /// For a determination: a draft from the first day of the care.
    pub(crate) async fn determined(&self, determined: &Determined) -> Result<Gathered, Refusal> {
        let (id, version) = (determined.assessment_id, determined.version);
        let assessment = self.assessment(id, version).await?;
        if assessment.kind() == intake::AssessmentKind::Carer {
            return Ok(Gathered::Nothing);
        }
        if !determined.eligible {
            return Err(refusals::not_eligible());
        }
        let starts_on = determined.starts_on;
        if arranged_by_person(&assessment) {
            return self.draft_from(&assessment, starts_on, None).await;
        }
        let statements = self.statements(determined.person_id).await?;
        match speaking_for(&statements, starts_on)? {
            None => Ok(Gathered::Waits),
            Some(speaking) => self.draft_from(&assessment, speaking.on, Some(speaking)).await,
        }
    }

    /// For a financial statement: a draft anew from the day on which the care and the statement
    /// have both begun, where this statement is the one that speaks for that day.
    pub(crate) async fn recorded(&self, recorded: &StatementRecorded) -> Result<Gathered, Refusal> {
        let case = self.case(recorded.person_id).await?;
        let Some(case) = case.filter(|case| case.eligible) else {
            return Ok(Gathered::Nothing);
        };
        let assessment = self.assessment(case.assessment_id, case.assessment_version).await?;
        if arranged_by_person(&assessment) {
            return Ok(Gathered::Nothing);
        }
        let statements = self.statements(recorded.person_id).await?;
        let on = recorded.from.max(case.starts_on);
        let speaking = speaking_for(&statements, on)?.filter(|speaking| {
            // A newer version, or a statement that goes before this one, has an event of its own.
            speaking.statement.financial_statement_id == recorded.financial_statement_id
                && speaking.statement.version == recorded.version
        });
        match speaking {
            None => Ok(Gathered::Nothing),
            Some(speaking) => self.draft_from(&assessment, speaking.on, Some(speaking)).await,
        }
    }

    async fn draft_from(
        &self,
        assessment: &intake::Assessment,
        on: Day,
        speaking: Option<Speaking>,
    ) -> Result<Gathered, Refusal> {
        let determination = assessment.determination.clone().unwrap_or_default();
        let mut fields = Fields::new();
        let person_id = fields.id("assessment.person_id", &assessment.person_id);
        let assessment_id = fields.id("assessment.assessment_id", &assessment.assessment_id);
        let change_request_id =
            fields.optional_id("determination.change_request_id", &determination.change_request_id);
        fields.finish()?;

        let own = self.own(on).await?;
        let person = self.person_facts(&assessment.person_id).await?;
        let age_band = convert::age_band(&person.age_bands, on)?;
        let (statement, means) =
            speaking.map(|speaking| (speaking.statement, speaking.means)).unzip();
        let inputs = convert::draft_inputs(assessment, on, age_band, means)?;
        let rates = self.rates(&inputs, &own, &person.area).await?;
        Ok(Gathered::Draft(Box::new(DraftFacts {
            person_id,
            assessment: AssessmentReference { assessment_id, version: assessment.version },
            financial_statement: statement,
            determined_by: determination.determined_by,
            change_request_id,
            inputs,
            policy: own.policy,
            confirmations: own.confirmations,
            mapping: own.mapping,
            rates,
        })))
    }

    async fn case(&self, person_id: Uuid) -> Result<Option<Case>, Refusal> {
        let mut tx = self.stores.of(self.council).await?.read().await?;
        cases::of(&mut tx, person_id).await
    }

    async fn own(&self, on: Day) -> Result<Own, Refusal> {
        let mut tx = self.stores.of(self.council).await?.read().await?;
        let policy = store::POLICIES.newest(&mut tx, THE_COUNCILS_OWN).await?;
        let mapping = store::MAPPINGS.newest(&mut tx, THE_COUNCILS_OWN).await?;
        let missing = |what| refusals::not_set(what, Some(on));
        Ok(Own {
            policy: policy.ok_or_else(|| missing(CouncilsOwn::Policy))?.body,
            mapping: mapping.ok_or_else(|| missing(CouncilsOwn::Mapping))?.body,
            confirmations: store::all_confirmations(&mut tx).await?,
        })
    }

    fn intake(&self) -> Result<Outgoing, Refusal> {
        self.peers.as_service(Peer::AssessmentIntake, self.council)
    }

    async fn assessment(&self, id: Uuid, version: i64) -> Result<intake::Assessment, Refusal> {
        let request = intake::GetAssessmentRequest {
            council_id: self.council.to_string(),
            assessment_id: id.to_string(),
            version,
        };
        let answer = AssessmentServiceClient::new(self.intake()?).get_assessment(request).await?;
        let assessment = answer.into_inner().assessment;
        assessment.ok_or_else(|| Refusal::not_found("assessment", id))
    }

    async fn person_facts(
        &self,
        person_id: &str,
    ) -> Result<intake::GetPersonFactsResponse, Refusal> {
        let request = intake::GetPersonFactsRequest {
            council_id: self.council.to_string(),
            person_id: person_id.to_owned(),
        };
        let answer = PersonServiceClient::new(self.intake()?).get_person_facts(request).await?;
        Ok(answer.into_inner())
    }

    /// The newest version of each, the latest `from` first.
    async fn statements(
        &self,
        person_id: Uuid,
    ) -> Result<Vec<intake::FinancialStatement>, Refusal> {
        let request = intake::ListFinancialStatementsRequest {
            council_id: self.council.to_string(),
            person_id: person_id.to_string(),
            page_size: STATEMENTS_AT_ONCE,
            page_token: String::new(),
        };
        let mut client = FinancialStatementServiceClient::new(self.intake()?);
        let answer = client.list_financial_statements(request).await?;
        Ok(answer.into_inner().financial_statements)
    }

    async fn rates(
        &self,
        inputs: &DraftInputs,
        own: &Own,
        area: &str,
    ) -> Result<Vec<PricedRate>, Refusal> {
        let on = inputs.on;
        let policy = policy_on(on, &own.policy, &own.confirmations)
            .map_err(|refused| refusals::policy(&refused, on))?;
        let queries = rates_needed_for(inputs, &policy, &own.mapping)
            .map_err(|refused| refusals::draft(&refused, on))?;
        let catalogue = self.peers.as_service(Peer::RateCatalogue, self.council)?;
        let mut client = RateCatalogueServiceClient::new(catalogue);
        let mut rates = Vec::with_capacity(queries.len());
        for query in queries {
            let council = self.council.as_str();
            let question = convert::rate_question(council, &query, area, on);
            match client.resolve_rate(question).await.map_err(Refusal::from) {
                Ok(answer) => rates.push(convert::priced_rate(answer.into_inner())?),
                Err(refusal) if refusals::equivalent_may_do(&refusal, &own.mapping) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(rates)
    }
}

fn arranged_by_person(assessment: &intake::Assessment) -> bool {
    let determination = assessment.determination.as_ref();
    determination.is_some_and(|one| one.arranged_by() == intake::ArrangedBy::Self_)
}
