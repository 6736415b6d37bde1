use std::time::Duration;

use carecap::clients::Actor;
use carecap_calendar::parse_day;
use carecap_contracts::account::v1 as account;
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::common::v1::{Date, Money, Source};
use carecap_contracts::risk::v1 as risk;
use carecap_service::Role;
use carecap_store::CouncilId;
use tonic::{Response, Status};

use crate::{Bench, actor};

/// Leeds: the law in force, care at home.
pub const LEEDS: &str = "E08000035";
/// Nottinghamshire: a cap is commenced there for a trial.
pub const NOTTINGHAMSHIRE: &str = "E10000024";

/// A person's case, brought into a state over the contracts. Each method begins with somebody new
/// and goes all the way; what is to be unusual about the case is set before.
pub struct Case<'b> {
    /// The bench.
    pub bench: &'b Bench,
    /// The council.
    pub council: CouncilId,
    /// How the assessment is carried out.
    pub kind: intake::AssessmentKind,
    /// The help that is needed.
    pub lines: Vec<intake::NeedLine>,
    /// What the assessor decides.
    pub decision: intake::Determination,
}

/// A day as the contracts write it.
pub fn day(text: &str) -> Option<Date> {
    carecap_contracts::date(parse_day(text).expect("a day"))
}

/// A request id that nobody has used.
pub fn new_request_id() -> String {
    carecap_testing::new_id().to_string()
}

/// What cannot be achieved without help.
const UNABLE: [intake::Outcome; 3] =
    [intake::Outcome::Nutrition, intake::Outcome::Hygiene, intake::Outcome::Clothing];

/// Help of a kind once a day, met by nobody yet.
pub fn need_line(kind: intake::KindOfHelp, minutes: i32) -> intake::NeedLine {
    intake::NeedLine {
        outcomes: UNABLE.map(i32::from).to_vec(),
        kind: kind.into(),
        times: "7".to_owned(),
        minutes,
        met_by: intake::MetBy::Nobody.into(),
        ..Default::default()
    }
}

/// Another price for the first line of a draft, until the end of the year.
pub fn overwrite(draft: &budget::Budget, unit_rate: &str) -> budget::Overwrite {
    let line = draft.lines.first().expect("a line");
    budget::Overwrite {
        service_code: line.service_code.clone(),
        unit: line.unit,
        period: line.period,
        unit_rate: unit_rate.to_owned(),
        reason: budget::OverwriteReason::NoOfferAtRate.into(),
        evidence: "Three quotes of September 2024".to_owned(),
        expires_on: day("2025-01-06"),
        ..Default::default()
    }
}

