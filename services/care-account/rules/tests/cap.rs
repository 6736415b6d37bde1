//! Around the cap: the crossing day, the two tests, upratings, the notice that it is near.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use care_account_rules::chain::verify;
use care_account_rules::crossing::{Crossing, crossings};
use care_account_rules::late_fact::{LateFact, LateFactRefusal};
use care_account_rules::metering::MeterRefusal;
use care_account_rules::projection::{project, within_window};
use care_account_rules::split::{Parts, Split, WeeklySplit};
use care_account_rules::terms::{CapTest, MeteringTerms, TermsRefusal, Uprating, UpratingFacts};
use carecap_calendar::{Day, plus_days};
use carecap_money::Money;
use common::{Ledger, pounds, rate, terms, uprating, weekly};
use time::macros::date;

const MONDAY: Day = date!(2024 - 10 - 07);
const BOTH: [CapTest; 2] = [CapTest::Reached, CapTest::Exceeded];

/// An account metered for so many days at one weekly rate.
fn metered(cap: &str, counts: &str, days: i64, cap_test: CapTest) -> Ledger {
    let mut ledger = Ledger::opened(MONDAY, pounds(cap));
    ledger.rate(MONDAY, weekly(counts, "200.00"));
    ledger.meter(plus_days(MONDAY, days), &terms(&[], cap_test)).unwrap();
    ledger
}

#[test]
fn a_self_funder_reaches_the_cap_on_the_927th_day() {
    // DER-CAP-SELF-FUNDER-CARE-HOME. The schedule of whole pence gives the day of the source.
    let sunday = date!(2023 - 10 - 01);
    let mut ledger = Ledger::opened(sunday, pounds("86000"));
    ledger.rate(sunday, weekly("650.00", "200.00"));
    let terms = terms(&[], CapTest::Reached);
    ledger.meter(plus_days(sunday, 132 * 7), &terms).unwrap();
    assert_eq!(ledger.account.balance(), pounds("85800.00"));
    ledger.meter(plus_days(sunday, 133 * 7), &terms).unwrap();
    let figures = ledger.account.figures();
    assert_eq!(figures.reached_on, Some(date!(2026 - 04 - 14)));
    assert_eq!(figures.reached_on, Some(plus_days(sunday, 926)));
    assert_eq!(figures.balance, pounds("86000.00"));
    assert_eq!(figures.rate_weekly, Money::ZERO);
    assert_eq!(figures.daily_living, pounds("26600.00"));
}

#[test]
fn in_the_final_week_the_person_bears_the_room_and_the_council_the_rest() {
    // DER-CAP-FINAL-WEEK: 85,900.00 before a Monday, 650.00 a week.
    for cap_test in BOTH {
        let mut ledger = metered("86000.00", "85900.00", 7, cap_test);
        let monday = plus_days(MONDAY, 7);
        ledger.rate(monday, weekly("650.00", "200.00"));
        ledger.meter(plus_days(monday, 7), &terms(&[], cap_test)).unwrap();
        let week = ledger.stretches().split_off(1);
        let of_days: Vec<i64> =
            week.iter().map(|(from, to, _)| (*to - *from).whole_days()).collect();
        assert_eq!(of_days, [1, 1, 5], "the crossing day and the day after it begin a stretch");
        let total =
            week.iter().fold(Split::ZERO, |sum, (_, _, split)| sum.checked_add(split).unwrap());
        assert_eq!(total.parts().person_accrued, pounds("100.00"));
        assert_eq!(total.parts().council_not_counted, pounds("550.00"));
        assert_eq!(total.parts().person_daily_living, pounds("200.00"));
        assert_eq!(ledger.account.figures().reached_on, Some(date!(2024 - 10 - 15)));
    }
}

#[test]
fn one_penny_below_the_cap_is_not_reached() {
    for cap_test in BOTH {
        let ledger = metered("700.00", "699.99", 7, cap_test);
        assert_eq!(ledger.account.figures().reached_on, None);
        assert_eq!(ledger.account.balance(), pounds("699.99"));
    }
}

