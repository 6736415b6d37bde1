# One command per wish. CI runs the same ones as a developer.

CARGO ?= cargo
STORIES = tests/stories/at-home-priced.yaml tests/stories/at-home-charged.yaml \
          tests/stories/self-funder-capped.yaml tests/stories/needs-a-person.yaml

BENCH = target/bench-build

.PHONY: build run demo test bench check fmt

build:
	$(CARGO) build --locked

## All five services in this terminal, on embedded SQLite under ./data, with the demonstration councils.
run: build
	target/debug/carecap run all --demonstration

## Four stories over gRPC against five separate processes; what they came to is in target/demo.
demo: build
	target/debug/carecap demo $(STORIES) --out target/demo

## Everything, on SQLite and on a private PostgreSQL.
test: build
	tests/with-postgres $(CARGO) test --locked --workspace --no-fail-fast

## How fast, against what bounds it: the rules against GoRules ZEN, previews against an echo. docs/speed.md explains.
bench:
	$(CARGO) build --locked --release -p carecap --target-dir $(BENCH)
	$(CARGO) build --locked --release --manifest-path tests/bench/Cargo.toml --target-dir $(BENCH)
	$(BENCH)/release/carecap-bench all $(BENCH)/release/carecap target/bench/report.json

## What a reader would stumble over: format, lints, contracts, the repository's own rules.
check:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	tests/buf lint proto
	$(CARGO) test --locked -p carecap-tests --test carecap tidy

fmt:
	$(CARGO) fmt --all
	tests/buf format --write proto
