//! From needs to services: a council's dated mapping of kinds of help, and the one function that
//! applies it (R-BUD-10).

mod bundle;
mod entries;
mod free;
mod service_lines;

pub use entries::{How, MappedService, MappingEntry, MappingFault, ServiceMapping, UnitsRule};
pub use service_lines::{
    Kinds, MappedNeeds, MappingRefused, NeedsToMeet, Outcomes, ServiceLine, UnpricedNeed,
    UnpricedReason, service_lines,
};
