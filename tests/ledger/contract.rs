use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::account_service_client::AccountServiceClient;
use carecap_contracts::account::v1::{EntryKind, RunState};
use carecap_contracts::common::v1::{Date, Money};
use carecap_service::{Outgoing, Role};
use carecap_testing::{ENGINES, new_id};
use carecap_tests::{Bench, actor};
use sha2::{Digest, Sha256};

use super::chain::Chain;
use super::{COUNCIL, STORY};

pub(super) type Accounts = AccountServiceClient<Outgoing>;

/// A way to the accounts of the council, as somebody who runs the meter.
pub(super) fn operator(bench: &Bench) -> Accounts {
    let council = COUNCIL.parse().expect("a council");
    bench.clients.accounts(&council, &actor(Role::Operator)).expect("the token is signed")
}

/// Every account, page by page.
pub(super) async fn accounts(client: &mut Accounts) -> Vec<proto::Account> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = proto::ListAccountsRequest {
            council_id: COUNCIL.to_owned(),
            page_size: 1_000,
            page_token,
        };
        let page = client.list_accounts(request).await.expect("a page").into_inner();
        all.extend(page.accounts);
        if page.next_page_token.is_empty() {
            return all;
        }
        page_token = page.next_page_token;
    }
}

/// Every entry of an account, in pages of a size.
async fn entries(client: &mut Accounts, account_id: &str, page_size: i32) -> Vec<proto::Entry> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = proto::ListEntriesRequest {
            council_id: COUNCIL.to_owned(),
            account_id: account_id.to_owned(),
            page_size,
            page_token,
        };
        let page = client.list_entries(request).await.expect("a page").into_inner();
        all.extend(page.entries);
        if page.next_page_token.is_empty() {
            return all;
        }
        page_token = page.next_page_token;
    }
}

