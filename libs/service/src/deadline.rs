use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

tokio::task_local! {
    /// When the call that this task works on must be answered.
    pub(crate) static DEADLINE: Instant;
}

/// What is kept back for the way home when the rest of a deadline is passed on.
const MARGIN: Duration = Duration::from_millis(20);

/// How long a call made now may take: what is left of the caller's deadline less a margin, or the
/// given time where nobody waits.
pub fn remaining(otherwise: Duration) -> Duration {
    DEADLINE
        .try_with(|deadline| {
            deadline.saturating_duration_since(Instant::now()).saturating_sub(MARGIN)
        })
        .unwrap_or(otherwise)
}

/// Reads `grpc-timeout`: up to eight digits and a unit.
pub(crate) fn timeout_of(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount.saturating_mul(3_600))),
        "M" => Some(Duration::from_secs(amount.saturating_mul(60))),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

/// Writes `grpc-timeout` in milliseconds.
pub(crate) fn timeout_text(timeout: Duration) -> String {
    format!("{}m", timeout.as_millis().clamp(1, 99_999_999))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_read_as_grpc_writes_it() {
        let check = |text: &str, expected: Option<Duration>| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", text.parse().unwrap());
            assert_eq!(timeout_of(&headers), expected, "{text}");
        };
        check("5S", Some(Duration::from_secs(5)));
        check("250m", Some(Duration::from_millis(250)));
        check("1H", Some(Duration::from_secs(3_600)));
        check("S", None);
        check("5", None);
        check("123456789S", None);
    }
}
