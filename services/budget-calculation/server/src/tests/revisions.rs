//! A draft is revised by hand, or refused with the field that is wrong.

use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::{ErrorReason, Money};
use carecap_contracts::{date, rates};
use carecap_service::{Role, reason_of};
use tonic_types::StatusExt as _;

use super::budgets::budget;
use super::{
    COUNCIL, DETERMINED, Running, capped_council, capped_council_that_buys, day, determined,
    request_id, resolved, running,
};
use crate::convert;
use crate::gather::Gathered;

fn overwrite() -> proto::Overwrite {
    proto::Overwrite {
        service_code: "care_home".to_owned(),
        unit: rates::v1::Unit::Week.into(),
        unit_rate: "820.00".to_owned(),
        reason: proto::OverwriteReason::NoOfferAtRate.into(),
        evidence: "Three quotes of September 2024".to_owned(),
        expires_on: date(day("2025-01-06")),
        ..Default::default()
    }
}

fn revision(draft: &proto::Budget) -> proto::ReviseDraftRequest {
    proto::ReviseDraftRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: draft.etag.clone(),
        budget_id: draft.budget_id.clone(),
        overwrites: vec![overwrite()],
        plan: None,
    }
}

#[tokio::test]
async fn an_estimated_line_that_is_revised_still_names_the_catalogues_row() {
    let running = running().await;
    capped_council_that_buys(&running, "nursing_home").await;
    let mut facts = running.facts("2024-10-07", "805.00").await;
    facts.rates = vec![convert::priced_rate(resolved("nursing_home", "805.00")).unwrap()];
    let determination = determined(DETERMINED, "2024-10-07");
    running.hears(&determination, Ok(Gathered::Draft(Box::new(facts)))).await;
    let listed = listed_budget(&running).await;
    assert_eq!(
        (listed.lines[0].estimated, listed.lines[0].rate_id.as_str()),
        (true, "rate of nursing_home")
    );

    let mut practitioner = running.budgets("Pia Practitioner", Role::Practitioner);
    let revised = practitioner.revise_draft(revision(&listed)).await.unwrap().into_inner();
    let line = &revised.budget.unwrap().lines[0];
    assert_eq!((line.estimated, line.rate_id.as_str()), (true, "rate of nursing_home"));
    assert_eq!(line.original.as_ref().unwrap().amount, Some(Money { pence: 80_500 }));
}

async fn listed_budget(running: &Running) -> proto::Budget {
    let asked = proto::ListBudgetsRequest { council_id: COUNCIL.to_owned(), ..Default::default() };
    let mut clerk = running.budgets("Cleo Clerk", Role::Auditor);
    clerk.list_budgets(asked).await.unwrap().into_inner().budgets.remove(0)
}

/// What is wrong, the field that is named, and what would be taken.
type Bad = (fn(&mut proto::ReviseDraftRequest), &'static str, &'static str);

const BAD: &[Bad] = &[
    (|asked| asked.overwrites[0].unit = 99, "overwrites[0].unit", "UNIT_HOUR"),
    (|asked| asked.overwrites[0].reason = 0, "overwrites[0].reason", "OVERWRITE_REASON_"),
    (|asked| asked.overwrites[0].period = 9, "overwrites[0].period", "LINE_PERIOD_WEEK"),
    (|asked| asked.overwrites[0].units = "-3".to_owned(), "overwrites[0].units", "above 0"),
    (
        |asked| asked.overwrites[0].unit_rate = "1.23456".to_owned(),
        "overwrites[0].unit_rate",
        "at most four decimal places",
    ),
    (|asked| asked.overwrites[0].unit_rate = String::new(), "overwrites[0]", "give one or both"),
    (|asked| asked.overwrites[0].evidence = String::new(), "overwrites[0].evidence", "1 to 400"),
    (
        |asked| asked.overwrites[0].expires_on = None,
        "overwrites[0].expires_on",
        "a day of the calendar",
    ),
    (
        |asked| asked.overwrites[0].expires_on = date(day("2024-10-07")),
        "overwrites[0].expires_on",
        "give a later day",
    ),
    (
        |asked| asked.overwrites[0].service_code = "sunshine".to_owned(),
        "overwrites[0].service_code",
        "name a line of the budget",
    ),
    (
        |asked| {
            let placement = proto::Placement { price_weekly: None, top_up_by: 9 };
            asked.plan =
                plan(proto::SupportPlan { placement: Some(placement), ..Default::default() });
        },
        "plan.placement.top_up_by",
        "TOP_UP_BY_",
    ),
    (
        |asked| asked.plan = plan(proto::SupportPlan { weeks_replaced: 999, ..Default::default() }),
        "plan.weeks_replaced",
        "a whole number from 0",
    ),
];

fn plan(plan: proto::SupportPlan) -> Option<proto::SupportPlan> {
    Some(plan)
}

#[tokio::test]
async fn a_revision_that_cannot_be_is_refused_with_its_field_and_what_would_be_taken() {
    let running = running().await;
    capped_council(&running).await;
    let id = running.draft("2024-10-07", "805.00").await;
    let draft = budget(&running, id, 0).await;
    let mut practitioner = running.budgets("Pia Practitioner", Role::Practitioner);
    for (change, field, accepted) in BAD {
        let mut asked = revision(&draft);
        change(&mut asked);
        let refused = practitioner.revise_draft(asked).await.unwrap_err();
        assert_eq!(reason_of(&refused), Some(ErrorReason::InvalidField), "{field}");
        let named = refused.get_details_bad_request().unwrap().field_violations;
        let fault = named.iter().find(|fault| fault.field == *field);
        let description = &fault.unwrap_or_else(|| panic!("{field}: {named:?}")).description;
        assert!(description.contains(accepted), "{field}: {description}");
    }
    assert_eq!(budget(&running, id, 0).await, draft, "nothing of it was kept");
}
