use serde::{Deserialize, Serialize};

/// What a price buys one of. Unit prices are published data: none is ever derived from another
/// (R-ROUND-5), so half an hour that costs more than half of an hour stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// One hour of one worker.
    #[serde(rename = "HOUR")]
    Hour,
    /// A visit of 15 minutes.
    #[serde(rename = "VISIT_15_MINUTES")]
    Visit15Minutes,
    /// A visit of 30 minutes.
    #[serde(rename = "VISIT_30_MINUTES")]
    Visit30Minutes,
    /// A visit of 45 minutes.
    #[serde(rename = "VISIT_45_MINUTES")]
    Visit45Minutes,
    /// A visit of 60 minutes.
    #[serde(rename = "VISIT_60_MINUTES")]
    Visit60Minutes,
    /// A day, of the length that the council publishes.
    #[serde(rename = "DAY")]
    Day,
    /// A session, of the length that the council publishes.
    #[serde(rename = "SESSION")]
    Session,
    /// A night.
    #[serde(rename = "NIGHT")]
    Night,
    /// A week of seven days.
    #[serde(rename = "WEEK")]
    Week,
    /// There and back again.
    #[serde(rename = "ROUND_TRIP")]
    RoundTrip,
    /// One way.
    #[serde(rename = "JOURNEY")]
    Journey,
    /// A meal.
    #[serde(rename = "MEAL")]
    Meal,
    /// A call.
    #[serde(rename = "CALL")]
    Call,
    /// One item, once.
    #[serde(rename = "ONE_OFF")]
    OneOff,
    /// A year.
    #[serde(rename = "YEAR")]
    Year,
}

impl Unit {
    /// Every unit, in the order of the contract.
    pub const ALL: [Unit; 15] = [
        Unit::Hour,
        Unit::Visit15Minutes,
        Unit::Visit30Minutes,
        Unit::Visit45Minutes,
        Unit::Visit60Minutes,
        Unit::Day,
        Unit::Session,
        Unit::Night,
        Unit::Week,
        Unit::RoundTrip,
        Unit::Journey,
        Unit::Meal,
        Unit::Call,
        Unit::OneOff,
        Unit::Year,
    ];

    /// The code of the contract, for instance `ROUND_TRIP`.
    pub const fn code(self) -> &'static str {
        match self {
            Unit::Hour => "HOUR",
            Unit::Visit15Minutes => "VISIT_15_MINUTES",
            Unit::Visit30Minutes => "VISIT_30_MINUTES",
            Unit::Visit45Minutes => "VISIT_45_MINUTES",
            Unit::Visit60Minutes => "VISIT_60_MINUTES",
            Unit::Day => "DAY",
            Unit::Session => "SESSION",
            Unit::Night => "NIGHT",
            Unit::Week => "WEEK",
            Unit::RoundTrip => "ROUND_TRIP",
            Unit::Journey => "JOURNEY",
            Unit::Meal => "MEAL",
            Unit::Call => "CALL",
            Unit::OneOff => "ONE_OFF",
            Unit::Year => "YEAR",
        }
    }

    /// The unit as councils print it, for instance `round trip`.
    pub const fn title(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::Visit15Minutes => "15 minutes",
            Unit::Visit30Minutes => "30 minutes",
            Unit::Visit45Minutes => "45 minutes",
            Unit::Visit60Minutes => "60 minutes",
            Unit::Day => "day",
            Unit::Session => "session",
            Unit::Night => "night",
            Unit::Week => "week",
            Unit::RoundTrip => "round trip",
            Unit::Journey => "journey",
            Unit::Meal => "meal",
            Unit::Call => "call",
            Unit::OneOff => "one-off",
            Unit::Year => "year",
        }
    }

    /// Reads a unit as a council prints it or as the contract codes it, in either case of letters.
    /// Councils print `return journey` as well as `round trip`.
    pub fn read(text: &str) -> Option<Unit> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("return journey") {
            return Some(Unit::RoundTrip);
        }
        Unit::ALL.into_iter().find(|unit| {
            text.eq_ignore_ascii_case(unit.title()) || text.eq_ignore_ascii_case(unit.code())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_reads_as_printed_and_as_coded_and_is_stored_by_its_code() {
        for unit in Unit::ALL {
            assert_eq!(Unit::read(unit.title()), Some(unit));
            assert_eq!(Unit::read(&unit.code().to_lowercase()), Some(unit));
            let stored = serde_json::to_string(&unit).unwrap();
            assert_eq!(stored, format!("\"{}\"", unit.code()));
        }
        assert_eq!(Unit::read(" Return journey "), Some(Unit::RoundTrip));
    }

    #[test]
    fn a_length_that_no_unit_has_is_not_stretched_to_the_nearest() {
        for text in ["20 minutes", "24 hours", "hours", "", "fortnight"] {
            assert_eq!(Unit::read(text), None, "{text}");
        }
    }
}
