use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context as _, Result, bail};
use carecap_service::Role;
use carecap_store::CouncilId;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::councils::{BoundaryFile, ChoiceFile, EntryFile};

/// A story as its file has it.
#[derive(Debug, Clone)]
pub struct Story {
    /// Its name in `summary.json`.
    pub id: String,
    /// One line for a reader.
    pub title: String,
    /// Where its figures were published or derived.
    pub source: String,
    /// The council in which it takes place.
    pub council: CouncilId,
    /// What holds before it begins.
    pub given: Given,
    /// What happens.
    pub steps: Vec<Step>,
    /// What it must come to.
    pub expect: Expect,
}

/// What holds before a story begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// In a sentence or two, for a reader.
    #[serde(default)]
    pub told: String,
    /// Who acts in which role, where it is somebody else than the usual cast.
    #[serde(default)]
    pub cast: BTreeMap<Role, String>,
}

/// One thing that somebody does.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is done.
    pub verb: Verb,
    /// Who does it. None: the usual one for it.
    pub by: Option<By>,
    /// What the figures of this step are filed under: `second` makes `second.cost_weekly`.
    pub label: Option<String>,
    /// A sentence that is printed before it.
    pub tell: Option<String>,
    /// The reason with which it must be refused.
    pub refused: Option<String>,
    /// What it must come to.
    pub expect: Option<Expect>,
}

/// Somebody.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// Their name. None: that of the cast.
    pub name: Option<String>,
    /// Their role.
    pub role: Role,
    /// Which person of the story they are.
    pub person: Option<String>,
}

/// What a step, or a story, must come to. What is not named is not checked, but for `flags`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Amounts in pounds by name.
    #[serde(default)]
    pub figures: BTreeMap<String, Plain>,
    /// Dates by name; `none` where there must not be one.
    #[serde(default)]
    pub dates: BTreeMap<String, String>,
    /// Exactly the indicators that are raised for the people of the story.
    pub flags: Option<Vec<String>>,
    /// Texts that the step's own words must hold.
    #[serde(default)]
    pub says: Vec<String>,
}

