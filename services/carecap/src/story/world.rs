use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use carecap_calendar::parse_day;
use carecap_contracts::common::v1::{Date, Money as MoneyMessage};
use carecap_money::Money;
use carecap_service::{Role, SystemClock};
use carecap_store::{CouncilId, Ids, RandomIds};
use uuid::Uuid;

use crate::clients::{Actor, Clients};
use crate::story::{Outcome, Step, Story};

/// How long a story waits for what follows by itself, such as a draft after a determination.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What a story knows so far.
pub struct World {
    pub(crate) clients: Clients,
    pub(crate) council: CouncilId,
    pub(crate) people: BTreeMap<String, Known>,
    pub(crate) figures: BTreeMap<String, i64>,
    pub(crate) dates: BTreeMap<String, String>,
    pub(crate) flags: BTreeSet<String>,
    pub(crate) differences: Vec<String>,
    pub(crate) receipts: Vec<(String, serde_json::Value)>,
    /// The draft refusals that steps have met.
    pub(crate) refusals_met: BTreeSet<String>,
    /// The words of the last step, for `says`.
    pub(crate) said: String,
    cast: BTreeMap<Role, String>,
    ids: Arc<dyn Ids>,
}

/// What is known of one person of the story.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) person_id: Uuid,
    pub(crate) assessment_id: String,
    pub(crate) budget_id: String,
    pub(crate) budget_version: i64,
    pub(crate) change_request_id: String,
    pub(crate) account_id: String,
    /// Statements by their date, with id and bytes as issued.
    pub(crate) statements: BTreeMap<String, (String, Vec<u8>)>,
}

impl World {
    pub(crate) fn new(story: &Story, clients: Clients) -> World {
        World {
            clients,
            council: story.council.clone(),
            people: BTreeMap::new(),
            figures: BTreeMap::new(),
            dates: BTreeMap::new(),
            flags: BTreeSet::new(),
            differences: Vec::new(),
            receipts: Vec::new(),
            refusals_met: BTreeSet::new(),
            said: String::new(),
            cast: story.given.cast.clone(),
            ids: Arc::new(RandomIds::new(Arc::new(SystemClock))),
        }
    }

    pub(crate) fn outcome(self, id: &str) -> Outcome {
        Outcome {
            id: id.to_owned(),
            figures: self.figures,
            dates: self.dates,
            flags: self.flags,
            differences: self.differences,
            receipts: self.receipts,
        }
    }

    /// Who takes a step: whoever it names, or the usual one for it.
    pub(crate) fn actor(&self, step: &Step, usual: Role) -> Result<Actor> {
        let Some(by) = &step.by else {
            return Ok(Actor::new(&self.named(usual), usual));
        };
        let person = by.person.as_deref().map(|person| self.person(person)).transpose()?;
        let named = by.name.clone().or_else(|| person.map(|known| known.name.clone()));
        Ok(Actor {
            name: named.unwrap_or_else(|| self.named(by.role)),
            role: by.role,
            person_id: person.map(|known| known.person_id),
        })
    }

    fn named(&self, role: Role) -> String {
        let usual = match role {
            Role::Person => "The person",
            Role::Practitioner => "Priya Shah",
            Role::Approver => "Tom Bell",
            Role::Finance => "Grace Owusu",
            Role::RatesManager => "Rates team",
            Role::RiskOfficer => "Sam Reid",
            Role::Auditor => "Audit",
            Role::Operator => "Operations",
            Role::Service => "service",
        };
        self.cast.get(&role).cloned().unwrap_or_else(|| usual.to_owned())
    }

    pub(crate) fn person(&self, name: &str) -> Result<&Known> {
        self.people
            .get(name)
            .with_context(|| format!("nobody was recorded as `{name}`: use record_person first"))
    }

    pub(crate) fn person_mut(&mut self, name: &str) -> Result<&mut Known> {
        self.people
            .get_mut(name)
            .with_context(|| format!("nobody was recorded as `{name}`: use record_person first"))
    }

    pub(crate) fn council_id(&self) -> String {
        self.council.to_string()
    }

    pub(crate) fn request_id(&self) -> String {
        self.ids.new_id().to_string()
    }

    /// Files an amount of a step, where there is one.
    pub(crate) fn figure(&mut self, step: &Step, name: &str, amount: Option<&MoneyMessage>) {
        let name = self.filed(step, name);
        match amount {
            Some(amount) => self.figures.insert(name, amount.pence),
            None => self.figures.remove(&name),
        };
    }

    /// Files a date of a step, where there is one.
    pub(crate) fn date(&mut self, step: &Step, name: &str, date: Option<&Date>) {
        let name = self.filed(step, name);
        match date {
            Some(date) => self.dates.insert(name, iso(date)),
            None => self.dates.remove(&name),
        };
    }

    /// The name under which a step files a figure.
    pub(crate) fn filed(&self, step: &Step, name: &str) -> String {
        step.label.as_ref().map_or_else(|| name.to_owned(), |label| format!("{label}.{name}"))
    }
}

/// Asks again until there is an answer, for as long as a story's patience lasts.
pub(crate) async fn until<T, F>(what: &str, mut ask: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let give_up = tokio::time::Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        if tokio::time::Instant::now() > give_up {
            bail!("{what} did not happen within {} seconds", PATIENCE.as_secs());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

pub(crate) fn date_of(text: &str) -> Result<Option<Date>> {
    Ok(carecap_contracts::date(parse_day(text)?))
}

pub(crate) fn optional_date_of(text: Option<&str>) -> Result<Option<Date>> {
    text.map_or(Ok(None), date_of)
}

pub(crate) fn money_of(text: &str) -> Result<Option<MoneyMessage>> {
    Ok(carecap_contracts::money(Money::parse(text)?))
}

pub(crate) fn iso(date: &Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

/// A date as a person writes it: 7 October 2024.
pub(crate) fn words(date: Option<&Date>) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    date.map_or_else(String::new, |date| {
        let month = usize::try_from(date.month - 1).ok().and_then(|index| MONTHS.get(index));
        format!("{} {} {}", date.day, month.copied().unwrap_or("?"), date.year)
    })
}

pub(crate) fn pence(amount: Option<&MoneyMessage>) -> i64 {
    amount.map(|amount| amount.pence).unwrap_or_default()
}

pub(crate) fn pounds(amount: Option<&MoneyMessage>) -> String {
    Money::from_pence(pence(amount)).to_string()
}
