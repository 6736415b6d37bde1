//! What would be: an account that is metered without being opened, over a socket.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use carecap_calendar::{Day, plus_days};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::date;
use carecap_service::{Role, reason_of};
use common::{COUNCIL, House, pence};
use time::macros::date;
use tonic::Status;

const OPENED: Day = date!(2023 - 10 - 01);
/// 132 weeks later.
const WEEK_133: Day = date!(2026 - 04 - 12);

/// DER-CAP-SELF-FUNDER-CARE-HOME: 850.00 a week in a care home, of which 200.00 is daily living.
fn asked() -> proto::PreviewAccountRequest {
    let rate = proto::PreviewRate {
        from: date(OPENED),
        cost_weekly: pence(85_000),
        charge_weekly: None,
        daily_living_weekly: pence(20_000),
    };
    proto::PreviewAccountRequest {
        council_id: COUNCIL.to_owned(),
        opened_on: date(OPENED),
        until: date(date!(2026 - 10 - 01)),
        cap: pence(8_600_000),
        rates: vec![rate],
        on: vec![date(WEEK_133).unwrap()],
        ..proto::PreviewAccountRequest::default()
    }
}

async fn refused(house: &House, request: proto::PreviewAccountRequest) -> Status {
    house.previews(Role::Person).preview_account(request).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_self_funder_who_is_known_to_nobody_learns_when_the_cap_is_reached() {
    let house = House::open().await;
    let answer = house.previews(Role::Person).preview_account(asked()).await.unwrap();
    let shown = answer.into_inner();
    assert_eq!(shown.weekly[0].person_accrued, pence(65_000));
    assert_eq!(shown.weekly[0].person_daily_living, pence(20_000));
    assert_eq!(shown.reached_on, date(date!(2026 - 04 - 14)));
    assert_eq!(shown.days_to_reach, 927);
    assert_eq!(shown.projected_on, shown.reached_on);

    let told: Vec<_> = shown.figures.iter().map(|figures| figures.on).collect();
    assert_eq!(told, [date(WEEK_133), asked().until]);
    let after_132_weeks = shown.figures[0];
    assert_eq!(after_132_weeks.balance, pence(8_580_000));
    assert_eq!(after_132_weeks.accrued, pence(8_580_000));
    assert_eq!(after_132_weeks.daily_living, pence(2_640_000));
    assert_eq!(after_132_weeks.split.unwrap().person_accrued, pence(8_580_000));

    let listed = proto::ListAccountsRequest {
        council_id: COUNCIL.to_owned(),
        ..proto::ListAccountsRequest::default()
    };
    let kept = house.client(Role::Auditor).list_accounts(listed).await.unwrap().into_inner();
    assert!(kept.accounts.is_empty(), "nothing is kept of a preview");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_council_meets_counts_as_the_pack_says_and_is_uprated() {
    let house = House::open().await;
    let uprated = plus_days(OPENED, 7);
    let charged = proto::PreviewRate {
        cost_weekly: pence(80_000),
        charge_weekly: pence(35_000),
        ..asked().rates[0]
    };
    let request = proto::PreviewAccountRequest {
        until: date(uprated),
        opening_balance: pence(985_000),
        rates: vec![charged],
        upratings: vec![proto::PreviewUprating { on: date(uprated), factor: "1.05".to_owned() }],
        on: Vec::new(),
        ..asked()
    };
    // What counts of the week, and the balance of 9,850.00 and that by 1.05.
    for (council_share_counts, counts, balance) in
        [(false, 15_000, 1_050_000), (true, 60_000, 1_097_250)]
    {
        let request = proto::PreviewAccountRequest { council_share_counts, ..request.clone() };
        let answer = house.previews(Role::Finance).preview_account(request).await.unwrap();
        let shown = answer.into_inner();
        let figures = shown.figures[0];
        assert_eq!(figures.accrued, pence(985_000 + counts));
        assert_eq!(figures.balance, pence(balance));
        assert_eq!(figures.uprating, pence(balance - 985_000 - counts));
        assert_eq!(figures.cap, pence(9_030_000));
        assert_eq!((shown.reached_on, shown.days_to_reach), (None, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_that_is_wrong_is_named_at_once() {
    let house = House::open().await;
    let unread = proto::PreviewAccountRequest {
        cap: None,
        rates: vec![proto::PreviewRate::default()],
        upratings: vec![proto::PreviewUprating { on: date(WEEK_133), factor: "5%".to_owned() }],
        ..asked()
    };
    let refusal = refused(&house, unread).await;
    assert_eq!(reason_of(&refusal), Some(ErrorReason::InvalidField));
    let named = "see cap, rates[0].from, rates[0].cost_weekly, upratings[0].factor";
    assert!(refusal.message().ends_with(named), "{}", refusal.message());

    let rate = asked().rates[0];
    let unfit = proto::PreviewAccountRequest {
        opening_balance: pence(-1),
        rates: vec![rate, proto::PreviewRate { charge_weekly: pence(85_001), ..rate }],
        upratings: vec![proto::PreviewUprating { on: date(OPENED), factor: "0".to_owned() }],
        ..asked()
    };
    let refusal = refused(&house, unfit).await;
    assert_eq!(reason_of(&refusal), Some(ErrorReason::InvalidField));
    let named = "see opening_balance, rates[1].from, rates[1].charge_weekly, upratings[0].on, \
                 upratings[0].factor";
    assert!(refusal.message().ends_with(named), "{}", refusal.message());
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_that_no_account_can_hold_are_refused() {
    let house = House::open().await;
    let rate = proto::PreviewRate { cost_weekly: pence(100_000_000_000), ..asked().rates[0] };
    let refusal = refused(&house, proto::PreviewAccountRequest { rates: vec![rate], ..asked() });
    assert_eq!(reason_of(&refusal.await), Some(ErrorReason::InvalidField));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_years_are_answered() {
    let house = House::open().await;
    let until = date!(2123 - 10 - 01);
    let request = proto::PreviewAccountRequest { until: date(until), ..asked() };
    let answer = house.previews(Role::Person).preview_account(request.clone()).await.unwrap();
    assert_eq!(answer.into_inner().figures[1].balance, pence(8_600_000));
    let longer = proto::PreviewAccountRequest { until: date(plus_days(until, 1)), ..request };
    let refusal = refused(&house, longer).await;
    assert!(refusal.message().ends_with("see until"), "{}", refusal.message());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_made_for_a_callers_own_council_that_is_served_by_those_who_may() {
    let house = House::open().await;
    let elsewhere = proto::PreviewAccountRequest { council_id: "E08000035".to_owned(), ..asked() };
    let refusal = refused(&house, elsewhere.clone()).await;
    assert_eq!(reason_of(&refusal), Some(ErrorReason::CouncilMismatch));
    let mut leeds = house.previews_of(Role::Person, &elsewhere.council_id);
    let refusal = leeds.preview_account(elsewhere).await.unwrap_err();
    assert_eq!(reason_of(&refusal), Some(ErrorReason::CouncilNotServed));
    let unpermitted = house.previews(Role::RatesManager).preview_account(asked()).await;
    assert_eq!(reason_of(&unpermitted.unwrap_err()), Some(ErrorReason::ActionNotPermitted));
}
