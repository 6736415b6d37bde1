-- A request id that took effect: the same id gives the first answer again. The row names the version
-- of a resource, never a copy of what was answered.
CREATE TABLE request_keys (
    council_id TEXT NOT NULL,
    method TEXT NOT NULL,
    request_id UUID NOT NULL,
    digest TEXT NOT NULL,
    resource_id UUID,
    resource_version BIGINT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (council_id, method, request_id)
);

-- What this context made true, numbered for each council without gaps in the order of commit.
CREATE TABLE events (
    council_id TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    recorded_at BIGINT NOT NULL,
    traceparent TEXT NOT NULL,
    happened BYTEA NOT NULL,
    PRIMARY KEY (council_id, number)
);

-- The last number given out. Its row lock is taken last before commit: order of number is order of commit.
CREATE TABLE event_counters (
    council_id TEXT PRIMARY KEY,
    last_number BIGINT NOT NULL
);

-- How far this context has followed another's log.
CREATE TABLE follower_positions (
    council_id TEXT NOT NULL,
    producer TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (council_id, producer)
);