#[test]
fn a_total_equal_to_the_cap_has_reached_it_and_exceeds_it_the_day_after() {
    let sunday = date!(2024 - 10 - 13);
    let reached = metered("700.00", "700.00", 14, CapTest::Reached);
    let exceeded = metered("700.00", "700.00", 14, CapTest::Exceeded);
    assert_eq!(reached.account.figures().reached_on, Some(sunday));
    assert_eq!(exceeded.account.figures().reached_on, Some(plus_days(sunday, 1)));
    assert_eq!(reached.stretches(), exceeded.stretches(), "the test moves no amount");
    assert_eq!(
        metered("700.00", "700.00", 7, CapTest::Exceeded).account.figures().reached_on,
        None
    );
}

#[test]
fn one_penny_above_the_cap_is_borne_by_the_council() {
    for cap_test in BOTH {
        let ledger = metered("700.00", "700.01", 7, cap_test);
        let figures = ledger.account.figures();
        assert_eq!(figures.reached_on, Some(date!(2024 - 10 - 13)));
        assert_eq!(figures.balance, pounds("700.00"));
        assert_eq!(figures.not_counted, pounds("0.01"));
    }
}

#[test]
fn on_the_crossing_day_the_room_goes_to_the_persons_part_first() {
    // Under the Act as first enacted both parts count: 70.00 and 35.00 a day, 80.00 of room.
    let both_count = Parts {
        person_accrued: pounds("490.00"),
        council_accrued: pounds("245.00"),
        ..Parts::default()
    };
    let mut ledger = Ledger::opened(MONDAY, pounds("80.00"));
    ledger.rate(MONDAY, WeeklySplit::new(Split::new(both_count).unwrap()).unwrap());
    ledger.meter(plus_days(MONDAY, 1), &terms(&[], CapTest::Reached)).unwrap();
    let parts = *ledger.account.totals().parts();
    assert_eq!(parts.person_accrued, pounds("70.00"));
    assert_eq!(parts.council_accrued, pounds("10.00"));
    assert_eq!(parts.council_not_counted, pounds("25.00"));
}

#[test]
fn cap_and_balance_are_uprated_by_one_factor() {
    // DER-CAP-UPRATING and DER-CAP-UPRATING-ROUNDING.
    let check = |before: &str, factor: &str, cap_after: &str, after: &str| {
        let mut ledger = Ledger::opened(MONDAY, pounds("86000"));
        ledger.rate(MONDAY, weekly(before, "0"));
        let on = plus_days(MONDAY, 7);
        let terms = terms(&[uprating(on, factor, cap_after)], CapTest::Reached);
        ledger.meter(on, &terms).unwrap();
        assert_eq!(ledger.account.balance(), pounds(after));
        assert_eq!(ledger.account.cap(), pounds(cap_after));
        ledger.meter(plus_days(on, 7), &terms).unwrap();
        assert_eq!(ledger.of_kind("UPRATE").len(), 1, "an uprating is posted once");
    };
    check("43000.00", "1.05", "90300.00", "45150.00");
    check("12345.67", "1.037", "89182.00", "12802.46");
}

#[test]
fn who_has_reached_the_cap_stays_at_exactly_the_cap() {
    for cap_test in BOTH {
        let mut ledger = metered("700.00", "900.00", 7, cap_test);
        let on = plus_days(MONDAY, 10);
        let terms = terms(&[uprating(on, "1.037", "725.90")], cap_test);
        ledger.meter(plus_days(MONDAY, 14), &terms).unwrap();
        assert_eq!(ledger.account.balance(), pounds("725.90"));
        assert_eq!(ledger.account.figures().accrued, pounds("700.00"));
        assert_eq!(ledger.of_kind("REACHED").len(), 1);
    }
}

#[test]
fn an_account_is_not_uprated_on_the_day_it_opens() {
    let mut ledger = Ledger::opened(MONDAY, pounds("90300"));
    let terms = terms(&[uprating(MONDAY, "1.05", "90300")], CapTest::Reached);
    ledger.meter(plus_days(MONDAY, 1), &terms).unwrap();
    assert!(ledger.of_kind("UPRATE").is_empty());
}