/// A text or a number, as text: `7`, `0.5` and `"805.00"` alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain(pub String);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Plain, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Plain(text)),
            Value::Number(number) => Ok(Plain(number.to_string())),
            Value::Bool(truth) => Ok(Plain(truth.to_string())),
            other => Err(serde::de::Error::custom(format!("{other} is neither text nor number"))),
        }
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! verbs {
    ($($variant:ident = $name:literal, $what:literal {
        $($(#[$attribute:meta])* $field:ident: $kind:ty),* $(,)?
    })*) => {
        /// What can be done in a story. `docs/stories.md` describes each verb and its fields.
        #[derive(Debug, Clone, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Verb { $(#[doc = $what] $variant($variant)),* }

        impl Verb {
            /// The verb as a file writes it.
            pub fn name(&self) -> &'static str {
                match self { $(Verb::$variant(_) => $name),* }
            }
        }

        $(
            #[doc = $what]
            #[derive(Debug, Clone, Deserialize)]
            #[serde(deny_unknown_fields)]
            #[allow(missing_docs, reason = "docs/stories.md describes each field")]
            pub struct $variant { $($(#[$attribute])* pub $field: $kind),* }
        )*
    };
}

verbs! {
    ImportRates = "import_rates", "The rates team imports prices." {
        csv: String,
        #[serde(default)] source: String,
    }
    SetPolicy = "set_policy", "The council adds to its charging policy." { choices: Vec<ChoiceFile> }
    SetServiceMapping = "set_service_mapping", "The council adds to its service mapping." {
        entries: Vec<EntryFile>,
    }
    SetBoundaries = "set_boundaries", "The council adds to its boundaries for flags." {
        boundaries: Vec<BoundaryFile>,
    }
    ConfirmParameter = "confirm_parameter", "A named officer confirms a value." {
        key: String,
        value: Plain,
        on: String,
        source: String,
    }
    RecordPerson = "record_person", "A person is recorded." {
        person: String,
        name: String,
        born_on: String,
        #[serde(default)] area: String,
    }
    StartAssessment = "start_assessment", "An assessment begins." {
        person: String,
        kind: String,
        duty_date: String,
    }
    SaveAnswers = "save_answers", "Answers to the questionnaire are saved." {
        person: String,
        answers: Vec<AnswerFile>,
    }
    SetNeedLines = "set_need_lines", "The need lines are recorded." {
        person: String,
        lines: Vec<LineFile>,
    }
    SubmitAssessment = "submit_assessment", "The assessment is sent to the council." { person: String }
    AssureAssessment = "assure_assessment", "A self-assessment is assured." {
        person: String,
        note: String,
    }
    DetermineAssessment = "determine_assessment", "A named assessor decides what is eligible." {
        person: String,
        on: String,
        #[serde(default = "yes")] arises_from_impairment: bool,
        #[serde(default)] findings: Vec<FindingFile>,
        #[serde(default = "yes")] significant_impact: bool,
        because: String,
        setting: String,
        starts_on: String,
        #[serde(default)] permanent_since: Option<String>,
        #[serde(default)] carer: Option<CarerFile>,
        arranged_by: String,
        #[serde(default)] answers_change_request: bool,
    }
    ReviseAssessment = "revise_assessment", "A determined assessment is opened again." { person: String }
    RecordFinances = "record_finances", "A financial statement is recorded." {
        person: String,
        from: String,
        household: String,
        #[serde(default)] couple_at_pension_age: bool,
        #[serde(default)] children: i32,
        #[serde(default = "full")] disclosure: String,
        #[serde(default)] premiums: Vec<String>,
        #[serde(default)] incomes: Vec<AmountFile>,
        #[serde(default)] capital: Vec<CapitalFile>,
        #[serde(default)] outgoings: Vec<AmountFile>,
        #[serde(default)] above_savings_credit_ceiling: bool,
    }
    AwaitBudget = "await_budget", "The next draft of the budget is there." { person: String }
    ApproveBudget = "approve_budget", "A named approver approves the draft." {
        person: String,
        on: String,
    }
    PublishBudget = "publish_budget", "The budget is published." { person: String, on: String }
    RequestChange = "request_change", "A change of the budget is asked for." {
        person: String,
        reason: String,
        on: String,
    }
    DecideChange = "decide_change", "A practitioner decides about a change request." {
        person: String,
        accept: bool,
        because: String,
        on: String,
    }
    AwaitAccount = "await_account", "The account has taken in what was published." { person: String }
    Meter = "meter", "Every account of the council is metered up to a day." { until: String }
    ReadAccount = "read_account", "The account is read." { person: String }
    IssueStatement = "issue_statement", "A statement of the account is issued." {
        person: String,
        dated: String,
    }
    ReadStatement = "read_statement", "A statement is read again, byte for byte." {
        person: String,
        dated: String,
    }
    CompareStatements = "compare_statements", "Two statements are read again, side by side." {
        person: String,
        dated: [String; 2],
    }
    SuspendAccount = "suspend_account", "Metering pauses because no paid care is given." {
        person: String,
        from: String,
        #[serde(default)] until: Option<String>,
        cause: String,
        #[serde(default)] unreported: bool,
        #[serde(default)] charge_weekly: Option<Plain>,
        on: String,
        because: String,
    }
    ResumeAccount = "resume_account", "Metering goes on." {
        person: String,
        from: String,
        on: String,
        because: String,
    }
    EndNeeds = "end_needs", "No needs are eligible any more." {
        person: String,
        from: String,
        on: String,
        because: String,
    }
    WriteOffCharge = "write_off_charge", "A charge is not due." {
        person: String,
        from: String,
        until: String,
        cause: String,
        still_due_weekly: Plain,
        on: String,
        because: String,
    }
    RecordDeath = "record_death", "The person has died." {
        person: String,
        died_on: String,
        on: String,
        because: String,
    }
    ReverseFact = "reverse_fact", "The fact that was stated last is undone." {
        person: String,
        on: String,
        because: String,
    }
    Project = "project", "It is asked when the cap would be reached." { person: String }
    AwaitFlags = "await_flags", "These flags, and no others, are open for the person." {
        person: String,
        flags: Vec<FlagFile>,
    }
    DecideFlag = "decide_flag", "A named person decides about a flag." {
        person: String,
        indicator: String,
        outcome: String,
        because: String,
        on: String,
    }
}

fn yes() -> bool {
    true
}

fn full() -> String {
    "FULL".to_owned()
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $kind:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "docs/stories.md describes each field")]
        pub struct $name { $($(#[$attribute])* pub $field: $kind),* }
    )*};
}

parts! {
    /// One answer.
    AnswerFile {
        question: String,
        #[serde(default)] part: String,
        values: Vec<Plain>,
        #[serde(default = "person")] view: String,
        #[serde(default = "person")] answered_by: String,
    }
    /// One need line.
    LineFile {
        outcomes: Vec<String>,
        kind: String,
        times: Plain,
        #[serde(default)] minutes: i32,
        #[serde(default)] people: i32,
        #[serde(default = "any")] slot: String,
        #[serde(default = "nobody")] met_by: String,
        #[serde(default)] carer_ref: String,
        #[serde(default = "usual")] level: String,
        #[serde(default = "week")] period: String,
        #[serde(default)] band: String,
        #[serde(default)] duty: String,
        #[serde(default)] free_by_law: String,
        #[serde(default)] free_from: Option<String>,
    }
    /// What was found for one outcome.
    FindingFile {
        outcome: String,
        #[serde(default)] limbs: Vec<String>,
        #[serde(default)] no_line_because: String,
    }
    /// What was found of a carer.
    CarerFile {
        provides_necessary_care: bool,
        #[serde(default)] health_at_risk: bool,
        #[serde(default)] not_achieved: Vec<String>,
    }
    /// An income or an outgoing.
    AmountFile {
        #[serde(rename = "type")] kind: String,
        amount: Plain,
        #[serde(default = "weekly")] frequency: String,
        #[serde(default)] label: String,
        #[serde(default)] payable_from: Option<String>,
        #[serde(default)] payable_until: Option<String>,
        #[serde(default)] half_passes_to_partner: bool,
        #[serde(default)] notional: bool,
        #[serde(default)] pension_pot: Option<PensionPotFile>,
    }
    /// A pension pot that is not drawn, or little.
    PensionPotFile {
        value: Plain,
        #[serde(default)] annuity_percent: Option<Plain>,
        #[serde(default)] annuity_source: String,
    }
    /// A piece of capital.
    CapitalFile {
        #[serde(rename = "type")] kind: String,
        value: Plain,
        #[serde(default)] owners: i32,
        secured_debt: Option<Plain>,
        #[serde(default)] selling_costs: bool,
        #[serde(default)] disregarded_because: String,
        #[serde(default)] share_percent: Option<Plain>,
        #[serde(default)] home_disregard: String,
        #[serde(default)] disregarded_from: Option<String>,
        #[serde(default)] disregarded_until: Option<String>,
        #[serde(default)] notional_charges: Vec<NotionalChargeFile>,
    }
    /// What notional capital was charged for, from a day on.
    NotionalChargeFile { from: String, charged_weekly: Plain, charge_without_weekly: Plain }
    /// A flag that must be open.
    FlagFile { indicator: String, check: Option<String> }
}

fn person() -> String {
    "PERSON".to_owned()
}

fn any() -> String {
    "ANY".to_owned()
}

fn nobody() -> String {
    "NOBODY".to_owned()
}

fn usual() -> String {
    "USUAL".to_owned()
}

fn week() -> String {
    "WEEK".to_owned()
}

fn weekly() -> String {
    "WEEKLY".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryFile {
    id: String,
    title: String,
    source: String,
    council: CouncilId,
    #[serde(default)]
    given: Given,
    steps: Vec<Map<String, Value>>,
    #[serde(default)]
    expect: Expect,
}

impl Story {
    /// Reads a story, or says what in it cannot be read.
    pub fn parse(text: &str) -> Result<Story> {
        let mut yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(text)?;
        // `<<: *decision` takes over what an earlier step said.
        yaml.apply_merge()?;
        let file: StoryFile = serde_json::from_value(serde_json::to_value(yaml)?)?;
        let steps = file
            .steps
            .into_iter()
            .enumerate()
            .map(|(index, fields)| {
                Step::read(fields).with_context(|| format!("step {}", index + 1))
            })
            .collect::<Result<_>>()?;
        Ok(Story {
            id: file.id,
            title: file.title,
            source: file.source,
            council: file.council,
            given: file.given,
            steps,
            expect: file.expect,
        })
    }
}

impl Step {
    fn read(mut fields: Map<String, Value>) -> Result<Step> {
        let mut common = |name: &str| fields.remove(name);
        let (by, expect) = (common("by"), common("expect"));
        let (label, tell, refused) = (common("label"), common("tell"), common("refused"));
        if fields.len() != 1 {
            let found = fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            bail!("a step has one verb beside by, label, tell, refused and expect; here: {found}");
        }
        Ok(Step {
            verb: serde_json::from_value(Value::Object(fields))?,
            by: by.map(serde_json::from_value).transpose()?,
            label: label.map(serde_json::from_value).transpose()?,
            tell: tell.map(serde_json::from_value).transpose()?,
            refused: refused.map(serde_json::from_value).transpose()?,
            expect: expect.map(serde_json::from_value).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_with_an_unknown_verb_is_refused_with_the_verbs_that_there_are() {
        let text =
            "{id: x, title: x, source: x, council: E08000035, steps: [{fly: {person: mary}}]}";
        let error = format!("{:#}", Story::parse(text).unwrap_err());
        assert!(error.contains("step 1") && error.contains("fly"), "{error}");
        assert!(error.contains("start_assessment"), "{error}");
    }

    #[test]
    fn a_number_reads_as_it_is_written_or_as_text() {
        let step = |amount: &str| {
            let text = format!(
                "{{id: x, title: x, source: x, council: E08000035, steps: [{{record_finances: \
                 {{person: p, from: '2024-10-07', household: SINGLE, incomes: \
                 [{{type: ESA, amount: {amount}}}]}}}}]}}"
            );
            match &Story::parse(&text).unwrap().steps[0].verb {
                Verb::RecordFinances(body) => body.incomes[0].amount.clone(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(step("225.45"), Plain("225.45".to_owned()));
        assert_eq!(step("'225.45'"), Plain("225.45".to_owned()));
    }
}
