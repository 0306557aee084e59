-- The people room: who has an address here, and how they prove that it is theirs. No row knows a platform account.

CREATE SCHEMA people;
GRANT USAGE ON SCHEMA people TO people;

CREATE TABLE people.person (
    person bytea PRIMARY KEY CHECK (octet_length(person) = 16),
    address_hash bytea NOT NULL UNIQUE,
    address_sealed bytea NOT NULL,
    language text NOT NULL CHECK (language IN ('fr', 'en'))
);
GRANT SELECT, INSERT, UPDATE (language) ON people.person TO people;
COMMENT ON COLUMN people.person.person IS 'Sixteen random bytes; known to no other service.';
COMMENT ON COLUMN people.person.address_hash IS 'HMAC of the normalised e-mail address, under a key outside this database.';
COMMENT ON COLUMN people.person.address_sealed IS 'The e-mail address, locked under the sealing key, bound to this row.';

CREATE TABLE people.code (
    address_hash bytea PRIMARY KEY,
    nonce bytea NOT NULL,
    tries_left smallint NOT NULL CHECK (tries_left >= 0),
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON people.code TO people;
COMMENT ON COLUMN people.code.nonce IS 'The six digits are an HMAC of it under a key outside this database.';

CREATE TABLE people.session (
    session_hash bytea PRIMARY KEY,
    person_locked bytea NOT NULL,
    kind text NOT NULL CHECK (kind IN ('code', 'device')),
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON people.session TO people;
COMMENT ON COLUMN people.session.person_locked IS 'The person, locked under a key derived from the bearer, which is not here.';
COMMENT ON COLUMN people.session.expires IS 'On a grid of fifteen minutes.';

CREATE TABLE people.device (
    device bytea PRIMARY KEY CHECK (octet_length(device) = 32),
    person bytea NOT NULL REFERENCES people.person ON DELETE CASCADE,
    used date NOT NULL
);
CREATE INDEX device_person ON people.device (person);
GRANT SELECT, INSERT, UPDATE (used), DELETE ON people.device TO people;

CREATE TABLE people.challenge (
    challenge_hash bytea PRIMARY KEY,
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON people.challenge TO people;
COMMENT ON TABLE people.challenge IS 'Asked by a device that is about to sign in; names nobody.';

-- Rows lie in a file in the order they came. Writing the tables anew in the order of their random keys forgets it.
CREATE FUNCTION people.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    CLUSTER people.person USING person_pkey;
    CLUSTER people.device USING device_pkey;
    CLUSTER people.session USING session_pkey;
END
$$;
REVOKE ALL ON FUNCTION people.rewrite() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.rewrite() TO people;
