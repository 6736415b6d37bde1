//! A preview over gRPC against an echo of the same length, in turns: the program as it is released
//! and the echo, each a process of its own with a default runtime, called by the same callers.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, ensure};
use bytes::Bytes;
use carecap_contracts::budget::v1::PreviewBudgetResponse;
use prost::Message as _;
use rust_decimal::Decimal;

use crate::council::Council;
use crate::echo::{self, Load};
use crate::load::{Stretch, Target};
use crate::person::{Person, people};
use crate::preview_request::preview_request;
use crate::processes::{self, Carecap};
use crate::report::Report;
use crate::stopwatch::median;

const PREVIEW: &str = "/carecap.budget.v1.PreviewService/PreviewBudget";
/// So many callers at once.
const CALLERS: [(usize, &str); 3] = [(1, "preview_c1"), (16, "preview_c16"), (64, "preview_c64")];
/// The number of callers of whom the slowest answers are told.
const SLOWEST_OF: usize = 16;
/// So often the two have their turn, at each number of callers; the median of the turns counts.
const TURNS: usize = 7;

/// Takes the time of both, and reports.
pub fn measure(program: &Path, report: &mut Report) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(take_turns(program, report))
}

async fn take_turns(program: &Path, report: &mut Report) -> Result<()> {
    let carecap = Carecap::start(program)?;
    let person = people()?.into_iter().next().context("there is somebody")?;
    let question = Bytes::from(preview_request(&person)?.encode_to_vec());
    let token = carecap.token()?;
    let (address, process) = (&carecap.running.address, carecap.running.id());
    let ours = Target::connect(address, process, PREVIEW, &token, question.clone()).await?;
    let answer = ours.answer().await?;
    is_the_draft(&answer, &person)?;

    let load = Load::of_encoded_length(question.len()).encode_to_vec();
    let echo = processes::echo(answer.len())?;
    let theirs = Target::connect(&echo.address, echo.id(), echo::PATH, &token, load.into()).await?;
    let (asked, answered) = (question.len(), answer.len());
    report.note(format!("a preview asks {asked} bytes and is answered with {answered}"));

    let (ours, theirs) = (Arc::new(ours), Arc::new(theirs));
    for target in [&ours, &theirs] {
        // The first stretch fills what is held in memory and is not counted.
        target.stretch(SLOWEST_OF).await?;
    }
    for (callers, name) in CALLERS {
        let mut turns = Turns::default();
        for _ in 0..TURNS {
            turns.ours.push(ours.stretch(callers).await?);
            turns.theirs.push(theirs.stretch(callers).await?);
        }
        turns.report(callers, name, report)?;
    }
    Ok(())
}

/// The answer must be what the rules come to for the same person.
fn is_the_draft(answer: &Bytes, person: &Person) -> Result<()> {
    let Council { policy, mapping, rates } = Council::read()?;
    let draft = budget_calculation_rules::budget::draft(&person.inputs, &policy, &mapping, &rates);
    let draft = draft.map_err(|refused| anyhow!("{refused}"))?;
    let budget = PreviewBudgetResponse::decode(answer.clone())?.budget.context("a budget")?;
    let pence = |money: &Option<carecap_contracts::common::v1::Money>| {
        money.as_ref().map(|money| money.pence)
    };
    let (cost, contribution) = (pence(&budget.cost_weekly), pence(&budget.contribution_weekly));
    let expected = draft.contribution_weekly.map(|money| money.pence());
    ensure!(budget.lines.len() == draft.lines.len(), "{} lines", budget.lines.len());
    ensure!(cost == Some(draft.cost_weekly.pence()), "the preview costs {cost:?}");
    ensure!(contribution == expected, "{contribution:?} of it is paid, not {expected:?}");
    Ok(())
}

/// What both came to at one number of callers.
#[derive(Default)]
struct Turns {
    ours: Vec<Stretch>,
    theirs: Vec<Stretch>,
}

impl Turns {
    fn report(&self, callers: usize, name: &'static str, report: &mut Report) -> Result<()> {
        let of = |figure: fn(&Stretch) -> Decimal| {
            let both = [&self.ours, &self.theirs];
            both.map(|stretches| median(stretches.iter().map(figure).collect()))
        };
        let [ours, theirs] = of(|stretch| stretch.calls_per_second);
        report.row(name, "calls/s", ours, theirs)?;
        if callers == SLOWEST_OF {
            let [ours, theirs] = of(|stretch| stretch.slowest_milliseconds);
            report.row("preview_c16_p99", "ms", ours, theirs)?;
        }
        let [ours, theirs] = of(|stretch| stretch.processor_each).map(|time| time.round_dp(1));
        report.note(format!(
            "{name}: the process uses {ours} microseconds of a processor for each call, the echo {theirs}"
        ));
        Ok(())
    }
}
