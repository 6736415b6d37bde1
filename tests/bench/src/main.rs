//! How fast Carecap is, measured in one run against something that bounds it: working a budget out
//! against the rules engine GoRules ZEN, and a preview over gRPC against a service that only echoes.
//!
//! `make bench` runs it. `docs/speed.md` says what each figure means and what it does not.

mod council;
mod drafting;
mod echo;
mod load;
mod person;
mod preview_request;
mod previews;
mod processes;
mod report;
mod stopwatch;
mod wire;
mod zen;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use report::Report;

const USAGE: &str = "carecap-bench all PROGRAM REPORT | drafting | previews PROGRAM | \
                     repeat WAY TIMES | echo ANSWER_BYTES";

/// The memory that the program is released with, for everything that is measured.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match perform(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("carecap-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &[&str]) -> Result<()> {
    let mut report = Report::default();
    match arguments {
        ["all", program, file] => {
            drafting::measure(&mut report)?;
            previews::measure(&PathBuf::from(program), &mut report)?;
            report.print();
            report.write(Path::new(file)).with_context(|| format!("{file} cannot be written"))
        }
        ["drafting"] => {
            drafting::measure(&mut report)?;
            report.print();
            Ok(())
        }
        ["previews", program] => {
            previews::measure(&PathBuf::from(program), &mut report)?;
            report.print();
            Ok(())
        }
        ["repeat", what, times] => drafting::repeat(what, times.parse()?),
        ["echo", answer_bytes] => echo::serve(answer_bytes.parse()?),
        _ => bail!("{USAGE}"),
    }
}
