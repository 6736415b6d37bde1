use std::collections::BTreeSet;
use std::fmt;

use carecap_calendar::{Day, show_day};
use carecap_money::Money;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::bound::{Bound, BoundaryUnit};

/// Where care is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Setting {
    /// At home, or anywhere that is no care home.
    Home,
    /// A care home, for good.
    CareHomePermanent,
    /// A care home, for at most 52 weeks.
    CareHomeTemporary,
    /// A care home, for at most eight weeks.
    CareHomeShortTerm,
}

impl Setting {
    const ALL: [Setting; 4] = [
        Setting::Home,
        Setting::CareHomePermanent,
        Setting::CareHomeTemporary,
        Setting::CareHomeShortTerm,
    ];
}

/// Where a boundary comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What a reader would search for.
    pub title: String,
    /// A link to it; empty: there is none.
    pub href: String,
}

/// A boundary as a council writes it, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundaryInput {
    /// The indicator's code.
    pub indicator: String,
    /// The measure's name.
    pub measure: String,
    /// Only in this setting; none: in every setting.
    pub setting: Option<Setting>,
    /// The first day on which it holds.
    pub from: Day,
    /// The value, in the measure's own unit.
    pub value: Decimal,
    /// Where it comes from.
    pub source: Source,
}

/// A boundary of a council, from a day on until the next of the same measure and setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boundary {
    /// What is bounded.
    pub bound: Bound,
    /// Only in this setting; none: in every setting.
    pub setting: Option<Setting>,
    /// The first day on which it holds.
    pub from: Day,
    /// The value, in the measure's own unit.
    pub value: Decimal,
    /// Where it comes from.
    pub source: Source,
}

/// Why a boundary cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoundaryRefusal {
    /// There is no such boundary.
    #[error(
        "there is no boundary `{indicator} {measure}`; the nearest is `{} {}`",
        nearest.indicator().code(),
        nearest.measure()
    )]
    Unknown {
        /// The indicator as written.
        indicator: String,
        /// The measure as written.
        measure: String,
        /// What may have been meant.
        nearest: Bound,
    },
    /// The value cannot be one of its unit.
    #[error("the value must be {}", .0.demand())]
    ValueOutOfRange(BoundaryUnit),
    /// The measure is the same in every setting.
    #[error("`{}` is the same in every setting", .0.measure())]
    SettingNotAllowed(Bound),
    /// It does not say where it comes from.
    #[error("the source must have a title")]
    SourceMissing,
    /// Another boundary of the same measure and setting starts on the same day.
    #[error("`{}` is set twice from {}", bound.measure(), show_day(*from))]
    Twice {
        /// What is bounded.
        bound: Bound,
        /// The day.
        from: Day,
    },
    /// From this day the lowest usual cost would lie above the highest.
    #[error("the lowest cost lies above the highest from {}", show_day(*.0))]
    LowestAboveHighest(Day),
}

impl BoundaryRefusal {
    /// The field of the boundary that must be changed.
    pub const fn field(&self) -> &'static str {
        match self {
            BoundaryRefusal::Unknown { .. } => "measure",
            BoundaryRefusal::ValueOutOfRange(_) | BoundaryRefusal::LowestAboveHighest(_) => "value",
            BoundaryRefusal::SettingNotAllowed(_) => "setting",
            BoundaryRefusal::SourceMissing => "source",
            BoundaryRefusal::Twice { .. } => "from",
        }
    }
}

/// A refusal, and which of the boundaries it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("boundaries[{index}].{}: {refusal}", refusal.field())]
pub struct BoundaryFault {
    /// The place in what was given, from 0.
    pub index: usize,
    /// Why it cannot stand.
    pub refusal: BoundaryRefusal,
}

/// A council's boundaries, past and future.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BoundarySet {
    boundaries: Vec<Boundary>,
}

/// The boundary that holds on a day, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundaryInForce {
    /// What is bounded.
    pub bound: Bound,
    /// The value, in the measure's own unit.
    pub value: Decimal,
    /// The council's boundary since this day; none: the default.
    pub set_from: Option<Day>,
}

