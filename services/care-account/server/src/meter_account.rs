use care_account_rules::account::{Account, Posted};
use care_account_rules::entry::{Entry, Stamp};
use care_account_rules::late_fact::{LateFact, late_fact};
use care_account_rules::metering::{MeterRefusal, meter};
use care_account_rules::terms::{MeteringTerms, Uprating};
use carecap_calendar::{Day, show_day};
use carecap_service::Refusal;
use carecap_store::{StoreError, Tx};

use crate::refusals;
use crate::store::accounts::Head;
use crate::store::{entries, is_unreadable};

/// Meters one account. An uprating that became known or was corrected after days from it on were
/// metered is posted first, as the late fact that it is. The inner refusal is work for a person: the
/// rules' own, or about entries that cannot be read.
pub(crate) async fn meter_account(
    tx: &mut Tx,
    head: &Head,
    terms: &MeteringTerms,
    until: Day,
    stamp: &Stamp,
) -> Result<Result<Posted, Refusal>, StoreError> {
    let refused = match meter(&head.account, terms, until, stamp) {
        Ok(posted) => return Ok(Ok(posted)),
        Err(refused) => refused,
    };
    if late_uprating(&refused, terms).is_none() {
        return Ok(Err(refusals::meter(&refused)));
    }
    let entries = match entries::all(tx, head.account_id).await {
        Ok(entries) => entries,
        Err(error) if is_unreadable(&error) => return Ok(Err(refusals::unreadable("entries"))),
        Err(error) => return Err(error),
    };
    let account = head.account.clone();
    Ok(meter_after_late_upratings(account, entries, terms, until, stamp))
}

/// The uprating that must be posted as a late fact before an account is metered, and why.
fn late_uprating(refused: &MeterRefusal, terms: &MeteringTerms) -> Option<(Uprating, String)> {
    match refused {
        MeterRefusal::LateUprating { on } => {
            let because = format!("The uprating of {} became known late.", show_day(*on));
            terms.uprating_on(*on).map(|uprating| (*uprating, because))
        }
        MeterRefusal::UpratingCorrected { posted, stated } => {
            let because = format!(
                "The uprating of {} was corrected from {} to {}.",
                show_day(stated.on()),
                posted.facts().factor,
                stated.facts().factor
            );
            Some((*stated, because))
        }
        _ => None,
    }
}

fn meter_after_late_upratings(
    account: Account,
    mut entries: Vec<Entry>,
    terms: &MeteringTerms,
    until: Day,
    stamp: &Stamp,
) -> Result<Posted, Refusal> {
    let mut made = Posted { account, entries: Vec::new() };
    loop {
        let refused = match meter(&made.account, terms, until, stamp) {
            Ok(posted) => {
                made.account = posted.account;
                made.entries.extend(posted.entries);
                return Ok(made);
            }
            Err(refused) => refused,
        };
        let (late, because) =
            late_uprating(&refused, terms).ok_or_else(|| refusals::meter(&refused))?;
        let fact = LateFact::Uprating(late);
        let posted = late_fact(&entries, fact, terms.cap_test(), &because, stamp)
            .map_err(|refused| refusals::late_fact(&refused))?;
        made.account = posted.account;
        entries.extend(posted.entries.iter().cloned());
        made.entries.extend(posted.entries);
    }
}

#[cfg(test)]
mod tests {
    use care_account_rules::chain::verify;
    use care_account_rules::entry::Opening;
    use care_account_rules::metered::MeteringBasis;
    use care_account_rules::metering::set_rate;
    use care_account_rules::rates::{BudgetVersion, Rate};
    use care_account_rules::split::{Parts, Split, WeeklySplit};
    use care_account_rules::terms::{CapTest, UpratingFacts};
    use carecap_calendar::Instant;
    use carecap_money::Money;
    use rust_decimal::Decimal;
    use time::macros::date;

    use super::*;

    const OPENED: Day = date!(2024 - 10 - 07);

    fn stamp() -> Stamp {
        Stamp { recorded_at: Instant::from_micros(1), run_id: None, trace_id: None }
    }

    fn opened() -> Posted {
        let opening = Opening {
            account_id: "account".to_owned(),
            council_id: "E10000024".to_owned(),
            person_id: "person".to_owned(),
            pack: "england-cap-2022".to_owned(),
            shadow: true,
            cap: Money::from_pence(8_600_000),
        };
        let (account, first) = Account::open(opening, OPENED, &stamp()).unwrap();
        let parts = Parts { person_accrued: Money::from_pence(64_500), ..Parts::default() };
        let rate = Rate {
            weekly: WeeklySplit::new(Split::new(parts).unwrap()).unwrap(),
            basis: MeteringBasis::NotionalCost,
            budget: BudgetVersion { budget_id: "budget".to_owned(), version: 1 },
        };
        let rated = set_rate(&account, OPENED, rate, "A budget.".to_owned(), &stamp()).unwrap();
        Posted { account: rated.account, entries: [vec![first], rated.entries].concat() }
    }

    fn terms(upratings: Vec<Uprating>) -> MeteringTerms {
        MeteringTerms::new(upratings, CapTest::Reached, 18).unwrap()
    }

    fn uprating() -> Uprating {
        uprating_by(1_037, 8_918_200)
    }

    fn uprating_by(thousandths: i64, cap_after: i64) -> Uprating {
        Uprating::new(UpratingFacts {
            on: date!(2025 - 04 - 07),
            factor: Decimal::new(thousandths, 3),
            cap_after: Money::from_pence(cap_after),
            unconfirmed: true,
        })
        .unwrap()
    }

    #[test]
    fn an_uprating_known_late_leaves_the_account_as_if_it_had_been_known_in_time() {
        let (passed, until) = (date!(2025 - 05 - 05), date!(2025 - 06 - 02));
        let opened = opened();
        let unaware = meter(&opened.account, &terms(vec![]), passed, &stamp()).unwrap();
        let entries = [opened.entries.clone(), unaware.entries].concat();
        let aware = terms(vec![uprating()]);
        let late =
            meter_after_late_upratings(unaware.account, entries.clone(), &aware, until, &stamp())
                .unwrap();
        let in_time = meter(&opened.account, &aware, until, &stamp()).unwrap();
        assert_eq!(late.account.figures(), in_time.account.figures());
        assert_eq!(verify(&[entries, late.entries].concat()), Ok(()));
    }
    #[test]
    fn an_uprating_corrected_later_leaves_the_account_as_if_it_had_been_right_in_time() {
        let (passed, until) = (date!(2025 - 05 - 05), date!(2025 - 06 - 02));
        let opened = opened();
        let mistaken = meter(&opened.account, &terms(vec![uprating()]), passed, &stamp()).unwrap();
        let entries = [opened.entries.clone(), mistaken.entries].concat();
        let right = terms(vec![uprating_by(1_050, 9_030_000)]);
        let account = mistaken.account;
        let corrected =
            meter_after_late_upratings(account, entries.clone(), &right, until, &stamp()).unwrap();
        let in_time = meter(&opened.account, &right, until, &stamp()).unwrap();
        assert_eq!(corrected.account.figures(), in_time.account.figures());
        assert!(corrected.entries[0].because.contains("from 1.037 to 1.050"));
        assert_eq!(verify(&[entries, corrected.entries].concat()), Ok(()));
    }
}
