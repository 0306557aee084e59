-- The shares room: the custodian's share of each practice's recovery key, and who asks for it. One share opens nothing.
-- Practices are public; no row names a person.

CREATE SCHEMA shares;
GRANT USAGE ON SCHEMA shares TO shares;

CREATE TABLE shares.share_key (
    share_key bytea PRIMARY KEY CHECK (octet_length(share_key) = 16),
    since date NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    leaf bigint,
    seed_locked bytea NOT NULL
);
GRANT SELECT, INSERT, UPDATE (leaf), DELETE ON shares.share_key TO shares;
COMMENT ON COLUMN shares.share_key.body IS 'The signed record of SPEC section 12.5, a leaf of the log.';
COMMENT ON COLUMN shares.share_key.seed_locked IS 'X-Wing seed, locked under the sealing key.';

CREATE TABLE shares.share (
    practice bytea PRIMARY KEY CHECK (octet_length(practice) = 16),
    sharing integer NOT NULL CHECK (sharing >= 1),
    body bytea NOT NULL,
    signature bytea NOT NULL,
    share_locked bytea NOT NULL,
    since date NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON shares.share TO shares;
COMMENT ON COLUMN shares.share.body IS 'The record of the sharing, signed by the practice’s root.';
COMMENT ON COLUMN shares.share.share_locked IS 'The share, locked under the sealing key.';

CREATE TABLE shares.request (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 16),
    practice bytea NOT NULL REFERENCES shares.share ON DELETE CASCADE,
    sharing integer NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    decision bytea,
    objected boolean NOT NULL DEFAULT false,
    released bytea,
    asked date NOT NULL
);
CREATE INDEX request_practice ON shares.request (practice);
GRANT SELECT, INSERT, UPDATE (decision, objected, released), DELETE ON shares.request TO shares;
COMMENT ON COLUMN shares.request.decision IS 'What the officers were asked; NULL for a moment.';
COMMENT ON COLUMN shares.request.objected IS 'Whether the practice itself has objected, signed by its root.';
COMMENT ON COLUMN shares.request.released IS 'The share, sealed to the device that asked; NULL until it was decided.';
