use carecap_calendar::Day;
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use super::results::{CostedNeeds, results};
use super::{Changes, DraftRefused};
use crate::mapping::{MappedNeeds, NeedsToMeet, ServiceMapping, UnpricedNeed, service_lines};
use crate::needs::{AgeBand, ArrangedBy, Duty, FieldRefused, Means, NeedLine, Setting, is_default};
use crate::plan::{ArrangementFee, Overwrite, PlanFigures, SupportPlan};
use crate::policy::{PolicyOnDay, RecordedValues};
use crate::pricing::{
    BudgetLine, GivenLine, Priced, PricedRate, RateQuery, ToPrice, budget_lines, rates_needed,
};
use crate::receipt::{Body, PackUsed, body_of};
use crate::working::{Figure, Readings, Working};

/// What a budget states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BudgetKind {
    /// A personal budget, Care Act 2014 s26: cost, the person's part, the council's part.
    Personal,
    /// An independent personal budget, s28: what meeting the needs would cost the council.
    Independent,
}

/// Everything about a person that a budget is worked out from. It says nothing of who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftInputs {
    /// The first day of the care, and the day whose law and prices are used.
    pub on: Day,
    /// Where the care is given.
    pub setting: Setting,
    /// Who arranges the care.
    pub arranged_by: ArrangedBy,
    /// The day on which the duty to assess arose, where it is known (R-METER-1).
    pub duty_date: Option<Day>,
    /// The age band on the day.
    pub age_band: AgeBand,
    /// The needs.
    pub need_lines: Vec<NeedLine>,
    /// The means; an independent personal budget needs none and keeps none.
    pub means: Option<Means>,
    /// A permanent stay only: its first day, where it is not the first day of the care (R-FIN-14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permanent_since: Option<Day>,
    /// Lines with their prices, in place of needs that would be mapped and priced: previews only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_lines: Vec<GivenLine>,
    /// Lines whose actual cost differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overwrites: Vec<Overwrite>,
    /// How the budget is to be used, where somebody has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<SupportPlan>,
    /// Whether the person has reached the cap of a pack that has one (R-CAP-2).
    #[serde(default, skip_serializing_if = "is_default")]
    pub cap_reached: bool,
}

/// A budget as it was worked out, with all of its working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it states.
    pub kind: BudgetKind,
    /// The priced lines, weekly ones first.
    pub lines: Vec<BudgetLine>,
    /// The needs that cost nothing here.
    pub unpriced: Vec<UnpricedNeed>,
    /// What meeting the needs costs the council in a week.
    pub cost_weekly: Money,
    /// What the person must pay in a week; none on an independent personal budget.
    pub contribution_weekly: Option<Money>,
    /// What the council must pay in a week; none on an independent personal budget.
    pub council_weekly: Option<Money>,
    /// The daily living costs within the cost; none where none apply.
    pub daily_living_weekly: Option<Money>,
    /// The cost less the daily living costs; none where none apply.
    pub balance_weekly: Option<Money>,
    /// What lines counted by the year cost in one year, apart from the weekly figures (R-BUD-6).
    pub cost_yearly: Money,
    /// Keys of values that no named officer had confirmed. Publication waits for them.
    pub unconfirmed: Vec<String>,
    /// Whether it rests on a pack that is not law.
    pub shadow: bool,
    /// The body of its receipt.
    pub receipt: Body,
    /// What meeting the eligible needs alone costs in a week; none where nothing else is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_eligible_weekly: Option<Money>,
    /// The part of the contribution that is for eligible needs; none where nothing else is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution_eligible_weekly: Option<Money>,
    /// A fee for arranging the care, outside the budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrangement_fee: Option<ArrangementFee>,
    /// What comes of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_figures: Option<PlanFigures>,
    /// Overwrites that held no longer on the first day: each needs a decision.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expired_overwrites: Vec<Overwrite>,
    /// The first day on which a figure changes of itself, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_on: Option<Day>,
}

/// What the rate catalogue must be asked before these needs can be drafted into a budget.
///
/// # Errors
/// As [`draft`], where the needs cannot be made into services.
pub fn rates_needed_for(
    inputs: &DraftInputs,
    policy: &PolicyOnDay,
    mapping: &ServiceMapping,
) -> Result<Vec<RateQuery>, DraftRefused> {
    let mapped = map_needs(&mut Working::new(), &mut Readings::of(policy), inputs, mapping)?;
    Ok(rates_needed(&mapped.lines))
}

