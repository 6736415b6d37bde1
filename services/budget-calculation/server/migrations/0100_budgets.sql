-- Which document holds which revision of which version: a budget's documents are numbered through
-- all of its drafts and changes of state, and a contract asks for the version of a draft.
CREATE TABLE budget_versions (
    council_id TEXT NOT NULL,
    budget_id UUID NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    revision BIGINT NOT NULL CHECK (revision > 0),
    document_version BIGINT NOT NULL CHECK (document_version > 0),
    PRIMARY KEY (council_id, budget_id, version, revision)
);

-- The body of each receipt, exactly as it was hashed: it is never written out a second time.
CREATE TABLE receipts (
    council_id TEXT NOT NULL,
    budget_id UUID NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    body TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (council_id, budget_id, version)
);
