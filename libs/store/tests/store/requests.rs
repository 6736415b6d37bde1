use carecap_store::{Claim, Named, RequestKey};
use carecap_testing::{ENGINES, TestStores, council_a, new_id};

use crate::MIGRATIONS;

fn key(digest: &str) -> RequestKey {
    RequestKey { method: "/x/Y".to_owned(), request_id: new_id(), digest: digest.to_owned() }
}

#[tokio::test]
async fn a_known_id_gives_what_was_made_and_another_request_is_refused() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let key = key("a");
        let made = Named { id: new_id(), version: 3 };
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.claim(&key).await.unwrap(), Claim::New);
        tx.settle(&key, made).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.claim(&key).await.unwrap(), Claim::Known(made));
        let other = RequestKey { digest: "b".to_owned(), ..key };
        assert_eq!(tx.claim(&other).await.unwrap(), Claim::Mismatch);
    }
}

#[tokio::test]
async fn a_refusal_forgets_the_id() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let key = key("a");
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.claim(&key).await.unwrap(), Claim::New);
        drop(tx);
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.claim(&key).await.unwrap(), Claim::New, "{engine:?}");
    }
}

#[tokio::test]
async fn of_many_at_once_with_one_id_one_takes_effect_and_the_others_read_it() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let key = key("a");
        let callers = (0..8).map(|_| {
            let (store, key) = (store.clone(), key.clone());
            tokio::spawn(async move {
                let mut tx = store.write().await.unwrap();
                match tx.claim(&key).await.unwrap() {
                    Claim::New => {
                        let made = Named { id: tx.new_id(), version: 1 };
                        tx.settle(&key, made).await.unwrap();
                        tx.commit().await.unwrap();
                        (true, made)
                    }
                    Claim::Known(made) => (false, made),
                    Claim::Mismatch => panic!("the request is the same"),
                }
            })
        });
        let mut answers = Vec::new();
        for caller in callers.collect::<Vec<_>>() {
            answers.push(caller.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|(first, _)| *first).count(), 1, "{engine:?}");
        assert!(answers.iter().all(|(_, made)| *made == answers[0].1), "{engine:?}");
    }
}