/// Works out a budget. The council arranges: a personal budget (R-BUD-1, R-BUD-2). The person
/// arranges, under a commenced cap pack: an independent personal budget (R-IPB-1 to R-IPB-3), priced from
/// the same rates (R-IPB-5) and without any means (R-IPB-6).
///
/// # Errors
/// [`DraftRefused`], with a variant for each thing that somebody could put right.
pub fn draft(
    inputs: &DraftInputs,
    policy: &PolicyOnDay,
    mapping: &ServiceMapping,
    rates: &[PricedRate],
) -> Result<Draft, DraftRefused> {
    Drafting::begin(inputs, policy, mapping)?.finish(rates)
}

/// A budget whose needs are made into services, and which waits for their prices.
pub struct Drafting<'a> {
    kind: BudgetKind,
    inputs: &'a DraftInputs,
    policy: &'a PolicyOnDay,
    working: Working,
    policy_read: Readings<'a>,
    mapped: MappedNeeds<'a>,
}

impl<'a> Drafting<'a> {
    /// Makes the needs into services.
    ///
    /// # Errors
    /// As [`draft`], for everything that no price decides.
    pub fn begin(
        inputs: &'a DraftInputs,
        policy: &'a PolicyOnDay,
        mapping: &'a ServiceMapping,
    ) -> Result<Drafting<'a>, DraftRefused> {
        Drafting::mapped(inputs, policy, mapping).map_err(|refused| refused.located(inputs))
    }

    fn mapped(
        inputs: &'a DraftInputs,
        policy: &'a PolicyOnDay,
        mapping: &'a ServiceMapping,
    ) -> Result<Drafting<'a>, DraftRefused> {
        let kind = kind_of(inputs, policy)?;
        let mut working = Working::new();
        let mut policy_read = Readings::of(policy);
        let mapped = map_needs(&mut working, &mut policy_read, inputs, mapping)?;
        Ok(Drafting { kind, inputs, policy, working, policy_read, mapped })
    }

    /// What the rate catalogue must be asked.
    pub fn rates_needed(&self) -> Vec<RateQuery> {
        rates_needed(&self.mapped.lines)
    }

    /// Prices the services, and works out who pays what.
    ///
    /// # Errors
    /// As [`draft`].
    pub fn finish(self, rates: &[PricedRate]) -> Result<Draft, DraftRefused> {
        let inputs = self.inputs;
        self.worked_out(rates).map_err(|refused| refused.located(inputs))
    }

    fn worked_out(self, rates: &[PricedRate]) -> Result<Draft, DraftRefused> {
        let Drafting { kind, inputs, policy, mut working, mut policy_read, mapped } = self;
        let mut kept = inputs.clone();
        if kind == BudgetKind::Independent {
            kept.means = None;
        }
        let mut changes = Changes::after(inputs.on);
        let to_price = ToPrice {
            services: &mapped.lines,
            given: &inputs.given_lines,
            overwrites: &inputs.overwrites,
            on: inputs.on,
        };
        let priced = budget_lines(&mut working, &mut policy_read, to_price, rates)?;
        let costed = CostedNeeds { kind, lines: &priced.lines, unpriced: &mapped.unpriced };
        let results = results(costed, &kept, &mut working, &mut policy_read, &mut changes)?;
        let unconfirmed = policy_read.unconfirmed();
        let (parameters, choices) = policy_read.into_recorded();
        note_ends(&mut changes, &mapped, &priced, [&parameters, &choices]);
        let body = body_of(Body {
            form: Body::FORM,
            inputs: kept,
            policy: PackUsed { pack: policy.pack().to_owned(), shadow: policy.is_shadow() },
            parameters,
            choices,
            rates: priced.rates,
            mapping: mapped.entries,
            unpriced: mapped.unpriced,
            rules: Default::default(),
            steps: working.into_steps(),
            results,
        });
        let found = Found {
            lines: priced.lines,
            expired_overwrites: priced.expired,
            changes_on: changes.first(),
            unconfirmed,
        };
        Ok(found.into_draft(body))
    }
}

/// What a draft says beside what its receipt does.
struct Found {
    lines: Vec<BudgetLine>,
    expired_overwrites: Vec<Overwrite>,
    changes_on: Option<Day>,
    unconfirmed: Vec<String>,
}

