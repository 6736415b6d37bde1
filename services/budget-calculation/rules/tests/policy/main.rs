//! The policy packs, a council's choices, and what both make to be in force on a day.

#[cfg(test)]
mod cap;
#[cfg(test)]
mod choices;
#[cfg(test)]
mod confirmations;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod support;
#[cfg(test)]
mod values;
