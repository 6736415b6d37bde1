//! Fetches what a draft needs, from the others through their contracts and from the council's own
//! policy, before any transaction that writes.

use budget_calculation_rules::budget::{AssessmentReference, DraftInputs, StatementReference};
use budget_calculation_rules::mapping::ServiceMapping;
use budget_calculation_rules::needs::ArrangedBy;
use budget_calculation_rules::policy::{Confirmation, CouncilPolicy, policy_on};
use budget_calculation_rules::pricing::PricedRate;
use carecap_calendar::{Day, plus_days};
use carecap_contracts::assessment::v1 as intake;
use carecap_service::{Fields, Peers, Refusal};
use carecap_store::{CouncilId, Stores};
use uuid::Uuid;

use crate::cases::{CapReached, Determined, Standing, StatementRecorded};
use crate::convert;
use crate::refusals;
use crate::speaking::{Speaking, speaking_for};
use crate::store::Case;

/// What an event leads to.
#[derive(Debug)]
pub(crate) enum Gathered {
    /// Nothing: it is about a carer, or about means that no budget here rests on.
    Nothing,
    /// A personal budget waits for the person's financial statement.
    Waits,
    /// A draft, from these facts.
    Draft(Box<DraftFacts>),
}

/// Everything that a draft is made from.
#[derive(Debug, Clone)]
pub(crate) struct DraftFacts {
    pub(crate) person_id: Uuid,
    /// Where the person's case stood before anything was fetched.
    pub(crate) standing: Standing,
    pub(crate) assessment: AssessmentReference,
    pub(crate) financial_statement: Option<StatementReference>,
    pub(crate) determined_by: String,
    pub(crate) change_request_id: Option<Uuid>,
    pub(crate) inputs: DraftInputs,
    pub(crate) policy: CouncilPolicy,
    pub(crate) confirmations: Vec<Confirmation>,
    pub(crate) mapping: ServiceMapping,
    pub(crate) rates: Vec<PricedRate>,
}

/// Fetches for one council.
pub(crate) struct Gatherer<'a> {
    pub(crate) stores: &'a Stores,
    pub(crate) peers: &'a Peers,
    pub(crate) council: &'a CouncilId,
}

/// What is known of the person here, before anything was fetched.
#[derive(Clone, Copy)]
struct At {
    /// Whether care-account ever told that the person reached the cap.
    cap_was_told: bool,
    standing: Standing,
}

impl At {
    fn of((case, standing): (Option<Case>, Standing)) -> At {
        At { cap_was_told: case.is_some_and(|case| case.cap_reached_on.is_some()), standing }
    }
}

