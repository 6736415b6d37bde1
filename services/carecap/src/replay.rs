//! Working a budget out again from its receipt, and saying whether it is honest.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use budget_calculation_rules::replay::{Replay, replay};
use carecap_contracts::budget::v1::budget_service_client::BudgetServiceClient;
use carecap_contracts::budget::v1::{GetReceiptRequest, Receipt};
use carecap_service::Outgoing;
use carecap_store::CouncilId;
use serde_json::{Value, json};

/// A receipt as a file: the body that is replayed, and beside it the envelope.
pub fn receipt_file(council: &CouncilId, receipt: &Receipt) -> Result<Value> {
    let body: Value = serde_json::from_slice(&receipt.body).context("the body is JSON")?;
    Ok(json!({
        "envelope": {
            "council_id": council.as_str(),
            "budget_id": receipt.budget_id,
            "version": receipt.version,
            "digest": receipt.digest,
            "pack": receipt.pack,
            "pack_edition": receipt.pack_edition,
            "engine_version": receipt.engine_version,
            "trace_id": receipt.trace_id,
            "published_by": receipt.published_by,
        },
        "body": body,
    }))
}

/// What a receipt is held against.
pub enum Against {
    /// Nothing from outside: a receipt that was rewritten as a whole is not found out.
    Nothing,
    /// A digest that was written down at publication.
    Digest(String),
    /// The digest that budget-calculation keeps.
    Published(Outgoing),
}

/// Replays a receipt's file and gives back what to print, and whether all is well.
pub async fn check(file: &Path, against: Against) -> Result<(String, bool)> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let file: Value = serde_json::from_str(&text).context("the file is no JSON")?;
    let body = file.get("body").context("the file has no `body`: is it a receipt?")?;
    let canonical = canonical(body)?;
    let envelope = file.get("envelope").cloned().unwrap_or_default();
    let digest = match against {
        Against::Nothing => None,
        Against::Digest(digest) => Some(digest.to_lowercase()),
        Against::Published(outgoing) => Some(published(outgoing, &envelope).await?),
    };
    let found = replay(&canonical, digest.as_deref())
        .map_err(|refused| anyhow::anyhow!("the receipt cannot be replayed: {refused}"))?;
    Ok(report(&found, &envelope))
}

/// The canonical form is a function of what the JSON says, so it can be made again from any copy.
fn canonical(body: &Value) -> Result<Vec<u8>> {
    serde_jcs::to_vec(body).context("the body has no canonical form")
}

async fn published(outgoing: Outgoing, envelope: &Value) -> Result<String> {
    let text = |name: &str| envelope.get(name).and_then(Value::as_str).unwrap_or_default();
    let version = envelope.get("version").and_then(Value::as_i64).unwrap_or_default();
    if text("budget_id").is_empty() || version == 0 {
        bail!("the envelope names no budget and version to ask for");
    }
    let request = GetReceiptRequest {
        council_id: text("council_id").to_owned(),
        budget_id: text("budget_id").to_owned(),
        version,
    };
    let answer = BudgetServiceClient::new(outgoing).get_receipt(request).await?;
    Ok(answer.into_inner().receipt.context("the answer holds the receipt")?.digest)
}

fn report(found: &Replay, envelope: &Value) -> (String, bool) {
    let mut lines = vec![format!("{} steps checked and worked out again.", found.steps_checked)];
    for difference in &found.differences {
        if difference.step == "digest" && difference.field == "digest" {
            lines.push("DIFFERS: the body is not the one that was published.".to_owned());
            continue;
        }
        lines.push(format!(
            "DIFFERS: {} ({}): the receipt says {}, and {} comes out.",
            difference.step, difference.field, difference.recorded, difference.reworked
        ));
    }
    let claimed = envelope.get("digest").and_then(Value::as_str);
    let envelope_differs = claimed.is_some_and(|claimed| claimed != found.digest);
    if envelope_differs {
        lines.push(
            "DIFFERS: the body is not the one that the envelope's digest was made of.".to_owned(),
        );
    }
    lines.push(format!("Digest of the body: {}", found.digest));
    lines.push(if found.digest_checked {
        "It was compared with the digest from publication.".to_owned()
    } else {
        "No digest from publication was given, so a receipt rewritten as a whole would not be found \
         out: use --digest or --endpoint."
            .to_owned()
    });
    let well = found.differences.is_empty() && !envelope_differs;
    lines.push(if well {
        "The receipt holds.".to_owned()
    } else {
        "THE RECEIPT DOES NOT HOLD.".to_owned()
    });
    (lines.join("\n"), well)
}
