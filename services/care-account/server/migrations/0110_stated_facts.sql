-- Facts that people state are entries of kinds of their own: a pause and its end, the end of the needs, a
-- charge that is not due, the end of the account. Neither engine alters a check in one text, so the table is
-- made anew and takes every row as it is; the guards against changes are put on it again.
CREATE TABLE entries_anew (
    council_id TEXT NOT NULL,
    account_id UUID NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN
        ('OPEN', 'RATE', 'ACCRUE', 'UPRATE', 'ADJUST', 'REVERSE', 'REACHED', 'NOTICE',
         'SUSPEND', 'RESUME', 'END_NEEDS', 'WRITE_OFF', 'CLOSE')),
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
    -- A correction, or the end of a pause, and nothing else, is about an entry before it.
    CHECK ((about_number IS NOT NULL) = (kind IN ('ADJUST', 'REVERSE', 'RESUME'))),
    CHECK (about_number IS NULL OR (about_number > 0 AND about_number < number)),
    CHECK ((factor IS NOT NULL) = (kind = 'UPRATE')),
    CHECK ((cap_after IS NOT NULL) = (kind IN ('OPEN', 'UPRATE'))),
    CHECK ((budget_id IS NULL) = (budget_version IS NULL))
);
INSERT INTO entries_anew (council_id, account_id, number, kind, from_day, to_day, recorded_at, cost,
    person_accrued, person_daily_living, person_not_counted, council_accrued, council_daily_living,
    council_not_counted, uprating, balance_after, cost_after, accrued_after, daily_living_after,
    uprating_after, about_number, run_id, budget_id, budget_version, factor, cap_after, because,
    trace_id, hash_algorithm, previous_hash, hash, canonical, rules, detail)
    SELECT council_id, account_id, number, kind, from_day, to_day, recorded_at, cost,
    person_accrued, person_daily_living, person_not_counted, council_accrued, council_daily_living,
    council_not_counted, uprating, balance_after, cost_after, accrued_after, daily_living_after,
    uprating_after, about_number, run_id, budget_id, budget_version, factor, cap_after, because,
    trace_id, hash_algorithm, previous_hash, hash, canonical, rules, detail FROM entries;
DROP TABLE entries;
ALTER TABLE entries_anew RENAME TO entries;
-- No day is metered twice, and no entry is undone twice.
CREATE UNIQUE INDEX entries_metered_once ON entries (council_id, account_id, from_day)
    WHERE kind = 'ACCRUE';
CREATE UNIQUE INDEX entries_reversed_once ON entries (council_id, account_id, about_number)
    WHERE kind = 'REVERSE';
