use std::io::{self, Write};

use super::report::Outcome;
use super::value::plain;

/// As wide as a figure is printed.
const WIDTH: usize = 18;

/// Prints rows in columns as they come.
pub struct Columns<W: Write> {
    out: W,
}

impl<W: Write> Columns<W> {
    /// With a head line.
    ///
    /// # Errors
    /// An output that takes nothing.
    pub fn headed(mut out: W) -> io::Result<Columns<W>> {
        writeln!(out, "{:<3} {:<36} {:>18} {:>18}  note", "", "quantity", "wanted", "Carecap")?;
        Ok(Columns { out })
    }

    /// Prints what one example came to.
    ///
    /// # Errors
    /// An output that takes nothing.
    pub fn print(&mut self, outcome: &Outcome) -> io::Result<()> {
        writeln!(self.out, "\n{}", outcome.id)?;
        for row in &outcome.rows {
            let sign = match (row.agrees, &row.excuse) {
                (Some(true), _) => "ok",
                (_, Some(_)) => "doc",
                (Some(false), None) => "NO",
                (None, None) => "-",
            };
            let wanted = plain(&row.wanted).unwrap_or_else(|| row.wanted.to_string());
            let (wanted, note) = match wanted.chars().count() {
                0..=WIDTH => (wanted, row.note.clone()),
                _ => ("a sentence".to_owned(), format!("wanted “{wanted}”; {}", row.note)),
            };
            let got = row.got.as_deref().unwrap_or("-");
            let line = format!("{sign:<3} {:<36} {wanted:>18} {got:>18}  {}", row.quantity, note);
            writeln!(self.out, "{}", line.trim_end())?;
        }
        if let Some(excuse) = outcome.rows.iter().find_map(|row| row.excuse.as_ref()) {
            writeln!(self.out, "    documented: {excuse}")?;
        }
        for one in &outcome.unexpressed {
            writeln!(self.out, "    not expressed: {}: {}", one.input, one.why)?;
        }
        for one in &outcome.assumed {
            writeln!(self.out, "    assumed: {one}")?;
        }
        Ok(())
    }

    /// Prints what all came to.
    ///
    /// # Errors
    /// An output that takes nothing.
    pub fn total(&mut self, outcomes: &[Outcome]) -> io::Result<()> {
        let count = |is: fn(&Outcome) -> bool| outcomes.iter().filter(|one| is(one)).count();
        let (agree, excused) = (count(Outcome::agrees), count(Outcome::is_excused));
        let failing = count(Outcome::fails);
        let rest = outcomes.len() - agree - excused - failing;
        writeln!(self.out, "\n{} examples: {agree} agree, {failing} do not;", outcomes.len())?;
        writeln!(
            self.out,
            "{excused} are misprinted or incomplete and say so; {rest} are answered in part."
        )
    }
}
