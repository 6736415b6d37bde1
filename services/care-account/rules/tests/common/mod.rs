//! What several tests build on: amounts in pounds, a rate, an account with its entries.
#![allow(dead_code, reason = "each test uses a part of this module")]

use care_account_rules::account::{Account, Posted};
use care_account_rules::entry::{Entry, EntryDetail, Opening, Stamp};
use care_account_rules::late_fact::{LateFact, LateFactRefusal, late_fact};
use care_account_rules::metered::MeteringBasis;
use care_account_rules::metering::{MeterRefusal, meter, set_rate};
use care_account_rules::rates::{BudgetVersion, Rate};
use care_account_rules::record::{FactRefusal, record};
use care_account_rules::reversal::{ReversalRefusal, reverse};
use care_account_rules::split::{Parts, Split, WeeklySplit};
use care_account_rules::stated::{Decision, Fact};
use care_account_rules::terms::{CapTest, MeteringTerms, Uprating, UpratingFacts};
use carecap_calendar::{Day, Instant};
use carecap_money::Money;
use rust_decimal::Decimal;

pub fn pounds(text: &str) -> Money {
    Money::parse(text).unwrap()
}

pub fn weekly(counts: &str, daily_living: &str) -> WeeklySplit {
    let parts = Parts {
        person_accrued: pounds(counts),
        person_daily_living: pounds(daily_living),
        ..Parts::default()
    };
    WeeklySplit::new(Split::new(parts).unwrap()).unwrap()
}

pub fn rate(weekly: WeeklySplit, version: i64) -> Rate {
    let budget = BudgetVersion { budget_id: "budget".to_owned(), version };
    Rate { weekly, basis: MeteringBasis::NotionalCost, budget }
}

pub fn decision(on: Day) -> Decision {
    Decision { by: "grace.owusu".to_owned(), on, reason: "As the ward told us.".to_owned() }
}

pub fn uprating(on: Day, factor: &str, cap_after: &str) -> Uprating {
    Uprating::new(UpratingFacts {
        on,
        factor: Decimal::from_str_exact(factor).unwrap(),
        cap_after: pounds(cap_after),
        unconfirmed: true,
    })
    .unwrap()
}

pub fn terms(upratings: &[Uprating], cap_test: CapTest) -> MeteringTerms {
    MeteringTerms::new(upratings.to_vec(), cap_test, 18).unwrap()
}

/// A ledger in memory: the head, the entries, and a clock that ticks with each posting.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub account: Account,
    pub entries: Vec<Entry>,
}

impl Ledger {
    pub fn opened(on: Day, cap: Money) -> Ledger {
        let opening = Opening {
            account_id: "account".to_owned(),
            council_id: "E10000024".to_owned(),
            person_id: "person".to_owned(),
            pack: "england-cap-2022".to_owned(),
            shadow: true,
            cap,
        };
        let stamp = Stamp { recorded_at: Instant::from_micros(1), run_id: None, trace_id: None };
        let (account, entry) = Account::open(opening, on, &stamp).unwrap();
        Ledger { account, entries: vec![entry] }
    }

    pub fn stamp(&self) -> Stamp {
        let recorded_at = Instant::from_micros(self.account.last_entry() * 1_000);
        Stamp { recorded_at, run_id: Some("run".to_owned()), trace_id: None }
    }

    pub fn take(&mut self, posted: Posted) {
        self.account = posted.account;
        self.entries.extend(posted.entries);
    }

    /// A rate in time.
    pub fn rate(&mut self, from: Day, weekly: WeeklySplit) {
        let rate = rate(weekly, self.account.last_entry());
        let stamp = self.stamp();
        self.take(set_rate(&self.account, from, rate, "A budget.".to_owned(), &stamp).unwrap());
    }

    /// A rate in time or late, whichever it is.
    pub fn rate_whenever(
        &mut self,
        from: Day,
        weekly: WeeklySplit,
        basis: MeteringBasis,
        cap_test: CapTest,
    ) {
        let rate = Rate { basis, ..rate(weekly, self.account.last_entry()) };
        if from >= self.account.metered_to() {
            let stamp = self.stamp();
            let posted = set_rate(&self.account, from, rate, "A budget.".to_owned(), &stamp);
            self.take(posted.unwrap());
        } else {
            self.late(LateFact::Rate { from, rate }, cap_test).unwrap();
        }
    }

    pub fn late(&mut self, fact: LateFact, cap_test: CapTest) -> Result<(), LateFactRefusal> {
        let posted = late_fact(&self.entries, fact, cap_test, "Learned late.", &self.stamp())?;
        self.take(posted);
        Ok(())
    }

    /// What somebody states, in time or late, whichever it is.
    pub fn state(&mut self, fact: &Fact, cap_test: CapTest) -> Result<(), FactRefusal> {
        let posted = record(&self.entries, fact, cap_test, &self.stamp())?;
        self.take(posted);
        Ok(())
    }

    pub fn reverse(&mut self, number: i64, cap_test: CapTest) -> Result<(), ReversalRefusal> {
        let by = decision(self.account.metered_to());
        let posted = reverse(&self.entries, number, by, cap_test, &self.stamp())?;
        self.take(posted);
        Ok(())
    }

    pub fn meter(&mut self, until: Day, terms: &MeteringTerms) -> Result<(), MeterRefusal> {
        let posted = meter(&self.account, terms, until, &self.stamp())?;
        self.take(posted);
        Ok(())
    }

    pub fn of_kind(&self, code: &str) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.detail.code() == code).collect()
    }

    /// Each stretch with everything posted about it: start, end, parts.
    pub fn stretches(&self) -> Vec<(Day, Day, Split)> {
        let about_days = |entry: &&Entry| entry.is_about_days();
        let accruals =
            self.entries.iter().filter(|entry| matches!(entry.detail, EntryDetail::Accrue { .. }));
        accruals
            .map(|accrual| {
                let net = self
                    .entries
                    .iter()
                    .filter(about_days)
                    .filter(|entry| entry.start() == accrual.start())
                    .fold(Split::ZERO, |sum, entry| {
                        sum.checked_add(&entry.detail.split()).unwrap()
                    });
                (accrual.start(), accrual.effective.end().unwrap(), net)
            })
            .collect()
    }
}
