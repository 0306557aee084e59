-- How the service answered, day by day, so that a month can be held against what was promised: counts by time and
-- outcome, over everybody.

CREATE TABLE compliance.answered (
    day date NOT NULL,
    bound integer NOT NULL,
    answers bigint NOT NULL CHECK (answers >= 0),
    faults bigint NOT NULL CHECK (faults >= 0),
    PRIMARY KEY (day, bound)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON compliance.answered TO compliance;
COMMENT ON COLUMN compliance.answered.bound IS 'Milliseconds under which these answers ended; -1 beyond all bounds.';