#[test]
fn an_uprating_whose_factor_is_corrected_is_undone_and_posted_right() {
    let on = plus_days(MONDAY, 7);
    let (mistaken, right) = (uprating(on, "1.037", "89182"), uprating(on, "1.05", "90300"));
    let life = |upratings: &[Uprating], until| {
        let mut ledger = Ledger::opened(MONDAY, pounds("86000"));
        ledger.rate(MONDAY, weekly("700.00", "200.00"));
        ledger.meter(until, &terms(upratings, CapTest::Reached)).unwrap();
        ledger
    };
    // The meter has come to the day of the uprating, or past it.
    for metered_to in [on, plus_days(on, 10)] {
        let mut ledger = life(&[mistaken], metered_to);
        let until = plus_days(on, 21);
        let stated = terms(&[right], CapTest::Reached);
        assert_eq!(
            ledger.meter(until, &stated),
            Err(MeterRefusal::UpratingCorrected { posted: mistaken, stated: right })
        );
        ledger.late(LateFact::Uprating(right), CapTest::Reached).unwrap();
        ledger.meter(until, &stated).unwrap();
        assert_eq!(ledger.account.figures(), life(&[right], until).account.figures());
        assert_eq!(ledger.of_kind("UPRATE").len(), 2);
        assert_eq!(ledger.of_kind("REVERSE").len(), 1);
        assert_eq!(verify(&ledger.entries), Ok(()));
    }
}

#[test]
fn what_corrected_a_mistaken_uprating_does_not_outlive_it() {
    let on = plus_days(MONDAY, 7);
    let mut ledger = Ledger::opened(MONDAY, pounds("86000"));
    ledger.rate(MONDAY, weekly("700.00", "200.00"));
    let mistaken = uprating(on, "1.037", "89182");
    ledger.meter(on, &terms(&[mistaken], CapTest::Reached)).unwrap();
    let higher = rate(weekly("1400.00", "200.00"), 9);
    let fact = LateFact::Rate { from: MONDAY, rate: higher };
    ledger.late(fact, CapTest::Reached).unwrap();
    assert_eq!(ledger.account.figures().uprating, pounds("51.80"));
    let right = uprating(on, "1.05", "90300");
    ledger.late(LateFact::Uprating(right), CapTest::Reached).unwrap();
    assert_eq!(ledger.account.figures().uprating, pounds("70.00"));
}

#[test]
fn a_factor_that_is_only_confirmed_posts_nothing() {
    let on = plus_days(MONDAY, 7);
    let unconfirmed = uprating(on, "1.037", "89182");
    let confirmed = Uprating::new(UpratingFacts { unconfirmed: false, ..*unconfirmed.facts() });
    let mut ledger = Ledger::opened(MONDAY, pounds("86000"));
    ledger.meter(on, &terms(&[unconfirmed], CapTest::Reached)).unwrap();
    let confirmed = terms(&[confirmed.unwrap()], CapTest::Reached);
    ledger.meter(plus_days(on, 7), &confirmed).unwrap();
    assert_eq!(ledger.of_kind("UPRATE").len(), 1);
    assert!(ledger.of_kind("REVERSE").is_empty());
}

#[test]
fn an_account_that_rests_on_caps_that_the_terms_no_longer_have_is_not_metered_on() {
    let (cap, uprated) = (pounds("86000"), pounds("89182"));
    let posted = uprating(plus_days(MONDAY, 7), "1.037", "89182");
    let before_opening = uprating(plus_days(MONDAY, -7), "1.037", "89182");
    let mut ledger = Ledger::opened(MONDAY, cap);
    ledger.meter(plus_days(MONDAY, 7), &terms(&[posted], CapTest::Reached)).unwrap();
    let until = plus_days(MONDAY, 14);
    let mut meter = |terms: MeteringTerms| ledger.meter(until, &terms);
    assert_eq!(
        meter(terms(&[], CapTest::Reached)),
        Err(MeterRefusal::UpratingWithdrawn { posted })
    );
    let changed = |stated| Err(MeterRefusal::OpeningCapChanged { opened_on: MONDAY, cap, stated });
    let late = terms(&[before_opening, posted], CapTest::Reached);
    assert_eq!(meter(late), changed(uprated));
    let other = terms(&[posted], CapTest::Reached).begun_under(pounds("100000"));
    assert_eq!(meter(other), changed(pounds("100000")));
    let same = terms(&[posted], CapTest::Reached).begun_under(cap);
    assert_eq!(meter(same), Ok(()));
}

