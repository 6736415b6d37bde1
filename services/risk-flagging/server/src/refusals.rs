use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Refusal;
use risk_flagging_rules::{BoundaryFault, ClearRefusal, DecideRefusal};

/// A decision that cannot be taken.
pub(crate) fn undecided(refused: &DecideRefusal) -> Refusal {
    match refused {
        DecideRefusal::AlreadyDecided { flag_id } => Refusal::new(
            ErrorReason::AlreadyDecided,
            format!("{refused}: read it to see by whom, and why"),
        )
        .with("flag_id", flag_id),
        DecideRefusal::WrongState { state } => Refusal::new(
            ErrorReason::WrongState,
            format!("{refused}: what raised it no longer holds, so there is nothing to decide"),
        )
        .with("state", state),
        DecideRefusal::ReasonMissing => Refusal::invalid("decision_reason", refused.to_string()),
    }
}

/// A flag that no rule may clear.
pub(crate) fn uncleared(refused: &ClearRefusal) -> Refusal {
    let state = match refused {
        ClearRefusal::SafeguardingNeedsAPerson => "OPEN",
        ClearRefusal::WrongState { state } => state,
    };
    Refusal::new(ErrorReason::WrongState, refused.to_string()).with("state", state)
}

/// Boundaries that cannot stand, each named by its place in the request. None of them is set.
pub(crate) fn boundaries(faults: Vec<BoundaryFault>) -> Refusal {
    let refusal = Refusal::new(
        ErrorReason::InvalidField,
        format!("{} boundaries cannot stand and none was set: see each", faults.len()),
    );
    faults.into_iter().fold(refusal, |refusal, fault| {
        let field = format!("boundaries[{}].{}", fault.index, fault.refusal.field());
        refusal.fault(field, fault.refusal.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_decision_is_told_apart_from_one_about_a_cleared_flag() {
        let decided = DecideRefusal::AlreadyDecided { flag_id: "f".to_owned() };
        let cleared = DecideRefusal::WrongState { state: "CLEARED" };
        assert_eq!(undecided(&decided).reason(), ErrorReason::AlreadyDecided);
        assert_eq!(undecided(&cleared).reason(), ErrorReason::WrongState);
    }
}
