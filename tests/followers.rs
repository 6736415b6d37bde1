//! Events under kills and among replicas: each takes effect once, whoever is killed and whoever races.

mod caller;
mod cases;
mod hang_ups;
mod kills;
mod metering;
mod outcome;
mod publisher;
mod replicas;
