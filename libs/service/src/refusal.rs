use std::collections::HashMap;
use std::time::Duration;

use carecap_contracts::InvalidDate;
use carecap_contracts::common::v1::ErrorReason;
use carecap_store::StoreError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use crate::telemetry::current_trace_id;

/// Why a call is refused: a documented reason, a sentence that says what to do next, and what a
/// caller's program may branch on. It becomes a [`Status`] in one place, here.
#[derive(Debug, Clone)]
pub struct Refusal {
    reason: ErrorReason,
    message: String,
    metadata: HashMap<String, String>,
    faults: Vec<FieldViolation>,
}

impl Refusal {
    /// A refusal for a reason, with a sentence for whoever reads it.
    pub fn new(reason: ErrorReason, message: impl Into<String>) -> Refusal {
        Refusal { reason, message: message.into(), metadata: HashMap::new(), faults: Vec::new() }
    }

    /// Adds what the reason's documentation promises under a name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Refusal {
        self.metadata.insert(name.to_owned(), value.to_string());
        self
    }

    /// Names a field, or a line of a file, and what is wrong with it.
    #[must_use]
    pub fn fault(mut self, field: impl Into<String>, wrong: impl Into<String>) -> Refusal {
        self.faults.push(FieldViolation::new(field, wrong));
        self
    }

    /// Says the same in another sentence, for a caller who has something else to do next.
    #[must_use]
    pub fn saying(self, message: impl Into<String>) -> Refusal {
        Refusal { message: message.into(), ..self }
    }

    /// Names each field by another path.
    #[must_use]
    pub fn placing(mut self, path: impl Fn(&str) -> String) -> Refusal {
        for fault in &mut self.faults {
            fault.field = path(&fault.field);
        }
        self
    }

    /// A resource that is not there.
    pub fn not_found(kind: &str, id: impl ToString) -> Refusal {
        let id = id.to_string();
        Refusal::new(ErrorReason::NotFound, format!("there is no {kind} {id} in this council"))
            .with("kind", kind)
            .with("id", id)
    }

    /// One field that is absent, malformed or out of range.
    pub fn invalid(field: impl Into<String>, wrong: impl Into<String>) -> Refusal {
        Refusal::new(ErrorReason::InvalidField, "a field of the request cannot be read")
            .fault(field, wrong)
    }

    /// Each field or line that is named, and what is wrong with it.
    pub fn faults(&self) -> impl Iterator<Item = (&str, &str)> {
        self.faults.iter().map(|fault| (fault.field.as_str(), fault.description.as_str()))
    }

    /// The reason.
    pub fn reason(&self) -> ErrorReason {
        self.reason
    }

    /// The reason's name, as it travels: without the prefix.
    pub fn reason_name(&self) -> &'static str {
        name(self.reason)
    }

    /// What the reason's documentation promises under a name. None: it does not apply.
    pub fn metadata(&self, name: &str) -> Option<&str> {
        self.metadata.get(name).map(String::as_str)
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether trying again may help: nobody decided anything, something did not answer.
    pub fn is_technical(&self) -> bool {
        matches!(code(self.reason), Code::Unavailable | Code::DeadlineExceeded | Code::Internal)
            || self.reason == ErrorReason::Overloaded
    }
}

/// A reason's name as it travels in `ErrorInfo`: without the prefix.
pub(crate) fn name(reason: ErrorReason) -> &'static str {
    reason.as_str_name().trim_start_matches("ERROR_REASON_")
}

/// The status code of each reason, as `error_reason.proto` documents it.
fn code(reason: ErrorReason) -> Code {
    use ErrorReason as R;
    match reason {
        R::NotAuthenticated => Code::Unauthenticated,
        R::ActionNotPermitted | R::CouncilMismatch | R::NotYourCase | R::OwnWork | R::OwnCase => {
            Code::PermissionDenied
        }
        R::CouncilNotServed | R::NotFound | R::QuestionUnknown | R::ServiceUnknown | R::NoRate => {
            Code::NotFound
        }
        R::InvalidField | R::PageTokenInvalid | R::CsvMalformed | R::ReceiptUnreadable => {
            Code::InvalidArgument
        }
        R::AlreadyExists => Code::AlreadyExists,
        R::StaleEtag => Code::Aborted,
        R::Overloaded => Code::ResourceExhausted,
        R::DependencyUnavailable => Code::Unavailable,
        R::DeadlineExceeded => Code::DeadlineExceeded,
        R::Internal | R::Unspecified => Code::Internal,
        R::IdempotencyMismatch
        | R::WrongState
        | R::AlreadyDetermined
        | R::NotAssured
        | R::RateAmbiguous
        | R::KindNotMapped
        | R::ParameterNotKnown
        | R::ParameterUnconfirmed
        | R::PolicyNotSet
        | R::PackNotInForce
        | R::NotEligible
        | R::FinancialStatementMissing
        | R::DecisionNeeded
        | R::AlreadyMetered
        | R::NotMeteredYet
        | R::CapNotCommenced
        | R::RunUnderWay
        | R::AccountClosed
        | R::PeriodOverlaps
        | R::AbsenceTooShort
        | R::EntryNotReversible
        | R::AlreadyDecided => Code::FailedPrecondition,
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Status {
        let mut details =
            ErrorDetails::with_error_info(name(refusal.reason), "carecap", refusal.metadata);
        for fault in refusal.faults {
            details.add_bad_request_violation(fault.field, fault.description);
        }
        if code(refusal.reason) == Code::FailedPrecondition {
            details.add_precondition_failure_violation(
                name(refusal.reason),
                "carecap",
                refusal.message.clone(),
            );
        }
        if refusal.reason == ErrorReason::Overloaded {
            details.set_retry_info(Some(Duration::from_secs(1)));
        }
        Status::with_error_details(code(refusal.reason), refusal.message, details)
    }
}

/// A store's failure is logged here, once, and told to the caller without any of its insides.
impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        match error {
            StoreError::Conflict => Refusal::new(
                ErrorReason::StaleEtag,
                "somebody else changed this at the same moment: read it again, then decide again",
            ),
            StoreError::CouncilNotServed(council) => Refusal::new(
                ErrorReason::CouncilNotServed,
                format!("council {council} is not served here"),
            )
            .with("council_id", council),
            StoreError::Unavailable(cause) => {
                tracing::warn!(%cause, "the store did not answer");
                Refusal::new(
                    ErrorReason::DependencyUnavailable,
                    "the store did not answer: try again with the same request id",
                )
                .with("what", "store")
            }
            StoreError::Closed => Refusal::new(
                ErrorReason::DependencyUnavailable,
                "this process is ending: try again with the same request id",
            )
            .with("what", "store"),
            other => {
                tracing::error!(error = &other as &dyn std::error::Error, "the store failed");
                Refusal::new(ErrorReason::Internal, "the fault is ours; the trace id finds it")
                    .with("trace_id", current_trace_id())
            }
        }
    }
}

impl From<InvalidDate> for Refusal {
    fn from(_: InvalidDate) -> Refusal {
        Refusal::invalid("date", "is not a day of the calendar from 1900 to 2200")
    }
}
