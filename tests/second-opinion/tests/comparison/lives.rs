//! Random lives: every type, date, choice and setting, with amounts near the limits.

use std::collections::BTreeSet;

use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, Bounded, Capital, CapitalType, Disclosure, Duty, Frequency, HomeDisregard,
    Household, Income, IncomeType, KindOfHelp, LinePeriod, Means, MetBy, NeedLine, NotionalCharge,
    Outgoing, OutgoingType, PensionPot, Percent, Premium, Setting, StatedAmount, Text, Times,
};
use budget_calculation_rules::policy::{Choice, Confidence};
use carecap_calendar::{Day, parse_day, plus_days};
use carecap_money::Money;
use carecap_second_opinion::Pence;
use carecap_second_opinion::sheet::means_test;

use super::chance::Chance;
use super::council::{choice, choices};
use super::words::{CAPITAL, FREQUENCIES, HOME_DISREGARDS, INCOMES, OUTGOINGS, PREMIUMS, SETTINGS};
use super::{figures, life, policy};

/// A life, what its care costs in a week, and what its council has chosen.
#[derive(Debug, Clone)]
pub struct Case {
    pub inputs: DraftInputs,
    pub cost: Pence,
    pub choices: Vec<Choice>,
}

/// The case of that seed and number.
pub fn random_case(seed: u64, number: u64) -> Case {
    let chance = &mut Chance::of(seed, number);
    let on = day(chance);
    let setting = chance.one_of(&SETTINGS);
    let permanent = setting == Setting::CareHomePermanent;
    let stated = permanent && chance.once_in(2);
    let age_band = age_band(chance);
    let inputs = DraftInputs {
        on,
        setting,
        arranged_by: ArrangedBy::Council,
        duty_date: None,
        age_band,
        need_lines: vec![need_line()],
        means: Some(means(chance, on, setting, age_band)),
        permanent_since: but_for_a_slip(chance, stated).then(|| chance.day_before(on)),
        given_lines: Vec::new(),
        overwrites: Vec::new(),
        plan: None,
        cap_reached: false,
    };
    let choices = choices(chance, on);
    let mut case = Case { inputs, cost: Pence::from(chance.pence(150_000)), choices };
    bring_near_a_turn(chance, &mut case);
    case
}

/// Moves the cost, or the smallest bill, beside what the person would pay if the care cost any
/// amount: that is where least and waiver turn.
fn bring_near_a_turn(chance: &mut Chance, case: &mut Case) {
    let near_cost = chance.once_in(6);
    if !near_cost && !chance.once_in(6) {
        return;
    }
    let any_cost = 10_000_000;
    let Ok(sheet) = means_test(&life(case), any_cost, &figures(&policy(case))) else { return };
    if sheet.full_cost {
        return;
    }
    let beside = chance.beside(&[i64::try_from(sheet.contribution).unwrap()]);
    if near_cost {
        case.cost = Pence::from(beside);
        return;
    }
    let (key, on) = ("minimum_bill_weekly", case.inputs.on);
    let smallest = Money::from_pence(beside).pounds().to_string();
    case.choices.retain(|choice| choice.key != key);
    case.choices.push(choice(key, on, smallest, Confidence::Seen));
}

/// A day that the packs know; the first week of a year more often than others.
fn day(chance: &mut Chance) -> Day {
    let first = parse_day("2021-04-06").unwrap();
    let last = parse_day("2027-04-05").unwrap();
    let days = if chance.once_in(3) {
        chance.between(0, 6) * 365 + chance.between(-2, 9)
    } else {
        chance.between(0, (last - first).whole_days())
    };
    plus_days(first, days.max(0)).min(last)
}

fn age_band(chance: &mut Chance) -> AgeBand {
    if chance.once_in(50) {
        return AgeBand::Under18;
    }
    chance.one_of(&[AgeBand::From18To24, AgeBand::From25ToPensionAge, AgeBand::PensionAge])
}