impl<'b> Case<'b> {
    /// At home in Leeds, arranged by the council: leads to a personal budget of 167.37 a week.
    pub fn at_home(bench: &'b Bench) -> Case<'b> {
        Case {
            bench,
            council: LEEDS.parse().expect("a council"),
            kind: intake::AssessmentKind::Professional,
            lines: vec![need_line(intake::KindOfHelp::PersonalCare, 60)],
            decision: decision(intake::Setting::Home, intake::ArrangedBy::Council),
        }
    }

    /// In a care home in Nottinghamshire, arranged by the person, under the cap of a trial: leads
    /// to an independent personal budget of 805.00 a week, and to a care account.
    pub fn in_care_home(bench: &'b Bench) -> Case<'b> {
        let care = intake::KindOfHelp::AccommodationWithCare;
        let (times, band) = ("1".to_owned(), "3".to_owned());
        let once = intake::NeedLine { times, band, ..need_line(care, 0) };
        Case {
            bench,
            council: NOTTINGHAMSHIRE.parse().expect("a council"),
            kind: intake::AssessmentKind::Professional,
            lines: vec![once],
            decision: decision(intake::Setting::CareHomePermanent, intake::ArrangedBy::Self_),
        }
    }

    /// The same, arranged and charged for by the council: leads to a personal budget and an account.
    pub fn in_charged_care_home(bench: &'b Bench) -> Case<'b> {
        let decision = decision(intake::Setting::CareHomePermanent, intake::ArrangedBy::Council);
        Case { decision, ..Case::in_care_home(bench) }
    }

    /// The council's GSS code.
    pub fn council_id(&self) -> String {
        self.council.to_string()
    }

    /// A person who was recorded.
    pub async fn person(&self) -> intake::Person {
        let request = intake::CreatePersonRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            name: "Ada Example".to_owned(),
            born_on: day("1940-02-11"),
            ..Default::default()
        };
        let people = self.bench.clients.people(&self.council, &actor(Role::Practitioner));
        let answer = people.expect("a client").create_person(request).await;
        of(answer).person.expect("the person")
    }

    /// A draft assessment of somebody new.
    pub async fn started(&self) -> intake::Assessment {
        let request = intake::StartAssessmentRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            person_id: self.person().await.person_id,
            kind: self.kind.into(),
            duty_date: day("2024-09-16"),
            ..Default::default()
        };
        let answer = self.assessments().start_assessment(request).await;
        of(answer).assessment.expect("the assessment")
    }

    /// An assessment with its need lines, sent to the council.
    pub async fn submitted(&self) -> intake::Assessment {
        let draft = self.started().await;
        let request = intake::SetNeedLinesRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            etag: draft.etag,
            assessment_id: draft.assessment_id,
            need_lines: self.lines.clone(),
            ..Default::default()
        };
        let lined = of(self.assessments().set_need_lines(request).await).assessment;
        let lined = lined.expect("the assessment");
        let request = intake::SubmitAssessmentRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            etag: lined.etag,
            assessment_id: lined.assessment_id,
            ..Default::default()
        };
        let answer = self.assessments().submit_assessment(request).await;
        of(answer).assessment.expect("the assessment")
    }

    /// The request that determines an assessment as this case has it.
    pub fn determination(
        &self,
        present: &intake::Assessment,
    ) -> intake::DetermineAssessmentRequest {
        intake::DetermineAssessmentRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            etag: present.etag.clone(),
            assessment_id: present.assessment_id.clone(),
            determination: Some(self.decision.clone()),
            ..Default::default()
        }
    }

    /// An assessment that was determined.
    pub async fn determined(&self) -> intake::Assessment {
        let request = self.determination(&self.submitted().await);
        let answer = self.assessments().determine_assessment(request).await;
        of(answer).assessment.expect("the assessment")
    }

    /// The request that records the means of a person: a State Pension and nothing else.
    pub fn means(&self, person_id: &str) -> intake::RecordFinancialStatementRequest {
        let pension = intake::Income {
            r#type: intake::IncomeType::StatePension.into(),
            amount: Some(Money { pence: 22_120 }),
            frequency: intake::Frequency::Weekly.into(),
            ..Default::default()
        };
        let statement = intake::FinancialStatement {
            person_id: person_id.to_owned(),
            from: self.decision.starts_on,
            household: intake::Household::Single.into(),
            incomes: vec![pension],
            ..Default::default()
        };
        intake::RecordFinancialStatementRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            financial_statement: Some(statement),
            ..Default::default()
        }
    }

    /// A financial statement of somebody new.
    pub async fn recorded(&self) -> intake::FinancialStatement {
        let person = self.person().await;
        self.record_means(&person.person_id).await
    }

    /// A financial statement of somebody.
    pub async fn record_means(&self, person_id: &str) -> intake::FinancialStatement {
        let finances = self.bench.clients.finances(&self.council, &actor(Role::Finance));
        let request = self.means(person_id);
        let answer = finances.expect("a client").record_financial_statement(request).await;
        of(answer).financial_statement.expect("the statement")
    }

    /// A budget that was drafted.
    pub async fn drafted(&self) -> budget::Budget {
        let determined = self.determined().await;
        if self.decision.arranged_by() == intake::ArrangedBy::Council {
            self.record_means(&determined.person_id).await;
        }
        until("a draft", || self.budget_of(&determined.person_id)).await
    }

    async fn budget_of(&self, person_id: &str) -> Option<budget::Budget> {
        let request = budget::ListBudgetsRequest {
            council_id: self.council_id(),
            person_id: person_id.to_owned(),
            ..Default::default()
        };
        let answer = self.budgets(Role::Approver).list_budgets(request).await;
        of(answer).budgets.into_iter().next()
    }

    /// A draft whose first line somebody overwrote, until 6 January 2025.
    pub async fn revised(&self, by: &Actor) -> budget::Budget {
        let draft = self.drafted().await;
        let request = budget::ReviseDraftRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            etag: draft.etag.clone(),
            overwrites: vec![overwrite(&draft, "24.50")],
            budget_id: draft.budget_id,
            ..Default::default()
        };
        let budgets = self.bench.clients.budgets(&self.council, by);
        let answer = budgets.expect("a client").revise_draft(request).await;
        of(answer).budget.expect("the budget")
    }

    /// A budget that was drafted anew after its overwrite had expired.
    pub async fn undecided(&self) -> budget::Budget {
        let revised = self.revised(&actor(Role::Practitioner)).await;
        let mut later = self.means(&revised.person_id);
        let statement = later.financial_statement.as_mut().expect("a statement");
        statement.from = day("2025-02-03");
        let finances = self.bench.clients.finances(&self.council, &actor(Role::Finance));
        of(finances.expect("a client").record_financial_statement(later).await);
        until("a draft after the overwrite", || async {
            let newest = self.budget_of(&revised.person_id).await?;
            (newest.version > revised.version).then_some(newest)
        })
        .await
    }

    /// A budget that was approved.
    pub async fn approved(&self) -> budget::Budget {
        let draft = self.drafted().await;
        let request = budget::ApproveBudgetRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            etag: draft.etag,
            budget_id: draft.budget_id,
            approved_on: self.decision.starts_on,
            ..Default::default()
        };
        let answer = self.budgets(Role::Approver).approve_budget(request).await;
        of(answer).budget.expect("the budget")
    }

    /// A care account, opened by a published budget whose daily living costs were confirmed.
    pub async fn account(&self) -> account::Account {
        let approved = self.approved().await;
        let confirmation = budget::ConfirmParameterRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            key: "daily_living_costs_weekly".to_owned(),
            value: "200.00".to_owned(),
            on: day("2024-10-07"),
            source: Some(Source { title: "The officer's file".to_owned(), href: String::new() }),
            ..Default::default()
        };
        let policies = self.bench.clients.policies(&self.council, &actor(Role::Finance));
        of(policies.expect("a client").confirm_parameter(confirmation).await);
        let request = budget::PublishBudgetRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            etag: approved.etag,
            budget_id: approved.budget_id,
            published_on: self.decision.starts_on,
            ..Default::default()
        };
        of(self.budgets(Role::Approver).publish_budget(request).await);
        until("the account", || self.account_of(&approved.person_id)).await
    }

    async fn account_of(&self, person_id: &str) -> Option<account::Account> {
        let request = account::GetAccountRequest {
            council_id: self.council_id(),
            person_id: person_id.to_owned(),
            ..Default::default()
        };
        let accounts = self.bench.clients.accounts(&self.council, &actor(Role::Operator));
        let answer = accounts.expect("a client").get_account(request).await;
        answer.ok()?.into_inner().account
    }

    /// A request that a budget be looked at again.
    pub async fn change_requested(&self) -> budget::ChangeRequest {
        let request = budget::RequestChangeRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            budget_id: self.drafted().await.budget_id,
            reason: "It takes longer now.".to_owned(),
            requested_on: day("2024-10-21"),
            ..Default::default()
        };
        let answer = self.budgets(Role::Practitioner).request_change(request).await;
        of(answer).change_request.expect("the request")
    }

    /// A flag that waits: somebody does not feel safe.
    pub async fn flagged(&self) -> risk::Flag {
        let draft = self.started().await;
        let answer = intake::Answer {
            question_id: "x.safe".to_owned(),
            values: vec!["yes".to_owned()],
            view: intake::View::Person.into(),
            answered_by: intake::AnsweredBy::Person.into(),
            ..Default::default()
        };
        let request = intake::SaveAnswersRequest {
            council_id: self.council_id(),
            request_id: new_request_id(),
            etag: draft.etag,
            assessment_id: draft.assessment_id,
            answers: vec![answer],
            ..Default::default()
        };
        of(self.assessments().save_answers(request).await);
        until("the flag", || self.flag_of(&draft.person_id)).await
    }

    async fn flag_of(&self, person_id: &str) -> Option<risk::Flag> {
        let request = risk::ListFlagsRequest {
            council_id: self.council_id(),
            person_id: person_id.to_owned(),
            ..Default::default()
        };
        let flags = self.bench.clients.flags(&self.council, &actor(Role::RiskOfficer));
        of(flags.expect("a client").list_flags(request).await).flags.into_iter().next()
    }

    fn assessments(&self) -> Assessments {
        let practitioner: Actor = actor(Role::Practitioner);
        self.bench.clients.assessments(&self.council, &practitioner).expect("a client")
    }

    fn budgets(&self, role: Role) -> Budgets {
        self.bench.clients.budgets(&self.council, &actor(role)).expect("a client")
    }
}

