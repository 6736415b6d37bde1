use std::collections::BTreeSet;

use assessment_intake_rules::need_line::{NeedLine, NeedLineFacts};
use assessment_intake_rules::needs::{
    DayLevel, Duty, FreeByLaw, KindOfHelp, LinePeriod, MetBy, Outcome, Slot,
};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::date;
use carecap_service::{Fields, Refusal};

use super::{Word as _, all_read};
use crate::refusals::need_line_field;

pub(crate) fn need_lines(lines: &[proto::NeedLine]) -> Result<Vec<NeedLine>, Refusal> {
    let mut fields = Fields::new();
    let read = lines_of(&mut fields, "need_lines", lines);
    all_read(fields, read)
}

/// Reads the lines of a field. None: one of them cannot be read, and `fields` says why.
pub(super) fn lines_of(
    fields: &mut Fields,
    field: &str,
    lines: &[proto::NeedLine],
) -> Option<Vec<NeedLine>> {
    let mut read = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        read.push(need_line(fields, &format!("{field}[{index}]"), line));
    }
    read.into_iter().collect()
}

fn need_line(fields: &mut Fields, path: &str, line: &proto::NeedLine) -> Option<NeedLine> {
    let at = |field: &str| format!("{path}.{field}");
    let outcomes = line.outcomes.iter().enumerate().map(|(index, outcome)| {
        Outcome::read(fields, &at(&format!("outcomes[{index}]")), *outcome)
    });
    let outcomes: Vec<Option<Outcome>> = outcomes.collect();
    let kind = KindOfHelp::read(fields, &at("kind"), line.kind);
    let times = fields.decimal(&at("times"), &line.times);
    let minutes = u16::try_from(line.minutes).map_err(|_| "is not between 0 and 1440");
    let minutes = fields.check(&at("minutes"), minutes);
    let people = u8::try_from(line.people).map_err(|_| "is not between 0 and 4");
    let people = fields.check(&at("people"), people);
    let slot = Slot::read_or_default(fields, &at("slot"), line.slot);
    let met_by = MetBy::read(fields, &at("met_by"), line.met_by);
    let level = DayLevel::read_or_default(fields, &at("level"), line.level);
    let period = LinePeriod::read_or_default(fields, &at("period"), line.period);
    let duty = Duty::read_or_default(fields, &at("duty"), line.duty);
    let free_by_law = FreeByLaw::read_optional(fields, &at("free_by_law"), line.free_by_law);
    let free_from = fields.optional_day(&at("free_from"), line.free_from.as_ref());
    let facts = NeedLineFacts {
        outcomes: outcomes.into_iter().collect::<Option<BTreeSet<Outcome>>>()?,
        kind: kind?,
        times,
        minutes: minutes?,
        people: people?.max(1),
        slot,
        met_by: met_by?,
        carer_ref: Some(line.carer_ref.clone()).filter(|word| !word.is_empty()),
        level,
        period,
        band: Some(line.band.clone()).filter(|word| !word.is_empty()),
        duty,
        free_by_law: free_by_law?,
        free_from,
    };
    match NeedLine::new(facts) {
        Ok(line) => Some(line),
        Err(refused) => {
            fields.fault(at(need_line_field(&refused)), refused.to_string());
            None
        }
    }
}

pub(super) fn written(line: &NeedLine) -> proto::NeedLine {
    let facts = line.facts();
    proto::NeedLine {
        outcomes: facts.outcomes.iter().map(|outcome| outcome.listed()).collect(),
        kind: facts.kind.listed(),
        times: facts.times.normalize().to_string(),
        minutes: i32::from(facts.minutes),
        people: i32::from(facts.people),
        slot: facts.slot.listed(),
        met_by: facts.met_by.listed(),
        carer_ref: facts.carer_ref.clone().unwrap_or_default(),
        level: facts.level.listed(),
        period: facts.period.listed(),
        band: facts.band.clone().unwrap_or_default(),
        duty: facts.duty.listed(),
        free_by_law: facts.free_by_law.map(FreeByLaw::listed).unwrap_or_default(),
        free_from: facts.free_from.and_then(date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> proto::NeedLine {
        proto::NeedLine {
            outcomes: vec![proto::Outcome::Hygiene.into(), proto::Outcome::Clothing.into()],
            kind: proto::KindOfHelp::PersonalCare.into(),
            times: "3.5".to_owned(),
            minutes: 45,
            people: 2,
            slot: proto::Slot::Morning.into(),
            met_by: proto::MetBy::Carer.into(),
            carer_ref: "carer-1".to_owned(),
            level: proto::DayLevel::BadDay.into(),
            period: proto::LinePeriod::Week.into(),
            band: "3".to_owned(),
            duty: proto::Duty::Discretionary.into(),
            free_by_law: proto::FreeByLaw::Reablement.into(),
            free_from: date(carecap_calendar::first_day()),
        }
    }

    #[test]
    fn a_need_line_is_written_as_it_was_read() {
        let read = need_lines(&[line()]).unwrap();
        assert_eq!(read.iter().map(written).collect::<Vec<_>>(), [line()]);
    }

    #[test]
    fn what_a_line_leaves_unsaid_is_one_person_at_any_time_on_usual_days_of_a_week() {
        let sparse = proto::NeedLine { people: 0, slot: 0, level: 0, period: 0, ..line() };
        let read = need_lines(&[sparse]).unwrap();
        let facts = read[0].facts();
        assert_eq!((facts.people, facts.slot), (1, Slot::Any));
        assert_eq!((facts.level, facts.period), (DayLevel::Usual, LinePeriod::Week));
    }

    #[test]
    fn a_line_that_names_no_power_is_eligible_and_not_free() {
        let plain = proto::NeedLine { duty: 0, free_by_law: 0, free_from: None, ..line() };
        let read = need_lines(&[plain]).unwrap();
        let facts = read[0].facts();
        assert_eq!((facts.duty, facts.free_by_law), (Duty::Eligible, None));
    }

    #[test]
    fn every_line_that_is_wrong_is_named() {
        let no_carer = proto::NeedLine { carer_ref: String::new(), ..line() };
        let no_kind = proto::NeedLine { kind: 0, times: "often".to_owned(), ..line() };
        let unknown = proto::NeedLine { duty: 99, free_by_law: 99, ..line() };
        let no_first_day = proto::NeedLine { free_from: None, ..line() };
        let not_free = proto::NeedLine { free_by_law: 0, ..line() };
        let given = [line(), no_carer, no_kind, unknown, no_first_day, not_free];
        let refusal = need_lines(&given).unwrap_err();
        let wrong = [
            "need_lines[1].carer_ref",
            "need_lines[2].kind",
            "need_lines[2].times",
            "need_lines[3].duty",
            "need_lines[3].free_by_law",
            "need_lines[4].free_from",
            "need_lines[5].free_from",
        ];
        for field in wrong {
            assert!(refusal.message().contains(field), "{field}: {refusal:?}");
        }
    }
}