fn means(chance: &mut Chance, on: Day, setting: Setting, age_band: AgeBand) -> Means {
    let household = chance.one_of(&[Household::Single, Household::Couple, Household::LoneParent]);
    let couple = household == Household::Couple;
    let over_pension_age = couple && (age_band == AgeBand::PensionAge || chance.once_in(2));
    let above_ceiling = chance.once_in(6);
    let mut incomes: Vec<Income> =
        (0..chance.between(0, 7)).map(|_| income(chance, on, couple, setting)).collect();
    if above_ceiling && but_for_a_slip(chance, true) {
        incomes.retain(|income| income.income_type != IncomeType::SavingsCredit);
    }
    let many = |chance: &mut Chance, most: i64| 0..chance.between(0, most);
    Means {
        disclosure: match chance.between(0, 29) {
            0 => Disclosure::Refused,
            1..5 => Disclosure::LightTouch,
            _ => Disclosure::Full,
        },
        household,
        couple_at_pension_age: but_for_a_slip(chance, over_pension_age),
        children: Bounded::new(if chance.once_in(3) { chance.between(0, 20) } else { 0 }).unwrap(),
        premiums: premiums(chance),
        incomes,
        capital: many(chance, 3).map(|_| capital(chance, on)).collect(),
        outgoings: many(chance, 6).map(|_| outgoing(chance, setting)).collect(),
        above_savings_credit_ceiling: above_ceiling,
    }
}

/// The enhanced premium is on top of the other.
fn premiums(chance: &mut Chance) -> BTreeSet<Premium> {
    let mut premiums: BTreeSet<Premium> =
        PREMIUMS.into_iter().filter(|_| chance.once_in(3)).collect();
    if premiums.contains(&Premium::EnhancedDisability) && but_for_a_slip(chance, true) {
        premiums.insert(Premium::Disability);
    }
    premiums
}

fn income(chance: &mut Chance, on: Day, couple: bool, setting: Setting) -> Income {
    let frequency = chance.one_of(&FREQUENCIES);
    let income_type = chance.one_of(&INCOMES);
    let halved = income_type == IncomeType::PrivatePension
        && couple
        && setting == Setting::CareHomePermanent
        && chance.once_in(2);
    let pot = (income_type == IncomeType::PrivatePension && !halved && chance.once_in(2))
        .then(|| pension_pot(chance));
    let notional = chance.once_in(10) && (pot.is_none() || !but_for_a_slip(chance, true));
    Income {
        income_type,
        amount: stated(chance.pence(25_000 * weeks_of(frequency))),
        frequency,
        payable_from: chance.once_in(8).then(|| chance.day_near(on)),
        payable_until: chance.once_in(6).then(|| plus_days(on, chance.between(-3, 30))),
        half_passes_to_partner: but_for_a_slip(chance, halved),
        notional,
        pension_pot: pot,
    }
}

fn pension_pot(chance: &mut Chance) -> PensionPot {
    let quoted = !chance.once_in(4);
    let rates = ["6", "5.1234", "0.0001", "100", "7.25"];
    PensionPot {
        value: stated(chance.pence(30_000_000)),
        annuity_percent: but_for_a_slip(chance, quoted).then(|| percent(chance.one_of(&rates))),
        annuity_source: but_for_a_slip(chance, quoted).then(|| text("a quote")),
    }
}

fn outgoing(chance: &mut Chance, setting: Setting) -> Outgoing {
    let frequency = chance.one_of(&FREQUENCIES);
    // Two kinds belong to some stays only; a short stay may be charged either way.
    let fits = |kind: &OutgoingType| match kind {
        OutgoingType::HomeCommitment => {
            setting != Setting::Home && setting != Setting::CareHomePermanent
        }
        OutgoingType::ExtraPersonalExpenses => setting != Setting::Home,
        _ => true,
    };
    let fitting: Vec<OutgoingType> = OUTGOINGS.into_iter().filter(fits).collect();
    let usual = but_for_a_slip(chance, true);
    Outgoing {
        outgoing_type: chance.one_of(if usual { &fitting } else { &OUTGOINGS }),
        amount: stated(chance.pence(8_000 * weeks_of(frequency))),
        frequency,
        label: chance.sometimes(4, &["telecare", "wheelchair insurance"]).map(text),
    }
}

