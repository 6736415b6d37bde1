//! The figures, as a table for a person and as JSON for a program.

use std::fs;
use std::path::Path;

use anyhow::Result;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Number;

/// One figure beside what bounds it.
#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    value: Number,
    unit: &'static str,
    baseline: Number,
    /// The value as a multiple of the baseline.
    ratio: Number,
}

/// Everything that a run has measured.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl Report {
    /// Adds a figure and what it is measured against.
    pub fn row(
        &mut self,
        name: &'static str,
        unit: &'static str,
        value: Decimal,
        baseline: Decimal,
    ) -> Result<()> {
        let ratio = value.checked_div(baseline).unwrap_or_default();
        self.rows.push(Row {
            name,
            value: number(value, 2)?,
            unit,
            baseline: number(baseline, 2)?,
            ratio: number(ratio, 2)?,
        });
        Ok(())
    }

    /// Adds a line that explains a figure.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Prints everything.
    pub fn print(&self) {
        println!("{:<18} {:>12} {:<14} {:>12} {:>7}", "name", "value", "unit", "baseline", "ratio");
        for Row { name, value, unit, baseline, ratio } in &self.rows {
            let [value, baseline, ratio] = [value, baseline, ratio].map(Number::to_string);
            println!("{name:<18} {value:>12} {unit:<14} {baseline:>12} {ratio:>7}");
        }
        for note in &self.notes {
            println!("  {note}");
        }
    }

    /// Writes the rows.
    pub fn write(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(&self.rows)?;
        fs::write(file, text + "\n")?;
        println!("written to {}", file.display());
        Ok(())
    }
}

fn number(value: Decimal, places: u32) -> Result<Number> {
    Ok(value.round_dp(places).normalize().to_string().parse()?)
}
