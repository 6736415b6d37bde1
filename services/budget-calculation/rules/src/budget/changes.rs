use carecap_calendar::Day;

/// The first day on which a figure changes of itself: a disregard ends, an overwrite expires, a
/// value changes. It is no part of the working, because it says nothing of today's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changes {
    after: Day,
    first: Option<Day>,
}

impl Changes {
    /// None known yet.
    pub fn after(day: Day) -> Changes {
        Changes { after: day, first: None }
    }

    /// Notes days on which something changes; those that have passed count no more.
    pub fn note(&mut self, days: impl IntoIterator<Item = Day>) {
        let later = days.into_iter().filter(|day| *day > self.after);
        self.first = self.first.into_iter().chain(later).min();
    }

    /// The first of them.
    pub fn first(&self) -> Option<Day> {
        self.first
    }
}
