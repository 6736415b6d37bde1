use assessment_intake_rules::assessment::Assessment;
use assessment_intake_rules::financial_statement::FinancialStatement;
use assessment_intake_rules::person::Person;
use carecap_calendar::{Day, Instant};
use carecap_store::{Documents, NewDocument, StoreError, Tx};

/// A number above every Julian day from 1900 to 2200, with as many digits as these have.
const AFTER_ALL_DAYS: i32 = 9_999_999;

/// People, each about themselves.
pub(crate) const PEOPLE: Documents<Person> = Documents::of("people");

/// Assessments, by person and state.
pub(crate) const ASSESSMENTS: Documents<Assessment> = Documents::of("assessments");

/// Financial statements, by person.
pub(crate) const STATEMENTS: Documents<FinancialStatement> = Documents::of("financial_statements");

/// Adds a version of a person's record. [`StoreError::Conflict`]: somebody else added it first.
pub(crate) async fn add_person(tx: &mut Tx, person: &Person, by: &str) -> Result<(), StoreError> {
    let document = NewDocument {
        id: person.person_id,
        version: person.version,
        person_id: Some(person.person_id),
        state: "",
        sort_key: "",
        recorded_by: by,
        body: person,
    };
    PEOPLE.add(tx, document).await
}

/// Adds a version of an assessment. [`StoreError::Conflict`]: somebody else added it first.
pub(crate) async fn add_assessment(tx: &mut Tx, assessment: &Assessment) -> Result<(), StoreError> {
    let facts = assessment.facts();
    let document = NewDocument {
        id: facts.assessment_id,
        version: facts.version,
        person_id: Some(facts.person_id),
        state: facts.state.code(),
        sort_key: "",
        recorded_by: &facts.recorded_by,
        body: assessment,
    };
    ASSESSMENTS.add(tx, document).await
}

/// Adds a version of a statement. [`StoreError::Conflict`]: somebody else added it first.
pub(crate) async fn add_statement(
    tx: &mut Tx,
    statement: &FinancialStatement,
) -> Result<(), StoreError> {
    let document = NewDocument {
        id: statement.financial_statement_id,
        version: statement.version,
        person_id: Some(statement.person_id),
        state: "",
        sort_key: &latest_first(statement.means.facts().from, statement.recorded_at),
        recorded_by: &statement.recorded_by,
        body: statement,
    };
    STATEMENTS.add(tx, document).await
}

/// Lists go up by this text, so both numbers in it count down: the latest first day comes first,
/// and of one first day what was recorded last.
fn latest_first(from: Day, recorded_at: Instant) -> String {
    let days_left = AFTER_ALL_DAYS - from.to_julian_day();
    let micros_left = i64::MAX - recorded_at.micros();
    format!("{days_left:07} {micros_left:019}")
}

#[cfg(test)]
mod tests {
    use carecap_calendar::{first_day, last_day, parse_day};

    use super::*;

    #[test]
    fn a_later_first_day_comes_first_and_then_what_was_recorded_last() {
        let day = |text| parse_day(text).unwrap();
        let at = Instant::from_micros;
        let in_order = [
            latest_first(last_day(), at(1)),
            latest_first(day("2024-10-08"), at(1)),
            latest_first(day("2024-10-07"), at(1_728_291_600_000_001)),
            latest_first(day("2024-10-07"), at(1_728_291_600_000_000)),
            latest_first(day("2024-10-07"), at(9)),
            latest_first(first_day(), at(2)),
        ];
        assert!(in_order.is_sorted(), "{in_order:?}");
    }
}
