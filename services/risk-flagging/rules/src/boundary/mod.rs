//! The boundaries that a council may set: which there are ([`Bound`]), and a council's own, dated
//! ([`BoundarySet`]).

mod bound;
mod set;

pub use bound::{Bound, BoundaryUnit};
pub use set::{
    Boundary, BoundaryFault, BoundaryInForce, BoundaryInput, BoundaryRefusal, BoundarySet, Setting,
    Source,
};
