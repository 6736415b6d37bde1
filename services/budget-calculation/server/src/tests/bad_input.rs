//! Bad input of a preview: each with the reason, the field that is named, and what would be taken.

use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::ErrorReason::{
    self, FinancialStatementMissing, InvalidField, KindNotMapped, PackNotInForce,
    ParameterNotKnown, PolicyNotSet,
};
use carecap_contracts::date;
use carecap_service::{Refusal, reason_of};
use tonic::Status;
use tonic_types::StatusExt as _;

use super::previews::{pence, peter, previews};
use super::{Running, capped_council, day, running};
use crate::refusals::in_preview;

type Asked = proto::PreviewBudgetRequest;

/// What is asked, why that is refused, the field that is named, and words of what would be taken.
type Bad = (fn(&mut Asked), ErrorReason, &'static str, &'static str);

const UNREADABLE: &[Bad] = &[
    (|asked| asked.on = None, InvalidField, "on", "a day of the calendar from 1900 to 2200"),
    (
        |asked| asked.setting = 0,
        InvalidField,
        "setting",
        "SETTING_HOME, SETTING_CARE_HOME_PERMANENT",
    ),
    (|asked| asked.age_band = 9, InvalidField, "age_band", "AGE_BAND_PENSION_AGE"),
    (
        |asked| asked.arranged_by = 9,
        InvalidField,
        "arranged_by",
        "ARRANGED_BY_COUNCIL, ARRANGED_BY_SELF",
    ),
    (|asked| asked.detail = 9, InvalidField, "detail", "PREVIEW_DETAIL_RECEIPT"),
    (|asked| asked.pack = "wales".to_owned(), InvalidField, "pack", "england-cap-2022"),
    (|asked| asked.given_lines.clear(), InvalidField, "need_lines", "give needs or priced lines"),
    (|asked| given(asked).title = "t".repeat(81), InvalidField, "given_lines[0].title", "1 to 80"),
    (|asked| given(asked).title.clear(), InvalidField, "given_lines[0].title", "1 to 80"),
    (|asked| given(asked).units = "-3".to_owned(), InvalidField, "given_lines[0].units", "above 0"),
    (|asked| given(asked).unit = 0, InvalidField, "given_lines[0].unit", "UNIT_HOUR"),
    (
        |asked| given(asked).unit_rate = "24.71234".to_owned(),
        InvalidField,
        "given_lines[0].unit_rate",
        "at most four decimal places",
    ),
    (|asked| given(asked).duty = 7, InvalidField, "given_lines[0].duty", "DUTY_ELIGIBLE"),
    (|asked| given(asked).period = 7, InvalidField, "given_lines[0].period", "LINE_PERIOD_YEAR"),
    (
        |asked| asked.values = values(&[("mig_single", "1"), ("nobody_knows", "1")]),
        InvalidField,
        "values[0].key",
        "a key that `GetPolicy` lists",
    ),
    (
        |asked| {
            asked.values = values(&[("percentage_charged", "90"), ("capital_limit_upper", "much")])
        },
        InvalidField,
        "values[1].value",
        "write",
    ),
    (
        |asked| asked.values = values(&[("percentage_charged", "9"), ("percentage_charged", "8")]),
        InvalidField,
        "values[1].key",
        "give each key once",
    ),
    (|asked| asked.cap_reached = true, InvalidField, "cap_reached", "a pack with a cap"),
    (
        |asked| means(asked).incomes[1].amount = pence(-1),
        InvalidField,
        "means.incomes[1].amount",
        "from £0.00",
    ),
    (
        |asked| means(asked).incomes[0].r#type = 99,
        InvalidField,
        "means.incomes[0].type",
        "INCOME_TYPE_STATE_PENSION",
    ),
    (|asked| means(asked).disclosure = 9, InvalidField, "means.disclosure", "DISCLOSURE_FULL"),
    (|asked| means(asked).household = 0, InvalidField, "means.household", "HOUSEHOLD_COUPLE"),
    (|asked| means(asked).premiums[1] = 9, InvalidField, "means.premiums[1]", "PREMIUM_DISABILITY"),
    (
        |asked| means(asked).premiums[1] = intake::Premium::Disability.into(),
        InvalidField,
        "means.premiums[1]",
        "name it once",
    ),
    (
        |asked| means(asked).household = intake::Household::Couple.into(),
        InvalidField,
        "means.couple_at_pension_age",
        "whether one or both",
    ),
    (
        |asked| {
            means(asked).capital = vec![intake::Capital {
                r#type: intake::CapitalType::Savings.into(),
                value: pence(100_000),
                share_percent: "101".to_owned(),
                ..Default::default()
            }];
        },
        InvalidField,
        "means.capital[0].share_percent",
        "at most 100",
    ),
];

