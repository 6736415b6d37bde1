//! Ways to call a running mesh, for whoever tells a story or loads a council.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context as _, Result};
use carecap_contracts::account::v1::account_fact_service_client::AccountFactServiceClient;
use carecap_contracts::account::v1::account_service_client::AccountServiceClient;
use carecap_contracts::account::v1::run_service_client::RunServiceClient;
use carecap_contracts::assessment::v1::assessment_service_client::AssessmentServiceClient;
use carecap_contracts::assessment::v1::financial_statement_service_client::FinancialStatementServiceClient;
use carecap_contracts::assessment::v1::person_service_client::PersonServiceClient;
use carecap_contracts::budget::v1::budget_service_client::BudgetServiceClient;
use carecap_contracts::budget::v1::policy_service_client::PolicyServiceClient;
use carecap_contracts::rates::v1::rate_catalogue_service_client::RateCatalogueServiceClient;
use carecap_contracts::risk::v1::flag_service_client::FlagServiceClient;
use carecap_service::{Claims, Outgoing, Peer, PeerAddresses, Role, Tokens};
use carecap_store::CouncilId;
use tonic::transport::{Channel, Endpoint};
use uuid::Uuid;

/// How long a token of these clients lives.
const TOKEN_LIFE: Duration = Duration::from_secs(3_600);

/// Somebody who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who it is, as approvals and decisions are signed.
    pub name: String,
    /// What they act as.
    pub role: Role,
    /// The person whom the case is about, for [`Role::Person`].
    pub person_id: Option<Uuid>,
}

impl Actor {
    /// Somebody of a role.
    pub fn new(name: &str, role: Role) -> Actor {
        Actor { name: name.to_owned(), role, person_id: None }
    }
}

/// Channels to the five contexts.
#[derive(Clone)]
pub struct Clients {
    channels: BTreeMap<Peer, Channel>,
    tokens: Tokens,
}

impl Clients {
    /// Ways to where the contexts listen, with tokens of this trial.
    pub fn new(addresses: &PeerAddresses, tokens: Tokens) -> Result<Clients> {
        let connect = |peer: Peer| {
            let endpoint = Endpoint::from_shared(addresses.of(peer).to_owned())
                .with_context(|| format!("the address of {} cannot be read", peer.name()))?;
            Ok((peer, endpoint.connect_timeout(Duration::from_secs(5)).connect_lazy()))
        };
        let channels = Peer::ALL.into_iter().map(connect).collect::<Result<BTreeMap<_, _>>>()?;
        Ok(Clients { channels, tokens })
    }

    /// A way to a context for somebody, whatever the method.
    pub fn to(&self, peer: Peer, council: &CouncilId, actor: &Actor) -> Result<Outgoing> {
        let claims = Claims {
            sub: actor.name.clone(),
            roles: BTreeSet::from([actor.role]),
            council: council.clone(),
            person_id: actor.person_id,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        };
        let token = self.tokens.sign(claims, TOKEN_LIFE)?;
        let channel = self.channels.get(&peer).context("every context has a channel")?.clone();
        Outgoing::new(channel, &token).map_err(|refusal| anyhow::anyhow!("{}", refusal.message()))
    }

    /// People.
    pub fn people(
        &self,
        council: &CouncilId,
        actor: &Actor,
    ) -> Result<PersonServiceClient<Outgoing>> {
        Ok(PersonServiceClient::new(self.to(Peer::AssessmentIntake, council, actor)?))
    }

    /// Assessments.
    pub fn assessments(
        &self,
        council: &CouncilId,
        actor: &Actor,
    ) -> Result<AssessmentServiceClient<Outgoing>> {
        Ok(AssessmentServiceClient::new(self.to(Peer::AssessmentIntake, council, actor)?))
    }

    /// Financial statements.
    pub fn finances(
        &self,
        council: &CouncilId,
        actor: &Actor,
    ) -> Result<FinancialStatementServiceClient<Outgoing>> {
        Ok(FinancialStatementServiceClient::new(self.to(Peer::AssessmentIntake, council, actor)?))
    }

    /// Rates.
    pub fn rates(
        &self,
        council: &CouncilId,
        actor: &Actor,
    ) -> Result<RateCatalogueServiceClient<Outgoing>> {
        Ok(RateCatalogueServiceClient::new(self.to(Peer::RateCatalogue, council, actor)?))
    }

    /// Policies.
    pub fn policies(
        &self,
        council: &CouncilId,
        actor: &Actor,
    ) -> Result<PolicyServiceClient<Outgoing>> {
        Ok(PolicyServiceClient::new(self.to(Peer::BudgetCalculation, council, actor)?))
    }

    /// Budgets.
    pub fn budgets(
        &self,
        council: &CouncilId,
        actor: &Actor,
    ) -> Result<BudgetServiceClient<Outgoing>> {
        Ok(BudgetServiceClient::new(self.to(Peer::BudgetCalculation, council, actor)?))
    }

    /// Accounts.
    pub fn accounts(
        &self,
        council: &CouncilId,
        actor: &Actor,
    ) -> Result<AccountServiceClient<Outgoing>> {
        Ok(AccountServiceClient::new(self.to(Peer::CareAccount, council, actor)?))
    }

    /// Metering runs.
    pub fn runs(&self, council: &CouncilId, actor: &Actor) -> Result<RunServiceClient<Outgoing>> {
        Ok(RunServiceClient::new(self.to(Peer::CareAccount, council, actor)?))
    }

    /// Facts that people state about accounts.
    pub fn account_facts(
        &self,
        council: &CouncilId,
        actor: &Actor,
    ) -> Result<AccountFactServiceClient<Outgoing>> {
        Ok(AccountFactServiceClient::new(self.to(Peer::CareAccount, council, actor)?))
    }

    /// Flags.
    pub fn flags(&self, council: &CouncilId, actor: &Actor) -> Result<FlagServiceClient<Outgoing>> {
        Ok(FlagServiceClient::new(self.to(Peer::RiskFlagging, council, actor)?))
    }
}