fn capital(chance: &mut Chance, on: Day) -> Capital {
    let capital_type = chance.one_of(&CAPITAL);
    let home = capital_type == CapitalType::MainHome;
    let land = home || capital_type == CapitalType::OtherProperty;
    let owners = if chance.once_in(3) { chance.between(1, 20) } else { 1 };
    let shares = ["50", "33.3333", "66.6667", "0.0001", "100", "12.5", "99.9999"];
    let shared_land = land && owners > 1;
    let home_disregard = chance.sometimes(2, &HOME_DISREGARDS).filter(|_| home);
    let decided = home_disregard == Some(HomeDisregard::Discretionary);
    let for_weeks = home_disregard == Some(HomeDisregard::OccupierLeft)
        || capital_type == CapitalType::PersonalInjuryPayment
        || capital_type == CapitalType::HomeSaleProceeds;
    let business = capital_type == CapitalType::BusinessAssets;
    let explained = home && (decided || chance.once_in(8));
    let share_stated = shared_land || chance.once_in(8);
    let notional = capital_type == CapitalType::Notional && !chance.once_in(4);
    let charges = if but_for_a_slip(chance, notional) { chance.between(1, 3) } else { 0 };
    Capital {
        capital_type,
        value: stated(capital_value(chance)),
        owners: Bounded::new(owners).unwrap(),
        secured_debt: stated(if chance.once_in(5) { chance.pence(4_000_000) } else { 0 }),
        selling_costs: chance.once_in(4),
        disregarded_because: but_for_a_slip(chance, explained)
            .then(|| text("the council keeps it for them")),
        share_percent: but_for_a_slip(chance, share_stated)
            .then(|| percent(chance.one_of(&shares))),
        home_disregard: if but_for_a_slip(chance, true) {
            home_disregard
        } else {
            chance.sometimes(1, &HOME_DISREGARDS)
        },
        disregarded_from: but_for_a_slip(chance, for_weeks).then(|| chance.day_before(on)),
        disregarded_until: but_for_a_slip(chance, business).then(|| chance.day_near(on)),
        notional_charges: notional_charges(chance, on, charges),
    }
}

/// What belongs in a statement, but for a slip of the pen now and then.
fn but_for_a_slip(chance: &mut Chance, belongs: bool) -> bool {
    if chance.once_in(300) { !belongs } else { belongs }
}

/// Near the limits of any pack, at whole slices above them, or anything up to a house; now and then
/// the largest amount that can be stated.
fn capital_value(chance: &mut Chance) -> i64 {
    match chance.between(0, 19) {
        0..7 => chance.beside(&[1_425_000, 2_325_000, 2_000_000, 3_000_000, 10_000_000, 1_700_000]),
        7..11 => {
            let lower = chance.one_of(&[1_425_000, 2_000_000]);
            let slices = chance.between(0, 40) * 25_000;
            chance.beside(&[lower + slices])
        }
        11..18 => chance.pence(2_500_000),
        18 => chance.pence(50_000_000),
        _ => StatedAmount::LARGEST.pence(),
    }
}

/// What was charged because of the capital, by date.
fn notional_charges(chance: &mut Chance, on: Day, how_many: i64) -> Vec<NotionalCharge> {
    let mut charges: Vec<NotionalCharge> =
        (0..how_many).map(|_| notional_charge(chance, on)).collect();
    if but_for_a_slip(chance, true) {
        charges.sort_by_key(|charge| charge.from);
        charges.dedup_by_key(|charge| charge.from);
    }
    charges
}

fn notional_charge(chance: &mut Chance, on: Day) -> NotionalCharge {
    let without = chance.pence(30_000);
    let more = chance.pence(60_000);
    let with = if but_for_a_slip(chance, true) { without + more } else { without / 2 };
    NotionalCharge {
        from: chance.day_before(on),
        charged_weekly: stated(with),
        charge_without_weekly: stated(without),
    }
}

fn need_line() -> NeedLine {
    NeedLine {
        outcomes: Vec::new(),
        kind: KindOfHelp::AccommodationWithCare,
        times: Times::try_from("1".to_owned()).unwrap(),
        minutes: Bounded::default(),
        people: Bounded::default(),
        met_by: MetBy::Nobody,
        period: LinePeriod::Week,
        band: None,
        duty: Duty::Eligible,
        free_by_law: None,
        free_from: None,
    }
}

fn stated(pence: i64) -> StatedAmount {
    StatedAmount::new(Money::from_pence(pence)).unwrap()
}

fn text(words: &str) -> Text {
    Text::new(words).unwrap()
}

fn percent(number: &str) -> Percent {
    Percent::try_from(number.to_owned()).unwrap()
}

fn weeks_of(frequency: Frequency) -> i64 {
    match frequency {
        Frequency::Weekly => 1,
        Frequency::FourWeekly | Frequency::Monthly => 4,
        Frequency::Quarterly => 13,
        Frequency::Annual => 52,
    }
}