/// Needs are held to what intake holds them to.
const NEEDS: &[Bad] = &[
    (|asked| need(asked).outcomes.clear(), InvalidField, "need_lines[0].outcomes", "name one"),
    (
        |asked| need(asked).outcomes.push(99),
        InvalidField,
        "need_lines[0].outcomes[1]",
        "OUTCOME_HYGIENE",
    ),
    (
        |asked| need(asked).outcomes.push(intake::Outcome::Hygiene.into()),
        InvalidField,
        "need_lines[0].outcomes[1]",
        "name it once",
    ),
    (|asked| need(asked).kind = 0, InvalidField, "need_lines[0].kind", "KIND_OF_HELP_MEAL"),
    (|asked| need(asked).times = "often".to_owned(), InvalidField, "need_lines[0].times", "0.5"),
    (
        |asked| need(asked).times = "169".to_owned(),
        InvalidField,
        "need_lines[0].times",
        "at most 168",
    ),
    (
        |asked| {
            need(asked).period = intake::LinePeriod::Year.into();
            need(asked).times = "8785".to_owned();
        },
        InvalidField,
        "need_lines[0].times",
        "at most 8784",
    ),
    (|asked| need(asked).minutes = 1_441, InvalidField, "need_lines[0].minutes", "from 0 to 1440"),
    (|asked| need(asked).minutes = 0, InvalidField, "need_lines[0].minutes", "1 to 1440"),
    (
        |asked| need(asked).kind = intake::KindOfHelp::Alarm.into(),
        InvalidField,
        "need_lines[0].minutes",
        "give 0",
    ),
    (
        |asked| {
            need(asked).times = "14".to_owned();
            need(asked).minutes = 721;
        },
        InvalidField,
        "need_lines[0].minutes",
        "fewer minutes or times",
    ),
    (|asked| need(asked).people = 5, InvalidField, "need_lines[0].people", "from 1 to 4"),
    (|asked| need(asked).slot = 99, InvalidField, "need_lines[0].slot", "SLOT_MORNING"),
    (|asked| need(asked).level = 99, InvalidField, "need_lines[0].level", "DAY_LEVEL_USUAL"),
    (|asked| need(asked).met_by = 0, InvalidField, "need_lines[0].met_by", "MET_BY_NOBODY"),
    (
        |asked| need(asked).met_by = intake::MetBy::Carer.into(),
        InvalidField,
        "need_lines[0].carer_ref",
        "such as carer-1",
    ),
    (
        |asked| need(asked).carer_ref = "carer-1".to_owned(),
        InvalidField,
        "need_lines[0].carer_ref",
        "leave it out",
    ),
    (
        |asked| {
            need(asked).met_by = intake::MetBy::Carer.into();
            need(asked).carer_ref = "Aunt Jo".to_owned();
        },
        InvalidField,
        "need_lines[0].carer_ref",
        "lower-case letters",
    ),
    (
        |asked| {
            need(asked).met_by = intake::MetBy::Carer.into();
            need(asked).carer_ref = "carer-1".to_owned();
            need(asked).minutes = 1_440;
            let again = need(asked).clone();
            asked.need_lines.push(again);
        },
        InvalidField,
        "need_lines",
        "what one carer can do in a week",
    ),
    (
        |asked| need(asked).band = "very high".to_owned(),
        InvalidField,
        "need_lines[0].band",
        "such as 3",
    ),
    (|asked| need(asked).duty = 9, InvalidField, "need_lines[0].duty", "DUTY_DISCRETIONARY"),
    (
        |asked| need(asked).free_by_law = intake::FreeByLaw::Reablement.into(),
        InvalidField,
        "need_lines[0].free_from",
        "give that day",
    ),
    (
        |asked| need(asked).free_from = date(day("2024-10-07")),
        InvalidField,
        "need_lines[0].free_from",
        "leave it out",
    ),
];

