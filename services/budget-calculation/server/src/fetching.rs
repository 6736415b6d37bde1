//! Each thing that a draft needs and somebody else holds, asked for through a contract; and what the
//! council itself has set.

use budget_calculation_rules::budget::{DraftInputs, rates_needed_for};
use budget_calculation_rules::mapping::ServiceMapping;
use budget_calculation_rules::policy::{Confirmation, CouncilPolicy, PolicyOnDay};
use budget_calculation_rules::pricing::PricedRate;
use carecap_calendar::Day;
use carecap_contracts::account::v1::GetAccountRequest;
use carecap_contracts::account::v1::account_service_client::AccountServiceClient;
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::assessment::v1::assessment_service_client::AssessmentServiceClient;
use carecap_contracts::assessment::v1::financial_statement_service_client::FinancialStatementServiceClient;
use carecap_contracts::assessment::v1::person_service_client::PersonServiceClient;
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::rates::v1::rate_catalogue_service_client::RateCatalogueServiceClient;
use carecap_service::{Fields, Outgoing, Peer, Refusal};
use uuid::Uuid;

use crate::cases::{self, Standing};
use crate::convert;
use crate::gather::Gatherer;
use crate::refusals::{self, CouncilsOwn};
use crate::store::{self, Case, THE_COUNCILS_OWN};

/// The most statements of one person that are looked at.
const STATEMENTS_AT_ONCE: i32 = 1_000;

/// What the council itself has set.
pub(crate) struct Own {
    pub(crate) policy: CouncilPolicy,
    pub(crate) confirmations: Vec<Confirmation>,
    pub(crate) mapping: ServiceMapping,
}

impl Gatherer<'_> {
    pub(crate) async fn standing(
        &self,
        person_id: Uuid,
    ) -> Result<(Option<Case>, Standing), Refusal> {
        let mut tx = self.stores.of(self.council).await?.read().await?;
        cases::standing(&mut tx, person_id).await
    }

    pub(crate) async fn own(&self, on: Day) -> Result<Own, Refusal> {
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

    pub(crate) async fn assessment(
        &self,
        id: Uuid,
        version: i64,
    ) -> Result<intake::Assessment, Refusal> {
        let request = intake::GetAssessmentRequest {
            council_id: self.council.to_string(),
            assessment_id: id.to_string(),
            version,
        };
        let answer = AssessmentServiceClient::new(self.intake()?).get_assessment(request).await?;
        let assessment = answer.into_inner().assessment;
        assessment.ok_or_else(|| Refusal::not_found("assessment", id))
    }

    pub(crate) async fn person_facts(
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
    pub(crate) async fn statements(
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

    /// The day on which the person's account reached the cap. It is asked of its owner for each draft: a
    /// late fact may have moved it, or have shown that the cap was not reached after all.
    pub(crate) async fn cap_reached_on(&self, person_id: Uuid) -> Result<Option<Day>, Refusal> {
        let request = GetAccountRequest {
            council_id: self.council.to_string(),
            account_id: String::new(),
            person_id: person_id.to_string(),
        };
        let peer = self.peers.as_service(Peer::CareAccount, self.council)?;
        let answer = AccountServiceClient::new(peer).get_account(request).await;
        let account = match answer.map_err(Refusal::from) {
            Ok(answer) => answer.into_inner().account.unwrap_or_default(),
            Err(refusal) if refusal.reason() == ErrorReason::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let mut fields = Fields::new();
        let reached_on = fields.optional_day("account.reached_on", account.reached_on.as_ref());
        fields.finish()?;
        Ok(reached_on)
    }

    pub(crate) async fn rates(
        &self,
        inputs: &DraftInputs,
        policy: &PolicyOnDay,
        mapping: &ServiceMapping,
        area: &str,
    ) -> Result<Vec<PricedRate>, Refusal> {
        let on = inputs.on;
        let queries = rates_needed_for(inputs, policy, mapping)
            .map_err(|refused| refusals::draft(&refused, on))?;
        let catalogue = self.peers.as_service(Peer::RateCatalogue, self.council)?;
        let mut client = RateCatalogueServiceClient::new(catalogue);
        let mut rates = Vec::with_capacity(queries.len());
        for query in queries {
            let council = self.council.as_str();
            let question = convert::rate_question(council, &query, area, on);
            match client.resolve_rate(question).await.map_err(Refusal::from) {
                Ok(answer) => rates.push(convert::priced_rate(answer.into_inner())?),
                Err(refusal) if refusals::equivalent_may_do(&refusal, mapping) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(rates)
    }
}
