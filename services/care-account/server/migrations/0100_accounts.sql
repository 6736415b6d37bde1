-- The head of each account: the fold of its entries, kept so that a run need not read them. It is the
-- one row that moves, and only under its own lock.
CREATE TABLE accounts (
    council_id TEXT NOT NULL,
    account_id UUID NOT NULL,
    person_id UUID NOT NULL,
    metered_to DATE NOT NULL,
    last_entry BIGINT NOT NULL CHECK (last_entry > 0),
    body JSONB NOT NULL,
    PRIMARY KEY (council_id, account_id),
    UNIQUE (council_id, person_id)
);

-- The ledger. Amounts are whole pence. `detail` holds what only entries of a kind say; `canonical` is
-- what the hash covers. The rows refuse by themselves whatever no entry may be.
CREATE TABLE entries (
    council_id TEXT NOT NULL,
    account_id UUID NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN
        ('OPEN', 'RATE', 'ACCRUE', 'UPRATE', 'ADJUST', 'REVERSE', 'REACHED', 'NOTICE')),
    from_day DATE NOT NULL,
    to_day DATE,
    recorded_at BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    person_accrued BIGINT NOT NULL,
    person_daily_living BIGINT NOT NULL,
    person_not_counted BIGINT NOT NULL,
    council_accrued BIGINT NOT NULL,
    council_daily_living BIGINT NOT NULL,
    council_not_counted BIGINT NOT NULL,
    uprating BIGINT NOT NULL,
    balance_after BIGINT NOT NULL,
    cost_after BIGINT NOT NULL,
    accrued_after BIGINT NOT NULL,
    daily_living_after BIGINT NOT NULL,
    uprating_after BIGINT NOT NULL,
    about_number BIGINT,
    run_id UUID,
    budget_id TEXT,
    budget_version BIGINT,
    factor TEXT,
    cap_after BIGINT CHECK (cap_after > 0),
    because TEXT NOT NULL,
    trace_id TEXT,
    hash_algorithm TEXT NOT NULL CHECK (hash_algorithm = 'sha256-1'),
    previous_hash TEXT NOT NULL CHECK (LENGTH(previous_hash) = 64),
    hash TEXT NOT NULL CHECK (LENGTH(hash) = 64),
    canonical TEXT NOT NULL,
    rules JSONB NOT NULL,
    detail JSONB NOT NULL,
    PRIMARY KEY (council_id, account_id, number),
    -- An account is opened by its first entry and by no other.
    CHECK ((kind = 'OPEN') = (number = 1)),
    CHECK (to_day IS NULL OR to_day >= from_day),
    CHECK (kind <> 'ACCRUE' OR (to_day IS NOT NULL AND to_day > from_day)),
    CHECK (cost = person_accrued + person_daily_living + person_not_counted
        + council_accrued + council_daily_living + council_not_counted),
    -- Only a correction may have a part below zero.
    CHECK (kind IN ('ADJUST', 'REVERSE')
        OR (person_accrued >= 0 AND person_daily_living >= 0 AND person_not_counted >= 0
            AND council_accrued >= 0 AND council_daily_living >= 0 AND council_not_counted >= 0)),
    -- Only metered days and their corrections cost anything; an uprating has its own column.
    CHECK (kind IN ('ACCRUE', 'ADJUST', 'REVERSE')
        OR (person_accrued = 0 AND person_daily_living = 0 AND person_not_counted = 0
            AND council_accrued = 0 AND council_daily_living = 0 AND council_not_counted = 0)),
    CHECK (kind IN ('UPRATE', 'ADJUST', 'REVERSE') OR uprating = 0),
    CHECK (balance_after = accrued_after + uprating_after),
    -- A correction, and nothing else, is about an entry before it.
    CHECK ((about_number IS NOT NULL) = (kind IN ('ADJUST', 'REVERSE'))),
    CHECK (about_number IS NULL OR (about_number > 0 AND about_number < number)),
    CHECK ((factor IS NOT NULL) = (kind = 'UPRATE')),
    CHECK ((cap_after IS NOT NULL) = (kind IN ('OPEN', 'UPRATE'))),
    CHECK ((budget_id IS NULL) = (budget_version IS NULL))
);
-- No day is metered twice, and no entry is undone twice.
CREATE UNIQUE INDEX entries_metered_once ON entries (council_id, account_id, from_day)
    WHERE kind = 'ACCRUE';
CREATE UNIQUE INDEX entries_reversed_once ON entries (council_id, account_id, about_number)
    WHERE kind = 'REVERSE';

-- The runs. A row moves with its cursor, under its lock.
CREATE TABLE runs (
    council_id TEXT NOT NULL,
    run_id UUID NOT NULL,
    until DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('RUNNING', 'ENDED')),
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
    PRIMARY KEY (council_id, run_id),
    CHECK ((ended_at IS NOT NULL) = (state = 'ENDED'))
);
-- One at a time.
CREATE UNIQUE INDEX runs_one_under_way ON runs (council_id) WHERE state = 'RUNNING';

-- One row for a council; whoever starts a run locks it, so that of two at once the second sees the first.
CREATE TABLE council_meters (
    council_id TEXT PRIMARY KEY,
    runs_started BIGINT NOT NULL
);