impl Gatherer<'_> {
    /// For a determination: a draft from the first day of the care.
    pub(crate) async fn determined(&self, determined: &Determined) -> Result<Gathered, Refusal> {
        let at = At::of(self.standing(determined.person_id).await?);
        let (id, version) = (determined.assessment_id, determined.version);
        let assessment = self.assessment(id, version).await?;
        if assessment.kind() == intake::AssessmentKind::Carer {
            return Ok(Gathered::Nothing);
        }
        if !determined.eligible {
            return Err(refusals::not_eligible());
        }
        let starts_on = determined.starts_on;
        if arranged_by_person(&assessment) {
            return self.draft_from(&assessment, starts_on, None, at).await;
        }
        let statements = self.statements(determined.person_id).await?;
        match speaking_for(&statements, starts_on)? {
            None => Ok(Gathered::Waits),
            Some(speaking) => self.draft_from(&assessment, speaking.on, Some(speaking), at).await,
        }
    }

    /// For a financial statement: a draft anew from the day on which the care and the statement
    /// have both begun, where this statement is the one that speaks for that day.
    pub(crate) async fn recorded(&self, recorded: &StatementRecorded) -> Result<Gathered, Refusal> {
        let (case, standing) = self.standing(recorded.person_id).await?;
        let Some(case) = case.filter(|case| case.eligible) else {
            return Ok(Gathered::Nothing);
        };
        let at = At { cap_was_told: case.cap_reached_on.is_some(), standing };
        let assessment = self.assessment(case.assessment_id, case.assessment_version).await?;
        if arranged_by_person(&assessment) {
            return Ok(Gathered::Nothing);
        }
        let statements = self.statements(recorded.person_id).await?;
        let on = recorded.from.max(case.starts_on);
        let speaking = speaking_for(&statements, on)?.filter(|speaking| {
            // A newer version, or a statement that goes before this one, has an event of its own.
            speaking.statement.financial_statement_id == recorded.financial_statement_id
                && speaking.statement.version == recorded.version
        });
        match speaking {
            None => Ok(Gathered::Nothing),
            Some(speaking) => self.draft_from(&assessment, speaking.on, Some(speaking), at).await,
        }
    }

    /// For the cap that a person reached: a draft of what was last determined, from the day after. On
    /// the crossing day itself what is left of the cap is theirs to pay (R-CAP-9, proposed); were the
    /// charge to fall on that day, the account would not reach the cap on it.
    pub(crate) async fn cap_reached(
        &self,
        reached: &CapReached,
    ) -> Result<(Standing, Gathered), Refusal> {
        let (case, standing) = self.standing(reached.person_id).await?;
        let Some(case) = case.filter(|case| case.eligible) else {
            return Ok((standing, Gathered::Nothing));
        };
        let assessment = self.assessment(case.assessment_id, case.assessment_version).await?;
        if arranged_by_person(&assessment) {
            return Err(refusals::cap_reached_by_self_arranger(reached.reached_on));
        }
        let statements = self.statements(reached.person_id).await?;
        let on = plus_days(reached.reached_on, 1).max(case.starts_on);
        let gathered = match speaking_for(&statements, on)? {
            None => Gathered::Waits,
            Some(speaking) => {
                let at = At { cap_was_told: true, standing };
                self.draft_from(&assessment, speaking.on, Some(speaking), at).await?
            }
        };
        match gathered {
            // The account says by now that it was not reached by that day, or the council has no cap then.
            Gathered::Draft(facts) if !facts.inputs.cap_reached => {
                Ok((standing, Gathered::Nothing))
            }
            gathered => Ok((standing, gathered)),
        }
    }

    async fn draft_from(
        &self,
        assessment: &intake::Assessment,
        on: Day,
        speaking: Option<Speaking>,
        at: At,
    ) -> Result<Gathered, Refusal> {
        let determination = assessment.determination.clone().unwrap_or_default();
        let mut fields = Fields::new();
        let person_id = fields.id("assessment.person_id", &assessment.person_id);
        let assessment_id = fields.id("assessment.assessment_id", &assessment.assessment_id);
        let change_request_id =
            fields.optional_id("determination.change_request_id", &determination.change_request_id);
        fields.finish()?;

        let own = self.own(on).await?;
        let person = self.person_facts(&assessment.person_id).await?;
        let age_band = convert::age_band(&person.age_bands, on)?;
        let (statement, means) =
            speaking.map(|speaking| (speaking.statement, speaking.means)).unzip();
        let mut inputs = convert::draft_inputs(assessment, on, age_band, means)?;
        let policy = policy_on(on, &own.policy, &own.confirmations)
            .map_err(|refused| refusals::policy(&refused, on))?;
        // Whoever arranges their own care is charged nothing, and without a cap there is none to reach.
        let charged_under_cap = inputs.arranged_by == ArrangedBy::Council
            && policy.has_cap().map_err(|refused| refusals::policy(&refused, on))?;
        if charged_under_cap && at.cap_was_told {
            let reached_on = self.cap_reached_on(person_id).await?;
            inputs.cap_reached = reached_on.is_some_and(|reached_on| reached_on < on);
        }
        let rates = self.rates(&inputs, &policy, &own.mapping, &person.area).await?;
        Ok(Gathered::Draft(Box::new(DraftFacts {
            person_id,
            standing: at.standing,
            assessment: AssessmentReference { assessment_id, version: assessment.version },
            financial_statement: statement,
            determined_by: determination.determined_by,
            change_request_id,
            inputs,
            policy: own.policy,
            confirmations: own.confirmations,
            mapping: own.mapping,
            rates,
        })))
    }
}

fn arranged_by_person(assessment: &intake::Assessment) -> bool {
    let determination = assessment.determination.as_ref();
    determination.is_some_and(|one| one.arranged_by() == intake::ArrangedBy::Self_)
}
