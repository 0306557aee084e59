-- Codes by handle: whoever asked for a code has a handle for it, and tries count against that code alone, so that nobody
-- can use up the tries of another's. Codes under way when this is applied are asked for again.

DROP TABLE people.code;

CREATE TABLE people.code (
    handle_hash bytea PRIMARY KEY,
    address_hash bytea NOT NULL,
    nonce bytea NOT NULL,
    tries_left smallint NOT NULL CHECK (tries_left >= 0),
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    expires timestamptz NOT NULL
);
CREATE INDEX code_expires ON people.code (expires);
GRANT SELECT, INSERT, UPDATE, DELETE ON people.code TO people;
COMMENT ON COLUMN people.code.handle_hash IS 'Hash of what the asking client alone was told.';
COMMENT ON COLUMN people.code.nonce IS 'The six digits are an HMAC of it under a key outside this database.';
COMMENT ON COLUMN people.code.tries_left IS 'Five; none for a code that was not sent.';
