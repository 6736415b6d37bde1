//! When would the cap be reached? A forecast that holds today's figures.

use carecap_calendar::{Day, add_months, plus_days};
use carecap_money::{Money, MoneyError};

use crate::account::Account;
use crate::rates::weekly_on;
use crate::schedule::accrued_of_days;
use crate::split::WeeklySplit;

/// How far a projection looks: ninety-nine years, as long as an account is kept (R-ACC-6).
const HORIZON_MONTHS: u32 = 99 * 12;

/// The day on which the total reaches the cap if the weekly amounts stay as they are and nothing is
/// uprated, counting on from the start of `from`; `from` itself where it is reached already. None:
/// never at this rate, or not within ninety-nine years. R-ACC-4 item 6.
///
/// # Errors
/// [`MoneyError::Overflow`] where an amount does not fit.
pub fn project(
    balance: Money,
    cap: Money,
    weekly: &WeeklySplit,
    from: Day,
) -> Result<Option<Day>, MoneyError> {
    let room = cap.checked_sub(balance)?;
    if room <= Money::ZERO {
        return Ok(Some(from));
    }
    let rate = weekly.metered_rate_weekly();
    if rate <= Money::ZERO {
        return Ok(None);
    }
    // Any seven days make the week, so whole weeks are divided out and under eight days are walked.
    let weeks = (room.pence() - 1) / rate.pence();
    let horizon = add_months(from, HORIZON_MONTHS);
    if weeks > (horizon - from).whole_weeks() {
        return Ok(None);
    }
    let room = Money::from_pence(room.pence() - weeks * rate.pence());
    let start = plus_days(from, weeks * 7);
    let mut day = start;
    while accrued_of_days(weekly, start, plus_days(day, 1))? < room {
        day = plus_days(day, 1);
    }
    Ok(Some(day).filter(|day| *day <= horizon))
}

/// The day on which an account reaches its cap if the rate and the cap of today stay as they are; the
/// day on which it did, where it was noticed already. R-ACC-4 item 6.
///
/// # Errors
/// As [`project`].
pub fn project_account(account: &Account) -> Result<Option<Day>, MoneyError> {
    if let Some(noted) = account.reached() {
        return Ok(Some(noted.on));
    }
    let from = account.metered_to();
    let weekly = weekly_on(&account.weeks(), from);
    project(account.balance(), account.cap(), &weekly, from)
}

/// Whether a projected day is near: earlier than the dated day plus so many calendar months.
/// R-CAP-11 [PROPOSED].
pub fn within_window(projected: Day, dated: Day, months: u32) -> bool {
    projected < add_months(dated, months)
}
