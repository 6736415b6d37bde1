//! People's cases, from the first record to the published budget, told by callers who do not give up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use carecap::clients::Clients;
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::common::v1::{Date, Money, Source};
use carecap_service::Role;
use carecap_store::CouncilId;
use carecap_tests::actor;
use futures::{StreamExt as _, stream};
use tonic::{Response, Status};

use super::caller::{eventually, new_id, settled};

/// How many cases are told at once.
const AT_ONCE: usize = 6;
const OUTCOMES: [intake::Outcome; 2] = [intake::Outcome::Hygiene, intake::Outcome::Clothing];
const STARTS_ON: Date = Date { year: 2024, month: 10, day: 7 };

/// What a case is to lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In Nottinghamshire, in a care home that the person arranges: an account is opened.
    InACareHome,
    /// In Leeds, at home, at more a week than the council's range: a flag is raised. The means are
    /// recorded before the determination.
    AtHomeMeansFirst,
    /// The same, with the means recorded after the determination.
    AtHomeMeansLast,
}

/// A case that is told.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    pub(crate) person_id: String,
    pub(crate) budget_id: String,
}

/// Whoever tells cases.
#[derive(Clone)]
pub(crate) struct Teller {
    clients: Clients,
    answers: Arc<AtomicUsize>,
}

impl Kind {
    pub(crate) const ALL: [Kind; 3] =
        [Kind::InACareHome, Kind::AtHomeMeansFirst, Kind::AtHomeMeansLast];

    pub(crate) fn council(self) -> CouncilId {
        let code = if self.is_in_a_care_home() { "E10000024" } else { "E08000035" };
        code.parse().unwrap()
    }

    pub(crate) fn is_in_a_care_home(self) -> bool {
        self == Kind::InACareHome
    }

    fn need_lines(self) -> Vec<intake::NeedLine> {
        let line = |kind: intake::KindOfHelp| intake::NeedLine {
            outcomes: OUTCOMES.map(i32::from).to_vec(),
            kind: kind.into(),
            times: "1".to_owned(),
            people: 1,
            slot: intake::Slot::Any.into(),
            met_by: intake::MetBy::Nobody.into(),
            level: intake::DayLevel::Usual.into(),
            period: intake::LinePeriod::Week.into(),
            ..intake::NeedLine::default()
        };
        if self.is_in_a_care_home() {
            let care = line(intake::KindOfHelp::AccommodationWithCare);
            return vec![intake::NeedLine { band: "3".to_owned(), ..care }];
        }
        // Two workers for an hour, 28 times a week: 1,338.96 a week at 23.91.
        vec![intake::NeedLine {
            times: "28".to_owned(),
            minutes: 60,
            people: 2,
            ..line(intake::KindOfHelp::PersonalCare)
        }]
    }

    fn determination(self) -> intake::Determination {
        let finding = |outcome: intake::Outcome| intake::OutcomeFinding {
            outcome: outcome.into(),
            limbs: vec![intake::Limb::NeedsAssistance.into()],
            no_line_because: String::new(),
        };
        let (setting, arranged_by) = if self.is_in_a_care_home() {
            (intake::Setting::CareHomePermanent, intake::ArrangedBy::Self_)
        } else {
            (intake::Setting::Home, intake::ArrangedBy::Council)
        };
        intake::Determination {
            arises_from_impairment: true,
            findings: OUTCOMES.map(finding).to_vec(),
            significant_impact: true,
            significant_impact_reason: "They cannot wash or dress.".to_owned(),
            setting: setting.into(),
            starts_on: Some(STARTS_ON),
            arranged_by: arranged_by.into(),
            determined_on: Some(STARTS_ON),
            ..intake::Determination::default()
        }
    }
}

/// Asks until there is an answer: each attempt is the same request to a client of its own.
macro_rules! ask {
    ($teller:expr, $clients:ident . $service:ident($case:expr, $role:expr) . $method:ident, $request:expr) => {{
        let client = $teller.$clients.$service(&$case.council(), &actor($role)).unwrap();
        let request = $request;
        let answer = settled(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.$method(request).await }
        })
        .await;
        $teller.answers.fetch_add(1, Ordering::Relaxed);
        answer
    }};
}

impl Teller {
    pub(crate) fn new(clients: &Clients) -> Teller {
        Teller { clients: clients.clone(), answers: Arc::default() }
    }

    /// How many definite answers there have been.
    pub(crate) fn answers(&self) -> usize {
        self.answers.load(Ordering::Relaxed)
    }

    /// An officer of Nottinghamshire confirms the daily living costs, so that budgets under the cap
    /// can be published.
    pub(crate) async fn confirm_daily_living_costs(&self) {
        let kind = Kind::InACareHome;
        let request = budget::ConfirmParameterRequest {
            council_id: kind.council().to_string(),
            request_id: new_id(),
            key: "daily_living_costs_weekly".to_owned(),
            value: "200.00".to_owned(),
            on: Some(STARTS_ON),
            source: Some(Source { title: "A letter".to_owned(), href: String::new() }),
            ..budget::ConfirmParameterRequest::default()
        };
        ask!(self, clients.policies(kind, Role::Finance).confirm_parameter, request);
    }

