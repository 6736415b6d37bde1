use carecap::clients::Actor;
use carecap::councils;
use carecap_contracts::account::v1::{Account, StartMeteringRunRequest};
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::common::v1::{Confidence, Source};
use carecap_service::Role;
use carecap_tests::{Bench, Case, LEEDS, Wire, actor, day, new_request_id};
use prost::Message;

/// What all rows share.
pub struct World {
    pub bench: Bench,
    pub wire: Wire,
    /// Of Nottinghamshire, opened on 7 October 2024 and metered to 14 October.
    pub account: Account,
}

/// A call that is to be refused.
pub struct Call {
    pub path: &'static str,
    pub council: String,
    pub token: Option<String>,
    pub messages: Vec<Vec<u8>>,
}

/// To which day the account is metered.
pub const METERED_TO: &str = "2024-10-14";
/// From when on Nottinghamshire's daily living costs are a figure that nobody has confirmed.
pub const UNCONFIRMED_FROM: &str = "2025-01-06";
/// A service of Leeds that has a price in Harewood alone.
pub const HAREWOOD_ONLY: &str = "harewood_only";

impl World {
    /// A bench with an account that is metered, a price for one area and a figure nobody confirmed.
    pub async fn on(bench: Bench) -> World {
        Case::at_home(&bench).flagged().await;
        let case = Case::in_care_home(&bench);
        let account = case.account().await;
        let mut accounts =
            bench.clients.accounts(&case.council, &actor(Role::Operator)).expect("a client");
        let run = StartMeteringRunRequest {
            council_id: case.council_id(),
            request_id: new_request_id(),
            until: day(METERED_TO),
            ..Default::default()
        };
        accounts.start_metering_run(run).await.expect("the meter runs");
        choose_anew(&case).await;
        let leeds = LEEDS.parse().expect("a council");
        let csv = format!(
            "council,year,service_code,service,unit,area,amount,source\n\
             {LEEDS},2024-25,{HAREWOOD_ONLY},a service,hour,Harewood,20.00,a test\n"
        );
        let (by, csv) = (actor(Role::RatesManager), csv.into_bytes());
        councils::import_rates(&bench.clients, &leeds, &by, "area.csv", "A test", csv)
            .await
            .expect("the rates are imported");
        let wire = Wire::to(&bench);
        World { bench, wire, account }
    }

    /// A call of one message.
    pub fn call<Q: Message>(
        &self,
        council: &str,
        by: &Actor,
        path: &'static str,
        request: &Q,
    ) -> Call {
        let token = self.bench.token(&council.parse().expect("a council"), by);
        Call {
            path,
            council: council.to_owned(),
            token: Some(token),
            messages: vec![request.encode_to_vec()],
        }
    }
}

/// Adds daily living costs to the council's choices that hold from later on.
async fn choose_anew(case: &Case<'_>) {
    let mut policies =
        case.bench.clients.policies(&case.council, &actor(Role::Finance)).expect("a client");
    let present = budget::GetPolicyRequest {
        council_id: case.council_id(),
        on: day("2024-10-07"),
        ..Default::default()
    };
    let answer = policies.get_policy(present).await.expect("the policy").into_inner();
    let mut present = answer.council_policy.expect("the policy");
    present.choices.push(budget::Choice {
        key: "daily_living_costs_weekly".to_owned(),
        from: day(UNCONFIRMED_FROM),
        value: "210.00".to_owned(),
        source: Some(Source { title: "A test".to_owned(), href: String::new() }),
        confidence: Confidence::Supplied.into(),
    });
    let request = budget::SetCouncilPolicyRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: present.etag,
        choices: present.choices,
        ..Default::default()
    };
    policies.set_council_policy(request).await.expect("the policy is set");
}
