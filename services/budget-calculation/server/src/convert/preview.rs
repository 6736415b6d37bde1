use std::collections::BTreeMap;

use budget_calculation_rules::budget::{Draft, DraftInputs};
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, Duty, LinePeriod, Setting, Text, Times, Unit,
};
use budget_calculation_rules::pricing::GivenLine;
use budget_calculation_rules::receipt::{ReceiptError, digest};
use carecap_contracts::budget::v1 as proto;
use carecap_service::{Fields, Refusal};

use super::budget::worked_out;
use super::means::means_at;
use super::needs::need_lines;
use super::plan::{overwrites, overwrites_must_hold, plan, unit_rate};
use super::{each, listed, one_of, or_default};

/// As many lines as a preview may have; a budget of more is a slip.
const LINES_MOST: usize = 200;

/// As long as the title of a given line may be.
const TITLE_LONGEST: usize = 80;

/// What is asked of a preview.
pub(crate) struct PreviewAsked {
    /// What the budget is worked out from.
    pub(crate) inputs: DraftInputs,
    /// The pack, where it is not the council's own.
    pub(crate) pack: Option<String>,
    /// Values laid over the pack and the policy.
    pub(crate) values: BTreeMap<String, String>,
    /// Where the care is given.
    pub(crate) area: String,
    /// How much to tell.
    pub(crate) detail: proto::PreviewDetail,
}

/// Reads a preview, or names every field that cannot be read.
pub(crate) fn preview_asked(
    request: &proto::PreviewBudgetRequest,
) -> Result<PreviewAsked, Refusal> {
    let mut fields = Fields::new();
    let inputs = inputs(&mut fields, request);
    let values = values(&mut fields, &request.values);
    let detail = match request.detail {
        0 => Some(proto::PreviewDetail::Steps),
        given => listed(&mut fields, "detail", given, proto::PreviewDetail::as_str_name),
    };
    fields.finish()?;
    let read = || {
        Some(PreviewAsked {
            inputs: inputs?,
            pack: (!request.pack.is_empty()).then(|| request.pack.clone()),
            values,
            area: request.area.clone(),
            detail: detail?,
        })
    };
    read().ok_or_else(|| Refusal::invalid("preview", "cannot be read"))
}

fn inputs(fields: &mut Fields, request: &proto::PreviewBudgetRequest) -> Option<DraftInputs> {
    let on = fields.day("on", request.on.as_ref());
    let setting = one_of::<Setting>(fields, "setting", request.setting);
    let arranged_by = or_default(fields, "arranged_by", request.arranged_by, ArrangedBy::Council);
    let age_band = one_of::<AgeBand>(fields, "age_band", request.age_band);
    let permanent_since = fields.optional_day("permanent_since", request.permanent_since.as_ref());
    how_many(fields, request);
    let need_lines = need_lines(fields, &request.need_lines);
    let given_lines = each(fields, "given_lines", &request.given_lines, given_line);
    let means = request.means.as_ref().map(|means| means_at(fields, "means.", means));
    let overwrites = overwrites(fields, &request.overwrites);
    overwrites_must_hold(fields, overwrites.as_deref().unwrap_or_default(), on);
    let plan = plan(fields, request.plan.as_ref());
    Some(DraftInputs {
        on,
        setting: setting?,
        arranged_by: arranged_by?,
        duty_date: None,
        age_band: age_band?,
        need_lines: need_lines?,
        means: means.map_or(Some(None), |read| read.map(Some))?,
        permanent_since,
        given_lines: given_lines?,
        overwrites: overwrites?,
        plan: plan?,
        cap_reached: request.cap_reached,
    })
}

fn how_many(fields: &mut Fields, request: &proto::PreviewBudgetRequest) {
    if request.need_lines.is_empty() && request.given_lines.is_empty() {
        let wrong = "are required where there are no `given_lines`: give needs or priced lines";
        fields.fault("need_lines", wrong);
    }
    let lists =
        [("need_lines", request.need_lines.len()), ("given_lines", request.given_lines.len())];
    for (list, length) in lists {
        if length > LINES_MOST {
            fields.fault(list, format!("are {length}: give at most {LINES_MOST}"));
        }
    }
}

fn given_line(fields: &mut Fields, at: &str, line: &proto::GivenLine) -> Option<GivenLine> {
    let field = |name: &str| format!("{at}.{name}");
    let title = title(fields, &field("title"), &line.title);
    let units = fields.check(&field("units"), Times::try_from(line.units.clone()));
    let unit = one_of::<Unit>(fields, &field("unit"), line.unit);
    let unit_rate = unit_rate(fields, &field("unit_rate"), &line.unit_rate);
    let period = or_default(fields, &field("period"), line.period, LinePeriod::Week);
    let duty = or_default(fields, &field("duty"), line.duty, Duty::Eligible);
    Some(GivenLine {
        title: title?,
        units: units?,
        unit: unit?,
        unit_rate: unit_rate?,
        period: period?,
        duty: duty?,
    })
}

fn title(fields: &mut Fields, at: &str, text: &str) -> Option<Text> {
    let title = Text::new(text).ok();
    let fits = |title: &Text| title.as_str().chars().count() <= TITLE_LONGEST;
    let wrong = format!("is not one line of 1 to {TITLE_LONGEST} characters");
    fields.check(at, title.filter(fits).ok_or(wrong))
}

fn values(fields: &mut Fields, given: &[proto::PreviewValue]) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (index, value) in given.iter().enumerate() {
        if values.insert(value.key.clone(), value.value.clone()).is_some() {
            fields.fault(format!("values[{index}].key"), "is given twice: give each key once");
        }
    }
    values
}

/// A preview's answer, in as much detail as was asked for.
pub(crate) fn preview(
    draft: &Draft,
    pack_edition: &str,
    detail: proto::PreviewDetail,
) -> Result<proto::PreviewBudgetResponse, ReceiptError> {
    let with_steps = detail != proto::PreviewDetail::Figures;
    let mut budget = worked_out(draft, with_steps);
    if detail != proto::PreviewDetail::Receipt {
        return Ok(proto::PreviewBudgetResponse { budget: Some(budget), receipt: None });
    }
    let body = draft.receipt.canonical_bytes()?;
    budget.receipt_digest = digest(&body);
    let receipt = proto::Receipt {
        body,
        digest: budget.receipt_digest.clone(),
        pack: budget.pack.clone(),
        pack_edition: pack_edition.to_owned(),
        ..proto::Receipt::default()
    };
    Ok(proto::PreviewBudgetResponse { budget: Some(budget), receipt: Some(receipt) })
}
