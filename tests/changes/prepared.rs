//! For each changing method, how a bench comes into the state for it, and what is then asked.

use std::sync::atomic::{AtomicI64, Ordering};

use carecap::clients::Actor;
use carecap_calendar::{Day, parse_day, plus_days, show_day};
use carecap_contracts::account::v1::{Account, StartMeteringRunRequest};
use carecap_contracts::common::v1::Date;
use carecap_contracts::date;
use carecap_service::Role;
use carecap_store::CouncilId;
use carecap_tests::{Bench, Case, actor, day, new_request_id};
use futures::future::BoxFuture;
use prost::Message;
use serde_json::Value;

use super::{accounts, budgets, facts, intake};
use crate::ledger::database::{Database, as_json};

/// To which day the account was metered before any trial.
const METERED_FIRST: &str = "2024-10-14";
/// The cursor of a run that has not begun.
const NOBODY_YET: &str = "00000000-0000-0000-0000-000000000000";

/// What all preparations share: the bench, and one care account, since a run meters every account.
pub struct World {
    pub bench: Bench,
    pub account: Account,
    weeks: AtomicI64,
}

impl World {
    /// A bench on which every context has been at work before in both councils, so that no row
    /// comes into being with a first event that does not with the second.
    pub async fn on(bench: Bench) -> World {
        Case::at_home(&bench).flagged().await;
        let case = Case::in_care_home(&bench);
        let account = case.account().await;
        let council_id = case.council_id();
        let mut accounts =
            bench.clients.accounts(&case.council, &actor(Role::Operator)).expect("a client");
        let until = day(METERED_FIRST);
        let request_id = new_request_id();
        let run = StartMeteringRunRequest { council_id, request_id, until, ..Default::default() };
        accounts.start_metering_run(run).await.expect("the meter runs");
        World { bench, account, weeks: AtomicI64::new(1) }
    }

    /// The end of the week after the one that was metered last, so that every run meters one week.
    pub fn next_week(&self) -> Option<Date> {
        date(self.end_of_next_week())
    }

    /// The same as a day.
    pub fn end_of_next_week(&self) -> Day {
        let weeks = self.weeks.fetch_add(1, Ordering::SeqCst);
        plus_days(parse_day(METERED_FIRST).expect("a day"), 7 * weeks)
    }

    /// A run to a day in some state, put where the service finds it: the first run again, with some
    /// columns otherwise. Started through the contract, it would end at once.
    pub async fn run_in_state(
        &self,
        state: &str,
        until: Day,
        otherwise: impl FnOnce(&mut Value),
    ) -> String {
        let mut database = Database::of(&self.bench).await;
        let ended = database.rows("runs", "t.run_id").await;
        let mut run = as_json(ended.first().expect("a run has ended"));
        let run_id = new_request_id();
        run["run_id"] = run_id.clone().into();
        run["until"] = show_day(until).into();
        run["state"] = state.into();
        run["ended_at"] = Value::Null;
        run["last_account_id"] = NOBODY_YET.into();
        run["accounts_done"] = "0".into();
        run["entries_posted"] = "0".into();
        otherwise(&mut run);
        database.add("runs", &[run]).await;
        run_id
    }
}

/// A valid request, and one with the same id that asks for something else.
pub struct Prepared {
    /// Whose council it is about.
    pub council: CouncilId,
    /// Somebody who may.
    pub actor: Actor,
    /// What is asked.
    pub asked: Ask,
    /// The same with something altered.
    pub altered: Ask,
}

/// A request; of a stream, its header and the content that follows.
#[derive(Clone, PartialEq)]
pub struct Ask {
    /// The request or the header.
    pub message: Vec<u8>,
    /// The content, in chunks; empty for a call that is no stream.
    pub chunks: Vec<Vec<u8>>,
}

impl Prepared {
    /// A call of one message, by somebody of a role.
    pub fn call<Q: Message>(case: &Case<'_>, role: Role, asked: &Q, altered: &Q) -> Prepared {
        let ask = |request: &Q| Ask { message: request.encode_to_vec(), chunks: Vec::new() };
        Prepared {
            council: case.council.clone(),
            actor: actor(role),
            asked: ask(asked),
            altered: ask(altered),
        }
    }
}

