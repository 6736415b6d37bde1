-- One price for one unit of one service. Absent band, area and provider are empty texts, so that the
-- key is unique on both engines.
CREATE TABLE rates (
    council_id TEXT NOT NULL,
    rate_id UUID NOT NULL,
    service_code TEXT NOT NULL,
    unit TEXT NOT NULL,
    band TEXT NOT NULL,
    area TEXT NOT NULL,
    provider TEXT NOT NULL,
    stated_from DATE NOT NULL,
    stated_to DATE,
    service_title TEXT NOT NULL,
    cost_ten_thousandths BIGINT NOT NULL CHECK (cost_ten_thousandths >= 0),
    charge_ten_thousandths BIGINT CHECK (charge_ten_thousandths >= 0),
    published_year TEXT NOT NULL,
    source_title TEXT NOT NULL,
    source_href TEXT NOT NULL,
    import_id UUID NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (council_id, rate_id),
    UNIQUE (council_id, service_code, unit, band, area, provider, stated_from),
    CHECK (stated_to IS NULL OR stated_to > stated_from)
);

-- One row for a council; an import locks it, so that two imports cannot each look before the other adds.
CREATE TABLE catalogue_heads (
    council_id TEXT PRIMARY KEY,
    imports BIGINT NOT NULL
);
