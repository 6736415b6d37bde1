//! The rules of assessment-intake: what does this person need, and what do they have?
//!
//! Everything here is pure: an assessment, a person or a statement goes in, a new value or a typed
//! refusal comes out. The questionnaire indicates and a named assessor determines (R-ASSESS-6,
//! R-ASSESS-10): no function here makes anybody eligible from answers.
//!
//! Values with an invariant come in pairs: a plain `...Facts` with public fields, and a type that
//! can be had only by checking them, which hands the facts out to read. What is stored was checked
//! when it was taken.

pub mod answers;
pub mod assessment;
pub mod checks;
pub mod eligibility;
pub mod financial_statement;
pub mod fluctuation;
pub mod limbs;
pub mod need_line;
pub mod needs;
mod pension_age;
pub mod person;
pub mod questionnaire;
