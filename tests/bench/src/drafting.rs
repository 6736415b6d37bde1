//! Working a budget out: our rules against ZEN, in turns and on one thread.

use std::hint::black_box;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use budget_calculation_rules::budget::{Draft, DraftInputs, draft};
use budget_calculation_rules::receipt::{Body, digest};
use rust_decimal::Decimal;
use zen_engine::Variable;

use crate::council::Council;
use crate::person::people;
use crate::report::Report;
use crate::stopwatch::{median, microseconds_each, of_this_thread, per_second};
use crate::zen::{Zen, decided, drafted, question};

/// As many lines as every budget here has.
const LINES: usize = 20;
/// So often each way of working has its turn; the median of the turns counts.
const TURNS: usize = 9;
/// About as long as a turn lasts on a processor.
const TURN: Duration = Duration::from_millis(400);

/// What each way of working is called.
const NAMES: [&str; 11] = [
    "plain",
    "receipt",
    "zen",
    "zen-trace",
    "canonical",
    "json",
    "digest",
    "sha256",
    "zen-trace-as-json",
    "sorted-json",
    "read-back",
];

/// One way of working, done once for the person at a place.
type Way<'a> = Box<dyn Fn(usize) -> Result<()> + 'a>;

/// Everything that is worked on, made before the time is taken.
struct Bench {
    council: Council,
    zen: Zen,
    inputs: Vec<DraftInputs>,
    drafts: Vec<Draft>,
    bodies: Vec<Vec<u8>>,
    questions: Vec<Variable>,
}

impl Bench {
    /// Prepares everything, and makes sure that both engines decide alike to the penny.
    fn prepare() -> Result<Bench> {
        let (council, zen) = (Council::read()?, Zen::compile()?);
        let (inputs, drafts, bodies, questions) = Default::default();
        let mut bench = Bench { council, zen, inputs, drafts, bodies, questions };
        for person in people()? {
            let worked_out = bench.draft(&person.inputs)?;
            ensure!(worked_out.lines.len() == LINES, "{} lines", worked_out.lines.len());
            let question = question(&person, &worked_out, &bench.council.policy)?;
            for trace in [false, true] {
                let theirs = decided(&bench.zen.decide(&question, trace)?);
                let ours = drafted(&worked_out);
                ensure!(ours == theirs, "{}: {ours:?}, ZEN {theirs:?}", person.name);
            }
            let sorted = serde_json::to_vec(&serde_json::to_value(&worked_out.receipt)?)?;
            let canonical = worked_out.receipt.canonical_bytes()?;
            ensure!(sorted == canonical, "a body's keys and numbers are plain enough to be sorted");
            bench.bodies.push(canonical);
            bench.drafts.push(worked_out);
            bench.questions.push(question);
            bench.inputs.push(person.inputs);
        }
        Ok(bench)
    }

    fn draft(&self, inputs: &DraftInputs) -> Result<Draft> {
        let Council { policy, mapping, rates } = &self.council;
        draft(inputs, policy, mapping, rates).map_err(|refused| anyhow!("{refused}"))
    }

    /// The ways of working, in the order of their names. The first two are ours, the next two ZEN's,
    /// then parts of a receipt, each before what bounds it, then what is only printed.
    fn ways(&self) -> [Way<'_>; 11] {
        let plain = |place: usize| {
            black_box(self.draft(black_box(&self.inputs[place]))?);
            Ok(())
        };
        let receipt = |place: usize| {
            let worked_out = self.draft(black_box(&self.inputs[place]))?;
            black_box(digest(&worked_out.receipt.canonical_bytes()?));
            black_box(worked_out);
            Ok(())
        };
        let zen = |trace: bool| {
            move |place: usize| {
                black_box(self.zen.decide(black_box(&self.questions[place]), trace)?);
                Ok(())
            }
        };
        let canonical = |place: usize| {
            black_box(black_box(&self.drafts[place]).receipt.canonical_bytes()?);
            Ok(())
        };
        let as_json = |place: usize| {
            black_box(serde_json::to_vec(black_box(&self.drafts[place].receipt))?);
            Ok(())
        };
        let hashed = |place: usize| {
            black_box(digest(black_box(&self.bodies[place])));
            Ok(())
        };
        let by_ring = |place: usize| {
            black_box(ring::digest::digest(&ring::digest::SHA256, black_box(&self.bodies[place])));
            Ok(())
        };
        let written = |place: usize| {
            black_box(self.zen.decide_and_write(black_box(&self.questions[place]))?);
            Ok(())
        };
        let sorted = |place: usize| {
            let value = serde_json::to_value(black_box(&self.drafts[place].receipt))?;
            black_box(serde_json::to_vec(&value)?);
            Ok(())
        };
        let read_back = |place: usize| {
            black_box(serde_json::from_slice::<Body>(black_box(&self.bodies[place]))?);
            Ok(())
        };
        [
            Box::new(plain),
            Box::new(receipt),
            Box::new(zen(false)),
            Box::new(zen(true)),
            Box::new(canonical),
            Box::new(as_json),
            Box::new(hashed),
            Box::new(by_ring),
            Box::new(written),
            Box::new(sorted),
            Box::new(read_back),
        ]
    }