/// Brings the world into the state for a call, with somebody new where the call is about a person.
pub type Prepare = for<'w> fn(&'w World) -> BoxFuture<'w, Prepared>;

/// A prepared request for every changing method of the contracts.
pub const PREPARED: &[(&str, Prepare)] = &[
    ("/carecap.assessment.v1.PersonService/CreatePerson", |w| Box::pin(intake::create_person(w))),
    ("/carecap.assessment.v1.PersonService/UpdatePerson", |w| Box::pin(intake::update_person(w))),
    ("/carecap.assessment.v1.AssessmentService/StartAssessment", |w| Box::pin(intake::start(w))),
    ("/carecap.assessment.v1.AssessmentService/SaveAnswers", |w| Box::pin(intake::save_answers(w))),
    ("/carecap.assessment.v1.AssessmentService/SetNeedLines", |w| Box::pin(intake::set_lines(w))),
    ("/carecap.assessment.v1.AssessmentService/SubmitAssessment", |w| Box::pin(intake::submit(w))),
    ("/carecap.assessment.v1.AssessmentService/AssureAssessment", |w| Box::pin(intake::assure(w))),
    ("/carecap.assessment.v1.AssessmentService/DetermineAssessment", |w| {
        Box::pin(intake::determine(w))
    }),
    ("/carecap.assessment.v1.AssessmentService/ReviseAssessment", |w| Box::pin(intake::revise(w))),
    ("/carecap.assessment.v1.FinancialStatementService/RecordFinancialStatement", |w| {
        Box::pin(intake::record_means(w))
    }),
    ("/carecap.assessment.v1.FinancialStatementService/UpdateFinancialStatement", |w| {
        Box::pin(intake::update_means(w))
    }),
    ("/carecap.rates.v1.RateCatalogueService/ImportRates", |w| Box::pin(budgets::import_rates(w))),
    ("/carecap.budget.v1.PolicyService/SetCouncilPolicy", |w| Box::pin(budgets::set_policy(w))),
    ("/carecap.budget.v1.PolicyService/SetServiceMapping", |w| Box::pin(budgets::set_mapping(w))),
    ("/carecap.budget.v1.PolicyService/ConfirmParameter", |w| Box::pin(budgets::confirm(w))),
    ("/carecap.budget.v1.BudgetService/ApproveBudget", |w| Box::pin(budgets::approve(w))),
    ("/carecap.budget.v1.BudgetService/ReviseDraft", |w| Box::pin(budgets::revise_draft(w))),
    ("/carecap.budget.v1.BudgetService/PublishBudget", |w| Box::pin(budgets::publish(w))),
    ("/carecap.budget.v1.BudgetService/RequestChange", |w| Box::pin(budgets::request_change(w))),
    ("/carecap.budget.v1.BudgetService/DecideChangeRequest", |w| {
        Box::pin(budgets::decide_change(w))
    }),
    ("/carecap.account.v1.AccountFactService/SuspendAccount", |w| Box::pin(facts::suspend(w))),
    ("/carecap.account.v1.AccountFactService/ResumeAccount", |w| Box::pin(facts::resume(w))),
    ("/carecap.account.v1.AccountFactService/EndNeeds", |w| Box::pin(facts::end_needs(w))),
    ("/carecap.account.v1.AccountFactService/WriteOffCharge", |w| Box::pin(facts::write_off(w))),
    ("/carecap.account.v1.AccountFactService/RecordDeath", |w| Box::pin(facts::record_death(w))),
    ("/carecap.account.v1.AccountFactService/ReverseEntry", |w| Box::pin(facts::reverse(w))),
    ("/carecap.account.v1.AccountService/StartMeteringRun", |w| Box::pin(accounts::start_run(w))),
    ("/carecap.account.v1.AccountService/IssueStatement", |w| {
        Box::pin(accounts::issue_statement(w))
    }),
    ("/carecap.account.v1.RunService/CancelMeteringRun", |w| Box::pin(accounts::cancel_run(w))),
    ("/carecap.account.v1.RunService/ResumeMeteringRun", |w| Box::pin(accounts::resume_run(w))),
    ("/carecap.risk.v1.FlagService/DecideFlag", |w| Box::pin(accounts::decide_flag(w))),
    ("/carecap.risk.v1.FlagService/SetBoundaries", |w| Box::pin(accounts::set_boundaries(w))),
];