impl Found {
    fn into_draft(self, receipt: Body) -> Draft {
        let results = &receipt.results;
        let value = |figure: &Option<Figure<Money>>| figure.as_ref().map(|figure| figure.value);
        Draft {
            kind: results.kind,
            lines: self.lines,
            unpriced: receipt.unpriced.clone(),
            cost_weekly: results.cost_weekly.value,
            contribution_weekly: value(&results.contribution_weekly),
            council_weekly: value(&results.council_weekly),
            daily_living_weekly: value(&results.daily_living_weekly),
            balance_weekly: value(&results.balance_weekly),
            cost_yearly: results.cost_yearly.value,
            cost_eligible_weekly: value(&results.cost_eligible_weekly),
            contribution_eligible_weekly: value(&results.contribution_eligible_weekly),
            arrangement_fee: results.arrangement_fee.clone(),
            plan_figures: results.plan.clone(),
            expired_overwrites: self.expired_overwrites,
            changes_on: self.changes_on,
            unconfirmed: self.unconfirmed,
            shadow: receipt.policy.shadow,
            receipt,
        }
    }
}

/// Notes the days on which what the budget rests on is followed by something else: a value, a price,
/// an entry of the mapping, an overwrite.
fn note_ends(
    changes: &mut Changes,
    mapped: &MappedNeeds<'_>,
    priced: &Priced,
    values_read: [&RecordedValues; 2],
) {
    let values = values_read.into_iter().flat_map(RecordedValues::values);
    changes.note(values.filter_map(|value| value.in_force.end()));
    changes.note(priced.rates.iter().filter_map(|rate| rate.in_force.end()));
    changes.note(mapped.changes_on.iter().copied());
    let overwritten = priced.lines.iter().filter_map(|line| line.original.as_ref());
    changes.note(overwritten.map(|original| original.overwrite.expires_on));
}

fn kind_of(inputs: &DraftInputs, policy: &PolicyOnDay) -> Result<BudgetKind, DraftRefused> {
    if policy.on() != inputs.on {
        return Err(DraftRefused::PolicyOfAnotherDay { policy_on: policy.on(), on: inputs.on });
    }
    if inputs.need_lines.is_empty() && inputs.given_lines.is_empty() {
        let (what, instead) = ("there are no needs", "give need lines, or lines with their prices");
        return Err(FieldRefused::at("need_lines", what, instead).into());
    }
    match inputs.arranged_by {
        ArrangedBy::Council if inputs.means.is_none() => {
            Err(DraftRefused::FinancialStatementMissing)
        }
        ArrangedBy::Council => Ok(BudgetKind::Personal),
        ArrangedBy::Person if policy.has_cap()? => {
            refuse_cap_reached(inputs)?;
            refuse_discretionary(&inputs.given_lines)?;
            Ok(BudgetKind::Independent)
        }
        ArrangedBy::Person => {
            Err(DraftRefused::PackNotInForce { pack: policy.pack().to_owned(), on: inputs.on })
        }
    }
}

/// Reaching the cap changes what somebody is charged, and an independent personal budget charges nobody:
/// whoever reaches the cap holds a personal budget from then on. R-CAP-3, Care Act 2014 s18(5), not in
/// force.
fn refuse_cap_reached(inputs: &DraftInputs) -> Result<(), FieldRefused> {
    if !inputs.cap_reached {
        return Ok(());
    }
    let what =
        "an independent personal budget says nothing of who pays, before the cap or after it";
    let instead = "leave it out, or write COUNCIL as who arranges the care";
    Err(FieldRefused::at("cap_reached", what, instead))
}

/// An independent personal budget is of eligible needs alone. Needs of another kind drop out of it,
/// and a line that comes with its price has no need to drop out. R-IPB-2, Care Act 2014 s28(3).
fn refuse_discretionary(lines: &[GivenLine]) -> Result<(), FieldRefused> {
    let discretionary = lines.iter().position(|line| line.duty == Duty::Discretionary);
    discretionary.map_or(Ok(()), |place| {
        let what = "an independent personal budget is of eligible needs alone";
        Err(FieldRefused::at(format!("given_lines[{place}].duty"), what, "leave the line out"))
    })
}

fn map_needs<'a>(
    working: &mut Working,
    policy: &mut Readings<'_>,
    inputs: &'a DraftInputs,
    mapping: &'a ServiceMapping,
) -> Result<MappedNeeds<'a>, DraftRefused> {
    let needs = NeedsToMeet {
        lines: &inputs.need_lines,
        setting: inputs.setting,
        arranged_by: inputs.arranged_by,
        on: inputs.on,
    };
    Ok(service_lines(working, policy, needs, mapping)?)
}