/// What a stored budget would wait for can be given with the question.
const LACKING: &[Bad] = &[
    (|asked| asked.means = None, FinancialStatementMissing, "means", "give what the person has"),
    (
        |asked| asked.on = date(day("2016-04-06")),
        ParameterNotKnown,
        "values",
        "give it with its value",
    ),
    (
        |asked| asked.on = date(day("2016-04-06")),
        ParameterNotKnown,
        "on",
        "choose a day that the pack covers",
    ),
    (
        |asked| {
            asked.means = None;
            asked.arranged_by = intake::ArrangedBy::Self_.into();
        },
        PackNotInForce,
        "pack",
        "name one that has",
    ),
    (|asked| needs(asked), KindNotMapped, "need_lines[0].kind", "in `given_lines`"),
];

fn given(asked: &mut Asked) -> &mut proto::GivenLine {
    &mut asked.given_lines[0]
}

fn means(asked: &mut Asked) -> &mut intake::FinancialStatement {
    asked.means.as_mut().unwrap()
}

fn values(given: &[(&str, &str)]) -> Vec<proto::PreviewValue> {
    let value = |(key, value): &(&str, &str)| proto::PreviewValue {
        key: (*key).to_owned(),
        value: (*value).to_owned(),
    };
    given.iter().map(value).collect()
}

/// Needs in place of priced lines: help to wash, every day.
fn needs(asked: &mut Asked) {
    asked.given_lines.clear();
    asked.need_lines = vec![intake::NeedLine {
        outcomes: vec![intake::Outcome::Hygiene.into()],
        kind: intake::KindOfHelp::PersonalCare.into(),
        times: "7".to_owned(),
        minutes: 45,
        met_by: intake::MetBy::Nobody.into(),
        ..Default::default()
    }];
}

/// The need that is asked about, in place of priced lines.
fn need(asked: &mut Asked) -> &mut intake::NeedLine {
    if asked.need_lines.is_empty() {
        needs(asked);
    }
    &mut asked.need_lines[0]
}

async fn refused(running: &Running, change: fn(&mut Asked)) -> Status {
    let mut asked = peter();
    change(&mut asked);
    previews(running).preview_budget(asked).await.unwrap_err()
}

/// What differs from the table, so that one run tells of every row.
async fn misfits(running: &Running, table: &[Bad]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (change, reason, field, accepted) in table {
        let status = refused(running, *change).await;
        let named = status.get_details_bad_request().map(|request| request.field_violations);
        let named = named.unwrap_or_default();
        let fits =
            named.iter().any(|fault| fault.field == *field && fault.description.contains(accepted));
        if reason_of(&status) != Some(*reason) || !fits {
            let told = (reason_of(&status), status.message(), named);
            wrong.push(format!("{field}, {accepted}: {told:?}"));
        }
    }
    wrong
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_its_field_and_what_would_be_taken() {
    let running = running().await;
    let wrong = misfits(&running, UNREADABLE).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn needs_that_an_assessment_would_not_keep_are_refused_by_line_and_field() {
    let running = running().await;
    let wrong = misfits(&running, NEEDS).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn what_a_preview_lacks_is_told_with_the_field_in_which_to_give_it() {
    let running = running().await;
    let unset = refused(&running, needs).await;
    assert_eq!(reason_of(&unset), Some(PolicyNotSet));
    assert!(unset.message().contains("in `given_lines`"), "{}", unset.message());
    capped_council(&running).await;
    let wrong = misfits(&running, LACKING).await;
    assert!(wrong.is_empty(), "{wrong:#?}");

    let no_rate = Refusal::new(ErrorReason::NoRate, "there is no rate for home_care by HOUR");
    let told = in_preview(no_rate, &peter());
    assert_eq!(
        told.message(),
        "there is no rate for home_care by HOUR: import the price, or give the line with its price \
         in `given_lines`"
    );
}