#[test]
fn an_uprating_that_comes_after_its_days_were_metered_is_a_late_fact() {
    let mut ledger = metered("86000.00", "700.00", 14, CapTest::Reached);
    let on = plus_days(MONDAY, 7);
    let late = uprating(on, "1.037", "89182.00");
    let terms = terms(&[late], CapTest::Reached);
    let refused = ledger.meter(plus_days(MONDAY, 21), &terms);
    assert_eq!(refused, Err(MeterRefusal::LateUprating { on }));
    ledger.late(LateFact::Uprating(late), CapTest::Reached).unwrap();
    assert_eq!(ledger.account.balance(), pounds("1425.90"));
    let twice = ledger.late(LateFact::Uprating(late), CapTest::Reached);
    assert_eq!(twice, Err(LateFactRefusal::UpratingPosted { on }));
    ledger.meter(plus_days(MONDAY, 21), &terms).unwrap();
}

#[test]
fn a_late_fact_that_takes_the_account_below_the_cap_withdraws_the_notice() {
    let mut ledger = metered("700.00", "700.00", 10, CapTest::Reached);
    let lower = |ledger: &Ledger, counts: &str| LateFact::Rate {
        from: plus_days(MONDAY, 2),
        rate: rate(weekly(counts, "200.00"), ledger.account.last_entry()),
    };
    let fact = lower(&ledger, "70.00");
    ledger.late(fact, CapTest::Reached).unwrap();
    assert_eq!(ledger.account.figures().reached_on, None);
    // Monday and Tuesday at 700.00, then eight days at 70.00.
    assert_eq!(ledger.account.balance(), pounds("280.00"));
    let fact = lower(&ledger, "1400.00");
    ledger.late(fact, CapTest::Reached).unwrap();
    assert_eq!(ledger.account.figures().reached_on, Some(date!(2024 - 10 - 11)));
    assert_eq!(ledger.account.balance(), pounds("700.00"));
    assert_eq!((ledger.of_kind("REACHED").len(), ledger.of_kind("REVERSE").len()), (2, 1));
}

#[test]
fn that_the_cap_is_near_is_noticed_once() {
    let mut ledger = metered("5000.00", "100.00", 7, CapTest::Reached);
    assert_eq!(ledger.of_kind("NOTICE").len(), 1);
    ledger.meter(plus_days(MONDAY, 14), &terms(&[], CapTest::Reached)).unwrap();
    assert_eq!(ledger.of_kind("NOTICE").len(), 1);
    assert!(metered("50000.00", "100.00", 7, CapTest::Reached).of_kind("NOTICE").is_empty());
}

#[test]
fn near_means_earlier_than_eighteen_calendar_months_on() {
    let dated = date!(2025 - 04 - 07);
    assert!(within_window(date!(2026 - 10 - 06), dated, 18));
    assert!(!within_window(date!(2026 - 10 - 07), dated, 18));
}

#[test]
fn without_a_rate_or_within_a_lifetime_the_cap_is_never_reached() {
    let of = |counts: &str| project(Money::ZERO, pounds("86000"), &weekly(counts, "200"), MONDAY);
    assert_eq!(of("0"), Ok(None));
    assert_eq!(of("1.00"), Ok(None), "86,000 weeks are beyond ninety-nine years");
    let full = project(pounds("86000"), pounds("86000"), &weekly("650", "200"), MONDAY);
    assert_eq!(full, Ok(Some(MONDAY)));
}

#[test]
fn a_mistaken_rate_is_reversed_and_the_right_one_posted_after_it() {
    let mut ledger = metered("86000.00", "700.00", 14, CapTest::Reached);
    let wrong = rate(weekly("900.00", "200.00"), 2);
    let from = plus_days(MONDAY, 3);
    ledger.late(LateFact::Rate { from, rate: wrong }, CapTest::Reached).unwrap();
    let mistaken = ledger.of_kind("RATE")[1].number;
    ledger.reverse(mistaken, CapTest::Reached).unwrap();
    assert_eq!(ledger.account.balance(), pounds("1400.00"), "as if it had never been recorded");
    let right = rate(weekly("770.00", "200.00"), 3);
    ledger.late(LateFact::Rate { from, rate: right }, CapTest::Reached).unwrap();
    // Three days at 100.00 and eleven at 110.00.
    assert_eq!(ledger.account.balance(), pounds("1510.00"));
}

