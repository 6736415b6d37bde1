use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What a caller may be. A token carries one or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The adult whose case it is; sees and asks for what is theirs alone.
    Person,
    /// Assesses needs, and decides about change requests and flags.
    Practitioner,
    /// Approves and publishes budgets.
    Approver,
    /// Records means, sets the charging policy, confirms parameters.
    Finance,
    /// Imports rates and sets the service mapping.
    RatesManager,
    /// Works the queue of flags and sets its boundaries.
    RiskOfficer,
    /// Reads everything, changes nothing.
    Auditor,
    /// Runs the meter and the statements.
    Operator,
    /// Another Carecap service, for one council.
    Service,
}

impl Role {
    /// Every role, for a message that lists them.
    pub const ALL: [Role; 9] = [
        Role::Person,
        Role::Practitioner,
        Role::Approver,
        Role::Finance,
        Role::RatesManager,
        Role::RiskOfficer,
        Role::Auditor,
        Role::Operator,
        Role::Service,
    ];

    /// The role as a token writes it.
    pub fn code(self) -> &'static str {
        match self {
            Role::Person => "person",
            Role::Practitioner => "practitioner",
            Role::Approver => "approver",
            Role::Finance => "finance",
            Role::RatesManager => "rates_manager",
            Role::RiskOfficer => "risk_officer",
            Role::Auditor => "auditor",
            Role::Operator => "operator",
            Role::Service => "service",
        }
    }
}

/// Which roles may do what. The actions are those of the contracts; a test holds the two together.
/// Whatever is not listed is refused.
fn roles_for(action: &str) -> &'static [Role] {
    use Role::{
        Approver, Auditor, Finance, Operator, Person, Practitioner, RatesManager, RiskOfficer,
        Service,
    };
    match action {
        "assessment.people.record" => &[Practitioner],
        "assessment.people.read" => &[Person, Practitioner, Auditor],
        "assessment.facts.read" => &[Practitioner, Finance, Auditor, Service],
        "assessment.assessments.write" => &[Person, Practitioner],
        "assessment.assessments.assure" => &[Practitioner],
        "assessment.assessments.determine" => &[Practitioner],
        "assessment.assessments.revise" => &[Practitioner],
        "assessment.assessments.read" => &[Person, Practitioner, Approver, Auditor, Service],
        "assessment.checks.read" => &[Practitioner, RiskOfficer, Auditor, Service],
        "assessment.finances.record" => &[Practitioner, Finance],
        "assessment.finances.read" => &[Person, Practitioner, Approver, Finance, Auditor, Service],
        "assessment.questionnaires.read" => &[Person, Practitioner, RiskOfficer, Auditor],
        "rates.rates.import" => &[RatesManager],
        "rates.rates.read" => {
            &[Person, Practitioner, Approver, Finance, RatesManager, Auditor, Service]
        }
        "budget.policies.set" => &[Finance, RatesManager],
        "budget.policies.read" => {
            &[Person, Practitioner, Approver, Finance, RatesManager, Operator, Auditor, Service]
        }
        "budget.parameters.confirm" => &[Finance],
        "budget.budgets.read" => {
            &[Person, Practitioner, Approver, Finance, RiskOfficer, Auditor, Service]
        }
        "budget.budgets.approve" => &[Approver],
        "budget.budgets.publish" => &[Approver],
        "budget.budgets.revise" => &[Practitioner, Finance],
        "budget.previews.make" => {
            &[Person, Practitioner, Approver, Finance, RatesManager, Auditor, Service]
        }
        "budget.work.read" => &[Practitioner, Approver, Finance, Auditor],
        "budget.changes.request" => &[Person, Practitioner],
        "budget.changes.decide" => &[Practitioner],
        "budget.changes.read" => &[Person, Practitioner, Approver, Auditor],
        "account.accounts.read" => &[Person, Practitioner, Finance, Operator, Auditor, Service],
        "account.previews.make" => &[Person, Practitioner, Finance, Operator, Auditor, Service],
        "account.runs.start" => &[Operator],
        "account.runs.cancel" => &[Operator],
        "account.runs.resume" => &[Operator],
        "account.runs.read" => &[Finance, Operator, Auditor],
        "account.facts.state" => &[Practitioner, Finance],
        "account.charges.write_off" => &[Finance],
        "account.entries.reverse" => &[Finance],
        "account.statements.issue" => &[Finance, Operator],
        "risk.flags.read" => &[Practitioner, RiskOfficer, Auditor],
        "risk.flags.decide" => &[Practitioner, RiskOfficer],
        "risk.boundaries.set" => &[RiskOfficer],
        "events.follow" => &[Auditor, Service],
        _ => &[],
    }
}

/// Whether any of the roles carries the action.
pub fn is_permitted(roles: &BTreeSet<Role>, action: &str) -> bool {
    roles_for(action).iter().any(|role| roles.contains(role))
}

/// The actions that a role carries, of those that the contracts name.
pub fn permitted_actions(role: Role) -> BTreeSet<String> {
    carecap_contracts::methods()
        .filter_map(|method| method.action())
        .filter(|action| roles_for(action).contains(&role))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_of_the_contracts_is_somebodys() {
        for method in carecap_contracts::methods() {
            let action = method.action().unwrap_or_default();
            assert!(!roles_for(&action).is_empty(), "nobody may do {action} ({})", method.path());
        }
    }

    #[test]
    fn no_person_reaches_anything_about_risk() {
        let reached = permitted_actions(Role::Person);
        assert!(
            reached.iter().all(|action| !action.starts_with("risk.") && !action.contains("checks"))
        );
    }

    #[test]
    fn an_auditor_changes_nothing() {
        for method in carecap_contracts::methods().filter(carecap_contracts::Method::changes) {
            let action = method.action().unwrap_or_default();
            assert!(!roles_for(&action).contains(&Role::Auditor), "{action}");
        }
    }
}