    /// Works in one way for each person as often, and says how many a second that makes.
    fn turn(&self, way: &Way<'_>, times: u64) -> Result<(u64, Duration)> {
        let begun = of_this_thread()?;
        for _ in 0..times {
            for place in 0..self.inputs.len() {
                way(place)?;
            }
        }
        let people = u64::try_from(self.inputs.len())?;
        Ok((times * people, of_this_thread()? - begun))
    }

    /// How often a way must be repeated to fill a turn.
    fn times(&self, way: &Way<'_>) -> Result<u64> {
        let mut times = 1;
        loop {
            let (_, time) = self.turn(way, times)?;
            if time * 4 > TURN {
                let more = TURN.as_nanos() / time.as_nanos().max(1);
                return Ok(times * u64::try_from(more)?.max(1));
            }
            times *= 2;
        }
    }
}

/// Takes the time of every way in turns, and reports.
pub fn measure(report: &mut Report) -> Result<()> {
    let bench = Bench::prepare()?;
    let ways = bench.ways();
    let times = ways.iter().map(|way| bench.times(way)).collect::<Result<Vec<_>>>()?;
    let mut rates = vec![Vec::new(); ways.len()];
    let mut costs = vec![Vec::new(); ways.len()];
    for _ in 0..TURNS {
        for (place, way) in ways.iter().enumerate() {
            let (count, time) = bench.turn(way, times[place])?;
            rates[place].push(per_second(count, time));
            costs[place].push(microseconds_each(count, time));
        }
    }
    let rates: Vec<Decimal> = rates.into_iter().map(median).collect();
    let [plain, receipt, zen, zen_trace, canonical, as_json, hashed, by_ring, ..] = rates[..]
    else {
        bail!("each way has a rate");
    };
    report.row("budget_receipt", "budgets/s", receipt, zen_trace)?;
    report.row("budget_plain", "budgets/s", plain, zen)?;
    report.row("canonical_bytes", "receipts/s", canonical, as_json)?;
    report.row("digest", "receipts/s", hashed, by_ring)?;
    let costs: Vec<String> =
        costs.into_iter().map(|all| median(all).round_dp(1).to_string()).collect();
    let each = NAMES.iter().zip(&costs).map(|(name, cost)| format!("{name} {cost}"));
    report.note(format!("microseconds of a processor: {}", each.collect::<Vec<_>>().join(", ")));
    let bytes = bench.bodies.iter().map(Vec::len).max().context("there is somebody")?;
    let steps = bench.drafts.iter().map(|draft| draft.receipt.steps.len()).max();
    report.note(format!("the longest receipt: {bytes} bytes, {} steps", steps.unwrap_or_default()));
    Ok(())
}

/// Works in one way so often, for a profiler to look at.
pub fn repeat(what: &str, times: u64) -> Result<()> {
    let bench = Bench::prepare()?;
    let ways = bench.ways();
    let place = NAMES.iter().position(|name| *name == what);
    let place = place.with_context(|| format!("`{what}` is none of {}", NAMES.join(", ")))?;
    let (count, time) = bench.turn(&ways[place], times)?;
    println!("{what}: {} microseconds each", microseconds_each(count, time).round_dp(2));
    Ok(())
}
