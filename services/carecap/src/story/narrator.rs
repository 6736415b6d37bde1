use std::io::{self, Write};

use crate::story::Story;

/// Prints a story so that a council officer understands every line.
pub struct Narrator {
    out: Box<dyn Write + Send>,
}

impl Narrator {
    /// A narrator who prints to standard output.
    pub fn to_standard_output() -> Narrator {
        Narrator { out: Box::new(io::stdout()) }
    }

    /// A narrator nobody hears.
    pub fn silent() -> Narrator {
        Narrator { out: Box::new(io::sink()) }
    }

    fn print(&mut self, text: &str) {
        // Nobody is left to hear of it when standard output is closed.
        let _ = writeln!(self.out, "{text}");
    }

    pub(crate) fn title(&mut self, story: &Story) {
        self.print(&format!("\n{}\n{}", story.title, "=".repeat(story.title.chars().count())));
        if !story.given.told.is_empty() {
            self.print(story.given.told.trim());
        }
        self.print(&format!("Source: {}\n", story.source.trim()));
    }

    pub(crate) fn aside(&mut self, sentence: &str) {
        self.print(&format!("\n  {}", sentence.trim()));
    }

    /// Something that somebody did.
    pub(crate) fn act(&mut self, who: &str, what: &str) {
        self.print(&format!("- {who} {what}"));
    }

    /// Something that follows from it.
    pub(crate) fn line(&mut self, text: &str) {
        self.print(&format!("    {text}"));
    }

    /// A name and a figure, one under the other.
    pub(crate) fn figure(&mut self, name: &str, amount: &str) {
        self.print(&format!("    {name:<44} {amount:>14}"));
    }

    /// A name and two figures side by side.
    pub(crate) fn pair(&mut self, name: &str, first: &str, second: &str) {
        self.print(&format!("    {name:<40} {first:>16} {second:>16}"));
    }

    pub(crate) fn result(&mut self, differences: &[String]) {
        if differences.is_empty() {
            self.print("\n  Every figure, date and flag is as expected.");
        }
        for difference in differences {
            self.print(&format!("  NOT AS EXPECTED: {difference}"));
        }
    }
}