type Assessments =
    intake::assessment_service_client::AssessmentServiceClient<carecap_service::Outgoing>;
type Budgets = budget::budget_service_client::BudgetServiceClient<carecap_service::Outgoing>;

/// Three outcomes cannot be achieved, and it matters: eligible, from 7 October 2024.
fn decision(setting: intake::Setting, arranged_by: intake::ArrangedBy) -> intake::Determination {
    let unable = |outcome: intake::Outcome| intake::OutcomeFinding {
        outcome: outcome.into(),
        limbs: vec![intake::Limb::NeedsAssistance.into()],
        no_line_because: String::new(),
    };
    intake::Determination {
        arises_from_impairment: true,
        findings: UNABLE.map(unable).to_vec(),
        significant_impact: true,
        significant_impact_reason: "Without help there is a risk to health.".to_owned(),
        setting: setting.into(),
        starts_on: day("2024-10-07"),
        arranged_by: arranged_by.into(),
        determined_on: day("2024-09-30"),
        ..Default::default()
    }
}

fn of<T>(answer: Result<Response<T>, Status>) -> T {
    answer.expect("the case goes its way").into_inner()
}

async fn until<T, F>(what: &str, mut ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    for _ in 0..1_500 {
        if let Some(found) = ask().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} does not come");
}
