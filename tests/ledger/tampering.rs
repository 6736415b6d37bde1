use carecap_testing::ENGINES;
use carecap_tests::Bench;

use super::STORY;
use super::chain::Chain;
use super::database::Database;

#[tokio::test(flavor = "multi_thread")]
async fn dump() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        bench.tell(STORY).await;
        let mut database = Database::of(&bench).await;
        for row in database.entries().await {
            let text = |c: &str| row[c].as_ref().map(|b| String::from_utf8_lossy(b).into_owned());
            println!("{:?} {:?} {:?}", text("number"), text("account_id"), text("rules"));
            println!("   {}", text("detail").unwrap());
            println!("   {}", text("canonical").unwrap());
        }
        let _ = Chain::default();
        bench.stop().await;
    }
}
