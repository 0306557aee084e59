-- Replacing a practice's root: what was asked, and what came of it. Practices are public; no row names a person.

ALTER TABLE endorsements.standing
    ADD COLUMN replacement bytea NOT NULL DEFAULT '' CHECK (octet_length(replacement) IN (0, 32));
GRANT UPDATE (replacement) ON endorsements.standing TO endorsements;
COMMENT ON COLUMN endorsements.standing.replacement IS 'Hash of the newest replacement of the root; empty for the first.';

ALTER TABLE endorsements.unlogged DROP CONSTRAINT unlogged_kind_check,
    ADD CHECK (kind IN ('practice_endorsement', 'endorsement_withdrawn', 'root_replacement'));

CREATE TABLE endorsements.replacement (
    practice bytea NOT NULL CHECK (octet_length(practice) = 16),
    number integer NOT NULL CHECK (number >= 1),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    decision bytea NOT NULL UNIQUE CHECK (octet_length(decision) = 16),
    body bytea NOT NULL,
    PRIMARY KEY (practice, number)
);
GRANT SELECT, INSERT ON endorsements.replacement TO endorsements;
COMMENT ON TABLE endorsements.replacement IS 'Roots that replaced another, as the log says it; a practice never goes back to one.';

CREATE TABLE endorsements.wish (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 16),
    practice bytea NOT NULL CHECK (octet_length(practice) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL,
    decision bytea,
    objected boolean NOT NULL DEFAULT false,
    asked date NOT NULL
);
CREATE INDEX wish_practice ON endorsements.wish (practice);
GRANT SELECT, INSERT, UPDATE (decision, objected, asked), DELETE ON endorsements.wish TO endorsements;
COMMENT ON COLUMN endorsements.wish.decision IS 'What the officers were asked; NULL for a moment.';
COMMENT ON COLUMN endorsements.wish.objected IS 'Whether the practice’s present root has objected.';
