use futures::future::BoxFuture;
use tonic::Code::{
    self, Aborted, FailedPrecondition, InvalidArgument, NotFound, PermissionDenied, Unauthenticated,
};

use super::world::{Call, World};
use super::{access, accounts, budgets, facts, intake, rates};

/// One bad input and what comes of it.
pub struct Row {
    /// What is wrong, in words.
    pub name: &'static str,
    /// Brings the world into the state and says what is called.
    pub given: Given,
    /// The status code.
    pub code: Code,
    /// The reason, as `error_reason.proto` documents it.
    pub reason: &'static str,
    /// The metadata of the reason, all of it: a name, or a name and its value.
    pub metadata: &'static [&'static str],
    /// The fields or lines that are named.
    pub fields: &'static [&'static str],
}

type Given = for<'w> fn(&'w World) -> BoxFuture<'w, Call>;

const fn row(
    name: &'static str,
    given: Given,
    code: Code,
    reason: &'static str,
    metadata: &'static [&'static str],
) -> Row {
    Row { name, given, code, reason, metadata, fields: &[] }
}

impl Row {
    const fn naming(self, fields: &'static [&'static str]) -> Row {
        Row { fields, ..self }
    }
}

/// Refused at once: nothing is stored.
#[rustfmt::skip] // One row, one thought: name, call, code, reason and metadata read across.
pub const REFUSED: &[Row] = &[
    // Who calls.
    row("no token", |w| Box::pin(access::no_token(w)),
        Unauthenticated, "NOT_AUTHENTICATED", &[]),
    row("a token that is none", |w| Box::pin(access::garbage(w)),
        Unauthenticated, "NOT_AUTHENTICATED", &[]),
    row("a token that has expired", |w| Box::pin(access::expired(w)),
        Unauthenticated, "NOT_AUTHENTICATED", &[]),
    row("a token signed with another key", |w| Box::pin(access::anothers_key(w)),
        Unauthenticated, "NOT_AUTHENTICATED", &[]),
    row("a role that may not", |w| Box::pin(access::role_that_may_not(w)),
        PermissionDenied, "ACTION_NOT_PERMITTED", &["action=budget.budgets.approve"]),
    row("a council that is not the token's", |w| Box::pin(access::not_the_tokens_council(w)),
        PermissionDenied, "COUNCIL_MISMATCH", &["council_id=E10000008"]),
    row("a council that is not served", |w| Box::pin(access::council_not_served(w)),
        NotFound, "COUNCIL_NOT_SERVED", &["council_id=E06000001"]),
    row("a council that is no code", |w| Box::pin(access::no_council(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["council_id"]),
    row("somebody else's record", |w| Box::pin(access::anothers_record(w)),
        PermissionDenied, "NOT_YOUR_CASE", &[]),
    row("a list of somebody else's budgets", |w| Box::pin(access::anothers_budgets(w)),
        PermissionDenied, "NOT_YOUR_CASE", &[]),
    // What every call may get.
    row("a request id that is no UUID", |w| Box::pin(access::no_request_id(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["request_id"]),
    row("a request id used for another request", |w| Box::pin(access::request_id_used(w)),
        FailedPrecondition, "IDEMPOTENCY_MISMATCH", &["request_id"]),
    row("a malformed page token", |w| Box::pin(access::page_token(w)),
        InvalidArgument, "PAGE_TOKEN_INVALID", &[]),
    row("a page token of another question", |w| Box::pin(access::anothers_page_token(w)),
        InvalidArgument, "PAGE_TOKEN_INVALID", &[]),
    row("more on a page than there may be", |w| Box::pin(access::page_size(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["page_size"]),
    // People and assessments.
    row("a person who is not there", |w| Box::pin(intake::nobody(w)),
        NotFound, "NOT_FOUND", &["kind=person", "id=01900000-0000-7000-8000-000000000000"]),
    row("a birthday on 30 February", |w| Box::pin(intake::no_such_day(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["born_on"]),
    row("a stale etag", |w| Box::pin(intake::stale_etag(w)),
        Aborted, "STALE_ETAG", &["etag=\"1\""]),
    row("an unspecified kind of help", |w| Box::pin(intake::unspecified_kind(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["need_lines[0].kind"]),
    row("a kind of help that nobody knows", |w| Box::pin(intake::unknown_kind(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["need_lines[0].kind"]),
    row("a question that is not asked", |w| Box::pin(intake::unknown_question(w)),
        NotFound, "QUESTION_UNKNOWN", &["questionnaire_version=2", "question_id=nut.nothing"]),
    row("bad spells that fill more than a year", |w| Box::pin(intake::more_than_a_year_of_spells(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["answers[1].values"]),
    row("bad spells of a questionnaire that counts none",
        |w| Box::pin(intake::spells_of_the_first_questionnaire(w)),
        NotFound, "QUESTION_UNKNOWN", &["questionnaire_version=1"]),
    row("a questionnaire that was never published", |w| Box::pin(intake::unknown_questionnaire(w)),
        NotFound, "QUESTION_UNKNOWN", &["questionnaire_version=99"]),
    row("an assessment sent twice", |w| Box::pin(intake::sent_twice(w)),
        FailedPrecondition, "WRONG_STATE", &["state=SUBMITTED"]),
    row("a self-assessment determined before it is assured", |w| Box::pin(intake::not_assured(w)),
        FailedPrecondition, "NOT_ASSURED", &[]),
    row("an assessment determined twice", |w| Box::pin(intake::determined_twice(w)),
        FailedPrecondition, "ALREADY_DETERMINED", &["assessment_id", "version=4"]),
    // Rates.
    row("an unknown service", |w| Box::pin(rates::unknown_service(w)),
        NotFound, "SERVICE_UNKNOWN", &["service_code=no_such_service"]),
    row("no rate for that day", |w| Box::pin(rates::no_rate_for_day(w)),
        NotFound, "NO_RATE", &["service_code=home_care", "on=2024-03-31"]),
    row("no rate for that area", |w| Box::pin(rates::no_rate_for_area(w)),
        NotFound, "NO_RATE", &["service_code=harewood_only", "on=2024-10-07", "area=Otley"]),
    row("no rate for that band", |w| Box::pin(rates::no_rate_for_band(w)),
        NotFound, "NO_RATE",
        &["service_code=residential_care_home_dqm", "on=2024-10-07", "band=9"]),
    row("no rate for that unit", |w| Box::pin(rates::no_rate_for_unit(w)),
        NotFound, "NO_RATE", &["service_code=home_care", "on=2024-10-07"]),
    row("two rates of a file equally specific", |w| Box::pin(rates::twice_in_a_file(w)),
        FailedPrecondition, "RATE_AMBIGUOUS", &["service_code=twice", "line=3", "other=line 2"])
        .naming(&["line 3"]),
    row("a rate as specific as one that is there", |w| Box::pin(rates::there_already(w)),
        FailedPrecondition, "RATE_AMBIGUOUS", &["service_code=home_care", "line=2", "other"])
        .naming(&["line 2"]),
    row("a malformed file of rates", |w| Box::pin(rates::malformed(w)),
        InvalidArgument, "CSV_MALFORMED", &[])
        .naming(&["line 3: amount", "line 4: council", "line 5"]),
    row("a file of rates without a header", |w| Box::pin(rates::no_header(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["header"]),
    // Policies and budgets.
    row("a day after the last known parameter", |w| Box::pin(budgets::after_the_last_parameter(w)),
        FailedPrecondition, "PARAMETER_NOT_KNOWN", &["parameter", "on=2040-10-07"]),
    row("a choice that nobody knows", |w| Box::pin(budgets::unknown_choice(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["choices[0].key"]),
    row("a value confirmed that is not in force", |w| Box::pin(budgets::confirmed_otherwise(w)),
        FailedPrecondition, "WRONG_STATE", &["state=200.00"]),
    row("a budget approved by its subject", |w| Box::pin(budgets::approved_by_its_subject(w)),
        PermissionDenied, "OWN_CASE", &[]),
    row("a budget published by its subject", |w| Box::pin(budgets::published_by_its_subject(w)),
        PermissionDenied, "OWN_CASE", &[]),
    row("a budget approved by who determined it", |w| Box::pin(budgets::approved_by_assessor(w)),
        PermissionDenied, "OWN_WORK", &["conflict=determined"]),
    row("a draft published", |w| Box::pin(budgets::draft_published(w)),
        FailedPrecondition, "WRONG_STATE", &["state=DRAFT"]),
    row("an unconfirmed budget published", |w| Box::pin(budgets::unconfirmed_published(w)),
        FailedPrecondition, "PARAMETER_UNCONFIRMED", &["parameters=daily_living_costs_weekly"]),
    row("a change request decided by its subject", |w| Box::pin(budgets::decided_by_its_subject(w)),
        PermissionDenied, "OWN_CASE", &[]),
    row("a change request decided twice", |w| Box::pin(budgets::change_decided_twice(w)),
        FailedPrecondition, "WRONG_STATE", &["state=DECLINED"]),
    row("a budget approved by who revised it", |w| Box::pin(budgets::approved_by_its_reviser(w)),
        PermissionDenied, "OWN_WORK", &["conflict=revised"]),
    row("a budget approved with an overwrite expired", |w| Box::pin(budgets::undecided_approved(w)),
        FailedPrecondition, "DECISION_NEEDED", &["overwrites=home_care"]),
    row("a budget revised by its subject", |w| Box::pin(budgets::revised_by_its_subject(w)),
        PermissionDenied, "OWN_CASE", &[]),
    row("a published budget revised", |w| Box::pin(budgets::published_revised(w)),
        FailedPrecondition, "WRONG_STATE", &["state=PUBLISHED"]),
    row("an overwrite without a figure", |w| Box::pin(budgets::overwrite_without_a_figure(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["overwrites[0]"]),
    row("an overwrite of no line", |w| Box::pin(budgets::overwrite_of_no_line(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["overwrites[0].service_code"]),
    row("a receipt that is none", |w| Box::pin(budgets::no_receipt(w)),
        InvalidArgument, "RECEIPT_UNREADABLE", &["what=body"]),
    row("a preview of a day before every pack", |w| Box::pin(budgets::preview_too_early(w)),
        FailedPrecondition, "PARAMETER_NOT_KNOWN", &["parameter", "on=2016-04-06"])
        .naming(&["on", "values"]),
    row("a preview of a couple without a partner", |w| Box::pin(budgets::preview_of_a_couple_alone(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["means.couple_at_pension_age"]),
    row("a preview of land without the person's part", |w| Box::pin(budgets::preview_of_joint_land(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["means.capital[0].share_percent"]),
    row("a preview of means that are not given", |w| Box::pin(budgets::preview_without_means(w)),
        FailedPrecondition, "FINANCIAL_STATEMENT_MISSING", &[]).naming(&["means"]),
    row("a preview of a kind that is not mapped", |w| Box::pin(budgets::preview_of_unmapped(w)),
        FailedPrecondition, "KIND_NOT_MAPPED", &["kind=NIGHT_WAKING", "setting=HOME"])
        .naming(&["need_lines[0].kind"]),
    row("a preview of a value that nobody knows", |w| Box::pin(budgets::preview_of_no_value(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["values[0].key"]),
    row("a preview of needs without an outcome", |w| Box::pin(budgets::preview_of_no_outcome(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["need_lines[0].outcomes"]),
    row("a policy at a version below the first", |w| Box::pin(budgets::policy_below_the_first(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["version"]),
    // Facts that people state about accounts.
    row("a fact of an account that is not there", |w| Box::pin(facts::of_an_unknown_account(w)),
        NotFound, "NOT_FOUND", &["kind=account", "id=01900000-0000-7000-8000-000000000000"]),
    row("a pause without cause, day and reason", |w| Box::pin(facts::without_cause_day_and_reason(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["cause", "decided_on", "reason"]),
    row("a pause of no days", |w| Box::pin(facts::of_no_days(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["days.end"]),
    row("a pause before the account was opened", |w| Box::pin(facts::before_opening(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["days.start"]),
    row("a pause decided on an older account", |w| Box::pin(facts::with_a_stale_etag(w)),
        Aborted, "STALE_ETAG", &["etag=\"3\""]),
    row("a pause of one's own account", |w| Box::pin(facts::about_oneself(w)),
        PermissionDenied, "OWN_CASE", &[]),
    row("a pause that overlaps another", |w| Box::pin(facts::pause_over_a_pause(w)),
        FailedPrecondition, "PERIOD_OVERLAPS", &["entry_number=3", "from=2024-10-10", "until=2024-10-21"]),
    row("a week away that nobody reported", |w| Box::pin(facts::short_and_unreported(w)),
        FailedPrecondition, "ABSENCE_TOO_SHORT", &["days=7", "at_most=7"]),
    row("time away that nobody reported and that lasts", |w| Box::pin(facts::unreported_without_an_end(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["days.end"]),
    row("a charge while away from self-arranged care", |w| Box::pin(facts::charged_though_self_arranged(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["charge_weekly"]),
    row("a resumption without a pause", |w| Box::pin(facts::resumed_without_a_pause(w)),
        FailedPrecondition, "WRONG_STATE", &["state=NOT_SUSPENDED"]),
    row("needs that end twice", |w| Box::pin(facts::needs_ended_twice(w)),
        FailedPrecondition, "WRONG_STATE", &["state=NO_NEEDS"]),
    row("a charge written off where there is none", |w| Box::pin(facts::written_off_though_not_charged(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["days.start"]),
    row("a charge written off by who may not", |w| Box::pin(facts::written_off_by_a_practitioner(w)),
        PermissionDenied, "ACTION_NOT_PERMITTED", &["action=account.charges.write_off"]),
    row("a charge of days to come written off", |w| Box::pin(facts::written_off_for_days_to_come(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["days.end"]),
    row("a death after the day on which it was learned", |w| Box::pin(facts::died_after_it_was_learned(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["died_on"]),
    row("a fact of days after the account was closed", |w| Box::pin(facts::after_the_account_was_closed(w)),
        FailedPrecondition, "ACCOUNT_CLOSED", &["closed_from=2024-10-14"]),
    row("an entry reversed that is not there", |w| Box::pin(facts::of_an_entry_that_is_not_there(w)),
        NotFound, "NOT_FOUND", &["kind=entry", "id=999"]),
    row("the opening reversed", |w| Box::pin(facts::of_the_opening(w)),
        FailedPrecondition, "ENTRY_NOT_REVERSIBLE", &["entry_number=1", "because=opening"]),
    row("metered days reversed", |w| Box::pin(facts::of_metered_days(w)),
        FailedPrecondition, "ENTRY_NOT_REVERSIBLE", &["entry_number=3", "because=follows"]),
    row("a reversal reversed", |w| Box::pin(facts::of_a_reversal(w)),
        FailedPrecondition, "ENTRY_NOT_REVERSIBLE", &["entry_number=4", "because=correction"]),
    row("an entry reversed twice", |w| Box::pin(facts::of_the_same_entry_again(w)),
        FailedPrecondition, "ENTRY_NOT_REVERSIBLE", &["entry_number=3", "because=reversed"]),
    row("a resumption reversed between two pauses", |w| Box::pin(facts::of_what_keeps_two_pauses_apart(w)),
        FailedPrecondition, "PERIOD_OVERLAPS", &["entry_number=5", "from=2024-10-14"]),
    // Accounts and flags.
    row("a run that ends where the last one ended", |w| Box::pin(accounts::run_to_the_same_day(w)),
        FailedPrecondition, "ALREADY_METERED", &["metered_to=2024-10-14"]),
    row("a run that ends before the last one's end", |w| Box::pin(accounts::run_to_before(w)),
        FailedPrecondition, "ALREADY_METERED", &["metered_to=2024-10-14"]),
    row("metering where no cap is commenced", |w| Box::pin(accounts::no_cap(w)),
        FailedPrecondition, "CAP_NOT_COMMENCED", &[]),
    row("a run cancelled that has ended", |w| Box::pin(accounts::ended_run_cancelled(w)),
        FailedPrecondition, "WRONG_STATE", &["state=ENDED"]),
    row("a run cancelled without a reason", |w| Box::pin(accounts::cancelled_without_a_reason(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["cancel_reason"]),
    row("a run cancelled that never was", |w| Box::pin(accounts::no_run_cancelled(w)),
        NotFound, "NOT_FOUND", &["kind=metering run", "id=01900000-0000-7000-8000-000000000000"]),
    row("a run resumed that was not cancelled", |w| Box::pin(accounts::ended_run_resumed(w)),
        FailedPrecondition, "WRONG_STATE", &["state=ENDED"]),
    row("a statement before the account is metered", |w| Box::pin(accounts::not_metered_yet(w)),
        FailedPrecondition, "NOT_METERED_YET", &["metered_to=2024-10-14"]),
    row("a statement of before the opening", |w| Box::pin(accounts::before_opening(w)),
        InvalidArgument, "INVALID_FIELD", &[]).naming(&["dated"]),
    row("a flag decided again", |w| Box::pin(accounts::flag_decided_again(w)),
        FailedPrecondition, "ALREADY_DECIDED", &["flag_id"]),
];

/// Noticed when a budget is to be drafted, after the call that led there was answered: one piece of
/// work for a person, and no budget.
#[rustfmt::skip]
pub const WORK: &[Row] = &[
    row("a kind of help that the council has not mapped", |w| Box::pin(budgets::kind_not_mapped(w)),
        FailedPrecondition, "KIND_NOT_MAPPED", &[]),
    row("a band without a rate", |w| Box::pin(budgets::band_without_rate(w)),
        NotFound, "NO_RATE", &[]),
    row("care from after the last known parameter", |w| Box::pin(budgets::care_from_too_late(w)),
        FailedPrecondition, "PARAMETER_NOT_KNOWN", &[]),
    row("needs that are not eligible", |w| Box::pin(budgets::not_eligible(w)),
        FailedPrecondition, "NOT_ELIGIBLE", &[]),
    row("care arranged by the person where no cap is commenced", |w| Box::pin(budgets::no_pack(w)),
        FailedPrecondition, "PACK_NOT_IN_FORCE", &[]),
];
