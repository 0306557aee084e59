-- The endorsements room: which practices' roots the custodian stands by. No person is here, not even the one who asked;
-- what waits for the officers is theirs.

CREATE SCHEMA endorsements;
GRANT USAGE ON SCHEMA endorsements TO endorsements;

CREATE TABLE endorsements.standing (
    practice bytea PRIMARY KEY CHECK (octet_length(practice) = 16),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    name text NOT NULL,
    checked text NOT NULL CHECK (checked IN ('officers', 'demo')),
    until date NOT NULL
);
CREATE INDEX standing_until ON endorsements.standing (until);
GRANT SELECT, INSERT, UPDATE (root, name, checked, until), DELETE ON endorsements.standing TO endorsements;
COMMENT ON COLUMN endorsements.standing.until IS 'Last day of the newest endorsement, which is renewed long before.';

CREATE TABLE endorsements.unlogged (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('practice_endorsement', 'endorsement_withdrawn')),
    body bytea NOT NULL,
    signature bytea NOT NULL
);
GRANT SELECT, INSERT, DELETE ON endorsements.unlogged TO endorsements;
COMMENT ON TABLE endorsements.unlogged IS 'Records on their way into the log, in their order; deleted once they are leaves.';