#[test]
fn a_fact_about_days_before_the_opening_or_after_the_meter_is_not_late() {
    let mut ledger = metered("86000.00", "700.00", 7, CapTest::Reached);
    let mut late = |from| {
        let rate = rate(weekly("1.00", "0"), 9);
        ledger.late(LateFact::Rate { from, rate }, CapTest::Reached)
    };
    let before = late(plus_days(MONDAY, -1));
    assert_eq!(before, Err(LateFactRefusal::BeforeOpening { opened_on: MONDAY }));
    let metered_to = plus_days(MONDAY, 7);
    assert_eq!(late(metered_to), Err(LateFactRefusal::NotLate { metered_to }));
}

#[test]
fn two_upratings_on_one_day_are_refused() {
    let upratings = vec![uprating(MONDAY, "1.05", "90300"), uprating(MONDAY, "1.04", "89440")];
    let refused = MeteringTerms::new(upratings, CapTest::Reached, 18);
    assert_eq!(refused, Err(TermsRefusal::TwoUpratingsOnOneDay(MONDAY)));
}

#[test]
fn that_the_cap_is_near_is_withdrawn_when_it_is_far_again_and_noticed_anew_when_it_is_near_again() {
    let mut ledger = metered("5000.00", "100.00", 7, CapTest::Reached);
    let terms = terms(&[], CapTest::Reached);
    let (noticed, cheaper) = (ledger.account.clone(), plus_days(MONDAY, 7));
    let as_of = cheaper;
    ledger.rate(cheaper, weekly("10.00", "200.00"));
    ledger.meter(plus_days(MONDAY, 14), &terms).unwrap();
    let undone = ledger.of_kind("REVERSE").remove(0);
    assert_eq!(undone.detail.about_number(), Some(ledger.of_kind("NOTICE")[0].number));
    assert!(undone.because.starts_with("The cap is not near any more"), "{}", undone.because);
    assert_eq!(crossings(&noticed, &ledger.account), [Crossing::NearWithdrawn { as_of }]);

    let far = ledger.account.clone();
    ledger.rate(plus_days(MONDAY, 14), weekly("100.00", "200.00"));
    ledger.meter(plus_days(MONDAY, 21), &terms).unwrap();
    let as_of = plus_days(MONDAY, 21);
    assert_eq!(crossings(&far, &ledger.account), [Crossing::Near { as_of }]);
    ledger.meter(plus_days(MONDAY, 28), &terms).unwrap();
    assert_eq!((ledger.of_kind("NOTICE").len(), ledger.of_kind("REVERSE").len()), (2, 1));
    assert_eq!(verify(&ledger.entries), Ok(()));
}

#[test]
fn while_nothing_counts_the_notice_that_the_cap_is_near_stays() {
    let mut ledger = metered("5000.00", "100.00", 7, CapTest::Reached);
    let noticed = ledger.account.clone();
    ledger.rate(plus_days(MONDAY, 7), weekly("0.00", "200.00"));
    ledger.meter(plus_days(MONDAY, 14), &terms(&[], CapTest::Reached)).unwrap();
    assert_eq!(crossings(&noticed, &ledger.account), []);
}

#[test]
fn a_crossing_is_told_once_and_its_withdrawal_once_whichever_test_decides_it() {
    for cap_test in BOTH {
        let mut ledger = metered("700.00", "690.00", 7, cap_test);
        let below = ledger.account.clone();
        ledger.meter(plus_days(MONDAY, 14), &terms(&[], cap_test)).unwrap();
        let reached = ledger.account.clone();
        let on = plus_days(MONDAY, 7);
        assert_eq!(crossings(&below, &reached), [Crossing::Reached { on }], "{cap_test:?}");
        ledger.meter(plus_days(MONDAY, 21), &terms(&[], cap_test)).unwrap();
        assert_eq!(crossings(&reached, &ledger.account), [], "{cap_test:?}");

        let rate = rate(weekly("1.00", "200.00"), 9);
        ledger.late(LateFact::Rate { from: plus_days(MONDAY, 1), rate }, cap_test).unwrap();
        let withdrawn = Crossing::ReachedWithdrawn { on };
        let told = crossings(&reached, &ledger.account);
        assert_eq!(told.first(), Some(&withdrawn), "{cap_test:?}");
        assert!(told.iter().all(|crossing| crossing.is_withdrawal()), "{cap_test:?}");
    }
}
