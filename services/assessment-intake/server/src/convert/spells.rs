use assessment_intake_rules::fluctuation::{
    FluctuationFacts, SpellsCounted, Told, for_person, for_practitioner,
};
use assessment_intake_rules::need_line::NeedLine;
use assessment_intake_rules::questionnaire::SpellCounting;
use carecap_contracts::assessment::v1 as proto;
use carecap_service::{Fields, Refusal};
use uuid::Uuid;

use super::need_line::{lines_of, written};
use super::{Word as _, all_read};

/// What is asked of bad spells.
#[derive(Debug)]
pub(crate) struct AskedOfSpells {
    pub(crate) assessment_id: Uuid,
    pub(crate) spell_week: Vec<NeedLine>,
    /// None: as the questionnaire says.
    pub(crate) counting: Option<SpellCounting>,
}

pub(crate) fn asked_of_spells(
    request: &proto::CountBadSpellsRequest,
) -> Result<AskedOfSpells, Refusal> {
    let mut fields = Fields::new();
    let assessment_id = fields.id("assessment_id", &request.assessment_id);
    let spell_week = lines_of(&mut fields, "spell_week", &request.spell_week);
    let counting = SpellCounting::read_optional(&mut fields, "counting", request.counting);
    let read =
        || Some(AskedOfSpells { assessment_id, spell_week: spell_week?, counting: counting? });
    all_read(fields, read())
}

/// The numbers of spells are at most those of the questionnaire, so none is too large for its field.
pub(crate) fn spells_counted(
    told: Option<&Told>,
    judged_over_weeks: Option<u16>,
    counted: &SpellsCounted,
) -> proto::CountBadSpellsResponse {
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let facts = told.map(|told| *told.fluctuation.facts()).unwrap_or_default();
    let FluctuationFacts { bad_days_weekly, spells_yearly, weeks_each, .. } = facts;
    let weeks_in_spells = told.map_or(0, |told| told.fluctuation.weeks_in_spells());
    proto::CountBadSpellsResponse {
        bad_days_weekly: number(bad_days_weekly),
        spells_yearly: number(spells_yearly),
        weeks_each: number(weeks_each),
        weeks_in_spells: number(weeks_in_spells),
        counting: counted.counting.listed(),
        yearly_lines: counted.yearly_lines.iter().map(written).collect(),
        weeks_replaced: number(counted.weeks_replaced),
        minutes_yearly_without_spells: counted
            .minutes_yearly_without_spells
            .normalize()
            .to_string(),
        minutes_yearly: counted.minutes_yearly.normalize().to_string(),
        for_person: for_person(told, judged_over_weeks),
        for_practitioner: for_practitioner(told, judged_over_weeks, counted),
    }
}
