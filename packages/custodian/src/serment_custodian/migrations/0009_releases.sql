-- Releases of the web app in the ledger: the signed records as their publisher made them, and where they are leaves.
-- All of it is public.

CREATE TABLE ledger.release (
    release bigint PRIMARY KEY CHECK (release > 0),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    leaf bigint NOT NULL UNIQUE REFERENCES ledger.leaf
);
GRANT SELECT, INSERT ON ledger.release TO ledger;
COMMENT ON COLUMN ledger.release.body IS 'The signed record of SPEC section 13, a leaf of the log.';