/// Meters every account up to a day, and gives back the run at its end.
pub(super) async fn meter(client: &mut Accounts, until: &str) -> proto::MeteringRun {
    let request = proto::StartMeteringRunRequest {
        council_id: COUNCIL.to_owned(),
        request_id: new_id().to_string(),
        validate_only: false,
        until: day(until),
    };
    let started = client.start_metering_run(request).await.expect("a run").into_inner();
    let run_id = started.metering_run.expect("the answer holds it").run_id;
    for _ in 0..2_400 {
        let request =
            proto::GetMeteringRunRequest { council_id: COUNCIL.to_owned(), run_id: run_id.clone() };
        let answer = client.get_metering_run(request).await.expect("the run is there");
        let run = answer.into_inner().metering_run.expect("the answer holds it");
        if run.state() == RunState::Ended {
            return run;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the run to {until} does not end");
}

fn day(text: &str) -> Option<Date> {
    carecap_contracts::date(carecap_calendar::parse_day(text).expect("a day"))
}

fn pence(amount: Option<&Money>) -> i64 {
    amount.expect("an amount").pence
}

/// What an account's figures must be: the fold of its entries, and nothing else.
fn folded(entries: &[proto::Entry]) -> proto::Account {
    let mut chain = Chain::default();
    let mut account = proto::Account { council_id: COUNCIL.to_owned(), ..Default::default() };
    let mut rates: Vec<(&str, i64, i32)> = Vec::new();
    let said = |entry| -> serde_json::Value { serde_json::from_slice(entry).expect("JSON") };
    let canonical: Vec<_> = entries.iter().map(|entry| said(&entry.canonical)).collect();
    for (entry, said) in entries.iter().zip(&canonical) {
        chain.next_served(entry).unwrap_or_else(|fault| panic!("{}: {fault}", entry.number));
        let start = said["effective_start"].as_str().expect("a day");
        match entry.kind() {
            EntryKind::Open => {
                let of = |key: &str| said[key].as_str().expect("a text").to_owned();
                account.account_id = of("account_id");
                account.person_id = of("person_id");
                account.pack = of("pack");
                account.shadow = said["shadow"].as_bool().expect("yes or no");
                account.opened_on = day(start);
            }
            EntryKind::Rate => {
                let weekly = entry.weekly_rate.as_ref().expect("a rate has its parts");
                let counted = [&weekly.person_accrued, &weekly.council_accrued];
                let counted = counted.into_iter().map(|part| pence(part.as_ref())).sum();
                let basis = format!("METERING_BASIS_{}", said["basis"].as_str().expect("a basis"));
                let basis = proto::MeteringBasis::from_str_name(&basis).expect("it is known");
                // One recorded later replaces all from its own day on.
                rates.retain(|(from, ..)| *from < start);
                rates.push((start, counted, basis.into()));
            }
            _ => {}
        }
        account.cap = entry.cap_after.or(account.cap);
        account.uprating_unconfirmed |= entry.factor_unconfirmed;
    }
    let now = rates.iter().rfind(|(from, ..)| *from <= chain.metered_to.as_str());
    let (_, rate_weekly, basis) = now.expect("there is a rate");
    let money = |pence| Some(Money { pence });
    let [person, person_living, person_not, council, council_living, council_not] = chain.parts;
    account.last_entry = chain.number;
    account.etag = format!("\"{}\"", chain.number);
    account.metered_to = day(&chain.metered_to);
    account.basis = *basis;
    account.rate_weekly = money(*rate_weekly);
    account.accrued = money(person + council);
    account.uprating = money(chain.uprating);
    account.balance = money(person + council + chain.uprating);
    account.daily_living = money(person_living + council_living);
    account.not_counted = money(person_not + council_not);
    account.cost = money(chain.parts.iter().sum());
    account
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_served_proves_itself_and_the_account_is_its_fold() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        bench.tell(STORY).await;
        let mut client = operator(&bench);
        let [listed] = <[_; 1]>::try_from(accounts(&mut client).await).expect("one account");

        let all = entries(&mut client, &listed.account_id, 1_000).await;
        let in_pages = entries(&mut client, &listed.account_id, 7).await;
        assert_eq!(all, in_pages, "{engine:?}: pages leave nothing out");
        assert_eq!(all.len(), 39, "{engine:?}");

        let request = proto::GetAccountRequest {
            council_id: COUNCIL.to_owned(),
            account_id: listed.account_id.clone(),
            person_id: String::new(),
        };
        let account = client.get_account(request).await.expect("it is there").into_inner();
        assert_eq!(account.account, Some(folded(&all)), "{engine:?}");
        assert_eq!(listed, folded(&all), "{engine:?}");

        let mut altered = all.clone();
        altered[4].because.push('!');
        let mut chain = Chain::default();
        let found = altered.iter().find_map(|entry| chain.next_served(entry).err());
        assert!(found.is_some(), "{engine:?}: a field beside the bytes is checked too");
        bench.stop().await;
    }
}

async fn issue(client: &mut Accounts, account_id: &str, dated: &str) -> proto::Statement {
    let request = proto::IssueStatementRequest {
        council_id: COUNCIL.to_owned(),
        request_id: new_id().to_string(),
        validate_only: false,
        account_id: account_id.to_owned(),
        dated: day(dated),
    };
    let issued = client.issue_statement(request).await.expect("a statement").into_inner();
    issued.statement.expect("the answer holds it")
}

async fn read(client: &mut Accounts, statement_id: &str) -> proto::Statement {
    let request = proto::GetStatementRequest {
        council_id: COUNCIL.to_owned(),
        statement_id: statement_id.to_owned(),
    };
    let read = client.get_statement(request).await.expect("a statement").into_inner();
    read.statement.expect("the answer holds it")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_stays_what_it_was_whatever_is_recorded_later() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        bench.tell(STORY).await;
        let mut client = operator(&bench);
        let account = accounts(&mut client).await.remove(0);
        let mut database = super::database::Database::of(&bench).await;
        let row = database.rows("statements", "t.recorded_at").await.remove(0);
        let first_id = String::from_utf8(row["id"].clone().expect("an id")).expect("a text");

        let first = read(&mut client, &first_id).await;
        assert!(first.last_entry < account.last_entry, "{engine:?}: more was recorded since");
        assert_eq!(pence(first.closing_balance.as_ref()), 1_683_348, "{engine:?}");
        let second = issue(&mut client, &account.account_id, "2025-04-07").await;
        assert_eq!(pence(second.closing_balance.as_ref()), 1_704_088, "{engine:?}");
        assert_eq!(second.last_entry, account.last_entry, "{engine:?}");
        for statement in [&first, &second] {
            let sha256: Vec<String> =
                Sha256::digest(&statement.canonical).iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(statement.sha256, sha256.concat(), "{engine:?}");
        }

        meter(&mut client, "2025-05-05").await;
        let third = issue(&mut client, &account.account_id, "2025-05-05").await;
        assert!(third.last_entry > second.last_entry, "{engine:?}: there are later entries");
        assert_eq!(read(&mut client, &first_id).await, first, "{engine:?}");
        assert_eq!(read(&mut client, &second.statement_id).await, second, "{engine:?}");
        bench.stop().await;
    }
}
