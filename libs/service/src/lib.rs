//! What every service has alike, so that a context adds its domain only.
//!
//! A call comes in through the [`Gate`]: trace, deadline, caller, permission, a task of its own. A
//! handler that changes something goes through [`change`], which keeps the order that every contract
//! promises; one that reads goes through [`read`]. What other contexts make true arrives through
//! [`follow`]. [`serve`] puts it on a socket and drains it again.

mod access;
mod caller;
mod change;
mod clock;
mod config;
mod deadline;
mod fields;
mod follow;
mod gate;
mod keys;
mod log;
mod paging;
mod peers;
mod refusal;
mod serve;
mod telemetry;
mod tokens;

pub use access::{Role, is_permitted, permitted_actions};
pub use caller::Caller;
pub use change::{caller_of, change, change_stream, own_council, read};
pub use clock::SystemClock;
pub use config::{
    Config, ConfigError, ConfigValue, Listen, Peer, PeerAddresses, StoreConfig, StoreEngine,
};
pub use deadline::remaining;
pub use fields::{Fields, etag, require_etag};
pub use follow::{EventLog, Reacted, Reaction, follow};
pub use gate::Gate;
pub use keys::{CheckingKey, SigningKey};
pub use log::{happened, told};
pub use paging::Page;
pub use peers::{Outgoing, Peers, is_technical, reason_of};
pub use refusal::Refusal;
pub use serve::{ContextServer, Spine, serve};
pub use telemetry::{
    Telemetry, current_trace_id, current_traceparent, follow_traceparent, link_traceparent,
};
pub use tokens::{Claims, TokenError, Tokens};
