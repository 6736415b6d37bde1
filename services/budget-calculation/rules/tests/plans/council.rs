//! The council of these cases: what it buys for which need, and at which price.

use budget_calculation_rules::mapping::{How, MappingEntry, ServiceMapping};
use budget_calculation_rules::needs::{KindOfHelp, Setting, Text, Unit};
use budget_calculation_rules::pricing::{PricedRate, RateRow};

use super::common::{buys, day, rate};

/// Home care by the hour, a day centre, aids by the item, respite by the night, a care home by the
/// week; outreach, for which the council has no price of its own.
pub fn mapping() -> ServiceMapping {
    let home = Setting::Home;
    let mut entries = vec![
        buys(KindOfHelp::PersonalCare, home, &[("home_care", Unit::Hour)]),
        buys(KindOfHelp::DayActivity, home, &[("day_centre", Unit::Day)]),
        buys(KindOfHelp::SkillsSupport, home, &[("reablement", Unit::Hour)]),
        buys(KindOfHelp::Equipment, home, &[("equipment", Unit::OneOff)]),
        buys(KindOfHelp::Alarm, home, &[("alarm", Unit::Week)]),
        buys(KindOfHelp::ShortStay, home, &[("respite", Unit::Night)]),
        buys(KindOfHelp::CommunitySupport, home, &[("outreach", Unit::Hour)]),
        buys(KindOfHelp::ParentingSupport, home, &[("parenting", Unit::Hour)]),
    ];
    for entry in &mut entries {
        if let (KindOfHelp::CommunitySupport, How::Buys(services)) = (entry.kind, &mut entry.how) {
            services[0].nearest_equivalent = Some("home_care".to_owned());
        }
    }
    for setting in [home, Setting::CareHomePermanent] {
        let how = How::ExcludedBecause(Text::new("the NHS pays for nursing").unwrap());
        entries.push(without_price(KindOfHelp::HealthTask, setting, how));
    }
    let stays =
        [Setting::CareHomePermanent, Setting::CareHomeTemporary, Setting::CareHomeShortTerm];
    for setting in stays {
        let kind = KindOfHelp::AccommodationWithCare;
        entries.push(buys(kind, setting, &[("care_home", Unit::Week)]));
        entries.push(without_price(KindOfHelp::PersonalCare, setting, How::CoveredBy(kind)));
        entries.push(buys(KindOfHelp::DayActivity, setting, &[("day_centre", Unit::Day)]));
    }
    ServiceMapping::new(1, entries).unwrap()
}

fn without_price(kind: KindOfHelp, setting: Setting, how: How) -> MappingEntry {
    MappingEntry { kind, setting, band: None, from: day("2015-04-01"), how }
}

pub fn rates() -> Vec<PricedRate> {
    let of_band = |band: &str, price: &str| {
        let every_band = rate("equipment", "Equipment", Unit::OneOff, price);
        let row = RateRow { band: Text::new(band).ok(), ..RateRow::clone(&every_band) };
        PricedRate::new(every_band.rate_id, row)
    };
    vec![
        rate("home_care", "Home care", Unit::Hour, "20.00"),
        rate("day_centre", "Day centre", Unit::Day, "40.25"),
        rate("reablement", "Reablement", Unit::Hour, "25.00"),
        of_band("rail", "120.00"),
        of_band("bed", "1000.00"),
        of_band("lift", "1000.01"),
        of_band("hoist", "1000.0001"),
        rate("alarm", "Alarm", Unit::Week, "5.00"),
        rate("respite", "Respite", Unit::Night, "100.00"),
        rate("care_home", "Care home", Unit::Week, "800.00"),
    ]
}
