//! Which of a person's financial statements a budget rests on, and from which day.

use budget_calculation_rules::budget::StatementReference;
use budget_calculation_rules::needs::Means;
use carecap_calendar::Day;
use carecap_contracts::assessment::v1 as intake;
use carecap_service::{Fields, Refusal};

use crate::convert;

/// A statement, the means that it states and the first day of a budget that rests on it.
pub(crate) struct Speaking {
    pub(crate) statement: StatementReference,
    pub(crate) means: Means,
    pub(crate) on: Day,
}

/// The statement that speaks for the first day of the care: the latest that has begun by then.
/// Where none has, the first one to begin, and then the budget begins with it; so it is the same
/// whether the determination or the statement was heard of first.
pub(crate) fn speaking_for(
    statements: &[intake::FinancialStatement],
    starts_on: Day,
) -> Result<Option<Speaking>, Refusal> {
    let from = |statement: &intake::FinancialStatement| {
        statement.from.as_ref().and_then(|from| carecap_contracts::day(from).ok())
    };
    let dated = || statements.iter().filter_map(|one| Some((from(one)?, one)));
    let begun = dated().find(|(from, _)| *from <= starts_on);
    let to_begin = || {
        let first = dated().map(|(from, _)| from).min();
        dated().find(|(from, _)| Some(*from) == first)
    };
    let Some((from, statement)) = begun.or_else(to_begin) else {
        return Ok(None);
    };
    let mut fields = Fields::new();
    let id = fields.id("financial_statement_id", &statement.financial_statement_id);
    fields.finish()?;
    Ok(Some(Speaking {
        statement: StatementReference { financial_statement_id: id, version: statement.version },
        means: convert::means(statement)?,
        on: from.max(starts_on),
    }))
}

#[cfg(test)]
mod tests {
    use carecap_calendar::parse_day;
    use carecap_contracts::date;
    use uuid::Uuid;

    use super::*;

    fn statement(place: u128, from: &str) -> intake::FinancialStatement {
        intake::FinancialStatement {
            financial_statement_id: Uuid::from_u128(place).to_string(),
            version: 1,
            from: date(parse_day(from).unwrap()),
            household: intake::Household::Single.into(),
            ..Default::default()
        }
    }

    fn spoken_for(starts_on: &str, statements: &[intake::FinancialStatement]) -> (u128, String) {
        let found = speaking_for(statements, parse_day(starts_on).unwrap()).unwrap().unwrap();
        let id = found.statement.financial_statement_id.as_u128();
        (id, carecap_calendar::show_day(found.on))
    }

    #[test]
    fn the_latest_statement_that_has_begun_speaks_for_the_first_day_of_care() {
        let listed =
            [statement(3, "2024-11-04"), statement(2, "2024-10-07"), statement(1, "2024-04-08")];
        assert_eq!(spoken_for("2024-10-07", &listed), (2, "2024-10-07".to_owned()));
        assert_eq!(spoken_for("2024-10-06", &listed), (1, "2024-10-06".to_owned()));
        assert_eq!(spoken_for("2025-01-06", &listed), (3, "2025-01-06".to_owned()));
    }

    #[test]
    fn of_two_statements_from_one_day_the_one_recorded_later_speaks() {
        let listed = [statement(2, "2024-10-07"), statement(1, "2024-10-07")];
        assert_eq!(spoken_for("2024-10-07", &listed), (2, "2024-10-07".to_owned()));
    }

    #[test]
    fn means_that_begin_after_the_care_begin_the_budget() {
        let listed = [statement(2, "2024-12-02"), statement(1, "2024-11-04")];
        assert_eq!(spoken_for("2024-10-07", &listed), (1, "2024-11-04".to_owned()));
    }

    #[test]
    fn without_any_statement_a_personal_budget_waits() {
        let starts_on = parse_day("2024-10-07").unwrap();
        assert!(speaking_for(&[], starts_on).unwrap().is_none());
    }
}