impl BoundarySet {
    /// A council's boundaries, checked and put in order.
    ///
    /// # Errors
    /// Every boundary that cannot stand.
    pub fn new(given: Vec<BoundaryInput>) -> Result<BoundarySet, Vec<BoundaryFault>> {
        let mut faults = Vec::new();
        let mut boundaries = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, input) in given.into_iter().enumerate() {
            let checked = read_boundary(input).and_then(|boundary| {
                let Boundary { bound, setting, from, .. } = boundary;
                if seen.insert((bound, setting, from)) {
                    Ok(boundary)
                } else {
                    Err(BoundaryRefusal::Twice { bound, from })
                }
            });
            match checked {
                Ok(boundary) => boundaries.push((index, boundary)),
                Err(refusal) => faults.push(BoundaryFault { index, refusal }),
            }
        }
        boundaries.sort_by_key(|(_, boundary)| (boundary.bound, boundary.setting, boundary.from));
        let (indices, boundaries): (Vec<usize>, Vec<Boundary>) = boundaries.into_iter().unzip();
        let set = BoundarySet { boundaries };
        faults.extend(set.crossed_ranges(&indices));
        if faults.is_empty() { Ok(set) } else { Err(faults) }
    }

    /// The boundaries by indicator, measure and setting, then by day.
    pub fn boundaries(&self) -> &[Boundary] {
        &self.boundaries
    }

    /// What holds in a setting on a day: the newest that has begun, one for the setting before one
    /// for every setting, and where the council has set none, the default.
    pub fn in_force(
        &self,
        bound: Bound,
        setting: Option<Setting>,
        on: Day,
    ) -> Option<BoundaryInForce> {
        let newest = |setting: Option<Setting>| {
            self.boundaries
                .iter()
                .filter(|one| one.bound == bound && one.setting == setting && one.from <= on)
                .max_by_key(|one| one.from)
        };
        let set = newest(setting).or_else(|| newest(None));
        let value = set.map(|one| one.value).or_else(|| bound.default_value())?;
        Some(BoundaryInForce { bound, value, set_from: set.map(|one| one.from) })
    }

    /// The boundaries of cost from whose start a setting of theirs has its lowest above its
    /// highest.
    fn crossed_ranges(&self, indices: &[usize]) -> Vec<BoundaryFault> {
        let value = |bound, setting, on| self.in_force(bound, setting, on).map(|one| one.value);
        let crossed = |boundary: &Boundary| {
            let everywhere = std::iter::once(None).chain(Setting::ALL.map(Some));
            everywhere
                .filter(|setting| boundary.setting.is_none() || *setting == boundary.setting)
                .any(|setting| {
                    let lowest = value(Bound::CostWeeklyLowest, setting, boundary.from);
                    let highest = value(Bound::CostWeeklyHighest, setting, boundary.from);
                    lowest.zip(highest).is_some_and(|(lowest, highest)| lowest > highest)
                })
        };
        let of_cost = |boundary: &Boundary| boundary.bound.unit() == BoundaryUnit::PoundsWeekly;
        std::iter::zip(indices, &self.boundaries)
            .filter(|(_, boundary)| of_cost(boundary) && crossed(boundary))
            .map(|(index, boundary)| BoundaryFault {
                index: *index,
                refusal: BoundaryRefusal::LowestAboveHighest(boundary.from),
            })
            .collect()
    }
}

fn read_boundary(input: BoundaryInput) -> Result<Boundary, BoundaryRefusal> {
    let bound = Bound::read(&input.indicator, &input.measure).map_err(|nearest| {
        BoundaryRefusal::Unknown {
            indicator: input.indicator.clone(),
            measure: input.measure.clone(),
            nearest,
        }
    })?;
    if !bound.unit().allows(input.value) {
        return Err(BoundaryRefusal::ValueOutOfRange(bound.unit()));
    }
    if input.setting.is_some() && !bound.differs_by_setting() {
        return Err(BoundaryRefusal::SettingNotAllowed(bound));
    }
    if input.source.title.trim().is_empty() {
        return Err(BoundaryRefusal::SourceMissing);
    }
    Ok(Boundary {
        bound,
        setting: input.setting,
        from: input.from,
        value: input.value,
        source: input.source,
    })
}

/// The boundary as evidence shows it: `highest £1,200.00, set from 2024-04-01`.
impl fmt::Display for BoundaryInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.bound {
            Bound::CarerHoursHighest | Bound::CarerShareHighest | Bound::CostWeeklyHighest => {
                "highest"
            }
            Bound::CostWeeklyLowest => "lowest",
            Bound::OutcomesExactly => "edge",
            Bound::WindowMonths => "window in months",
        };
        let value = self.value.normalize().to_string();
        let money = || Money::parse(&value).map_or(value.clone(), |money| money.to_string());
        match self.bound.unit() {
            BoundaryUnit::PoundsWeekly => write!(f, "{what} {}", money())?,
            _ => write!(f, "{what} {value}")?,
        }
        match self.set_from {
            Some(from) => write!(f, ", set from {}", show_day(from)),
            None => write!(f, ", the default"),
        }
    }
}