    /// Tells so many cases of these kinds, several at once.
    pub(crate) async fn tell_many(&self, kinds: &[Kind], count: usize) -> Vec<Case> {
        let kinds = kinds.iter().copied().cycle().take(count);
        let telling = kinds.map(|kind| {
            let teller = self.clone();
            async move { tokio::spawn(async move { teller.tell(kind).await }).await.unwrap() }
        });
        stream::iter(telling).buffer_unordered(AT_ONCE).collect().await
    }

    async fn tell(&self, kind: Kind) -> Case {
        let person_id = self.record_person(kind).await;
        if kind == Kind::AtHomeMeansFirst {
            self.record_means(kind, &person_id).await;
        }
        self.determine(kind, &person_id).await;
        if kind == Kind::AtHomeMeansLast {
            self.record_means(kind, &person_id).await;
        }
        let budget_id = self.publish(kind, &person_id).await;
        Case { kind, person_id, budget_id }
    }

    async fn record_person(&self, kind: Kind) -> String {
        let request = intake::CreatePersonRequest {
            council_id: kind.council().to_string(),
            request_id: new_id(),
            name: format!("Somebody {}", new_id()),
            born_on: Some(Date { year: 1940, month: 2, day: 11 }),
            ..intake::CreatePersonRequest::default()
        };
        let answer = ask!(self, clients.people(kind, Role::Practitioner).create_person, request);
        answer.person.unwrap().person_id
    }

    async fn determine(&self, kind: Kind, person_id: &str) {
        let council_id = kind.council().to_string();
        let request = intake::StartAssessmentRequest {
            council_id: council_id.clone(),
            request_id: new_id(),
            person_id: person_id.to_owned(),
            kind: intake::AssessmentKind::Professional.into(),
            duty_date: Some(STARTS_ON),
            ..intake::StartAssessmentRequest::default()
        };
        let role = Role::Practitioner;
        let started = ask!(self, clients.assessments(kind, role).start_assessment, request);
        let intake::Assessment { assessment_id, etag, .. } = started.assessment.unwrap();
        let request = intake::SetNeedLinesRequest {
            council_id: council_id.clone(),
            request_id: new_id(),
            validate_only: false,
            etag,
            assessment_id: assessment_id.clone(),
            need_lines: kind.need_lines(),
        };
        let set = ask!(self, clients.assessments(kind, role).set_need_lines, request);
        let request = intake::SubmitAssessmentRequest {
            council_id: council_id.clone(),
            request_id: new_id(),
            validate_only: false,
            etag: set.assessment.unwrap().etag,
            assessment_id: assessment_id.clone(),
        };
        let sent = ask!(self, clients.assessments(kind, role).submit_assessment, request);
        let request = intake::DetermineAssessmentRequest {
            council_id,
            request_id: new_id(),
            validate_only: false,
            etag: sent.assessment.unwrap().etag,
            assessment_id,
            determination: Some(kind.determination()),
        };
        ask!(self, clients.assessments(kind, role).determine_assessment, request);
    }

    async fn record_means(&self, kind: Kind, person_id: &str) {
        let pension = intake::Income {
            r#type: intake::IncomeType::StatePension.into(),
            amount: Some(Money { pence: 22_120 }),
            frequency: intake::Frequency::Weekly.into(),
            ..Default::default()
        };
        let statement = intake::FinancialStatement {
            person_id: person_id.to_owned(),
            from: Some(STARTS_ON),
            disclosure: intake::Disclosure::Full.into(),
            household: intake::Household::Single.into(),
            incomes: vec![pension],
            ..intake::FinancialStatement::default()
        };
        let request = intake::RecordFinancialStatementRequest {
            council_id: kind.council().to_string(),
            request_id: new_id(),
            validate_only: false,
            financial_statement: Some(statement),
        };
        ask!(self, clients.finances(kind, Role::Finance).record_financial_statement, request);
    }

    /// Waits for the draft, has it approved and publishes it.
    async fn publish(&self, kind: Kind, person_id: &str) -> String {
        let council_id = kind.council().to_string();
        let draft = self.draft(kind, person_id).await;
        let request = budget::ApproveBudgetRequest {
            council_id: council_id.clone(),
            request_id: new_id(),
            validate_only: false,
            etag: draft.etag,
            budget_id: draft.budget_id.clone(),
            approved_on: Some(STARTS_ON),
        };
        let approved = ask!(self, clients.budgets(kind, Role::Approver).approve_budget, request);
        let request = budget::PublishBudgetRequest {
            council_id,
            request_id: new_id(),
            validate_only: false,
            etag: approved.budget.unwrap().etag,
            budget_id: draft.budget_id.clone(),
            published_on: Some(STARTS_ON),
        };
        ask!(self, clients.budgets(kind, Role::Approver).publish_budget, request);
        draft.budget_id
    }

    async fn draft(&self, kind: Kind, person_id: &str) -> budget::Budget {
        let client = self.clients.budgets(&kind.council(), &actor(Role::Approver)).unwrap();
        let request = budget::ListBudgetsRequest {
            council_id: kind.council().to_string(),
            person_id: person_id.to_owned(),
            ..budget::ListBudgetsRequest::default()
        };
        let listed = || {
            let (mut client, request) = (client.clone(), request.clone());
            async move {
                let answer: Result<Response<_>, Status> = client.list_budgets(request).await;
                answer.ok()?.into_inner().budgets.pop()
            }
        };
        eventually("the draft of a budget", listed).await
    }
}
