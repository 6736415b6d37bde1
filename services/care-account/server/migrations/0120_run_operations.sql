-- A run may be cancelled and resumed, and tells more of what it did. The table is made anew, since
-- SQLite cannot change a CHECK; every column that was there stays, and every new one has a default, so
-- that a program of the release before still reads and writes it.
CREATE TABLE runs_anew (
    council_id TEXT NOT NULL,
    run_id UUID NOT NULL,
    until DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('RUNNING', 'ENDED', 'CANCELLED')),
    last_account_id UUID NOT NULL,
    accounts_done BIGINT NOT NULL,
    entries_posted BIGINT NOT NULL,
    policy_version BIGINT NOT NULL,
    terms JSONB NOT NULL,
    started_by TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    started_traceparent TEXT NOT NULL,
    ended_at BIGINT,
    traceparent TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    accounts_total BIGINT NOT NULL DEFAULT 0,
    accounts_refused BIGINT NOT NULL DEFAULT 0,
    caps_near BIGINT NOT NULL DEFAULT 0,
    caps_reached BIGINT NOT NULL DEFAULT 0,
    notices_withdrawn BIGINT NOT NULL DEFAULT 0,
    -- Counts what people did with it: its start is 1. Each cancelling and resuming after that is a row of
    -- run_changes under this number.
    version BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    PRIMARY KEY (council_id, run_id),
    CHECK ((ended_at IS NOT NULL) = (state = 'ENDED'))
);
INSERT INTO runs_anew (council_id, run_id, until, state, last_account_id, accounts_done,
    entries_posted, policy_version, terms, started_by, started_at, started_traceparent, ended_at,
    traceparent, trace_id)
SELECT council_id, run_id, until, state, last_account_id, accounts_done,
    entries_posted, policy_version, terms, started_by, started_at, started_traceparent, ended_at,
    traceparent, trace_id
FROM runs;
DROP TABLE runs;
ALTER TABLE runs_anew RENAME TO runs;
-- One at a time.
CREATE UNIQUE INDEX runs_one_under_way ON runs (council_id) WHERE state = 'RUNNING';
