-- Another address for a person: at once for whoever proves both, after days of notice for whoever proves the new one alone.

GRANT UPDATE (address_hash, address_sealed) ON people.person TO people;
COMMENT ON COLUMN people.session.person_locked IS 'The person and the device that opened it, locked under a key derived from the bearer, which is not here.';

CREATE TABLE people.change (
    change bytea PRIMARY KEY CHECK (octet_length(change) = 16),
    person bytea NOT NULL UNIQUE REFERENCES people.person ON DELETE CASCADE,
    device bytea REFERENCES people.device ON DELETE CASCADE,
    address_hash bytea NOT NULL UNIQUE,
    address_sealed bytea NOT NULL,
    takes_effect date NOT NULL,
    letters smallint NOT NULL CHECK (letters BETWEEN 0 AND 2)
);
CREATE INDEX change_device ON people.change (device);
GRANT SELECT, INSERT, UPDATE (takes_effect, letters), DELETE ON people.change TO people;
COMMENT ON COLUMN people.change.change IS 'Sixteen random bytes; what the letters carry is an HMAC of it under a key outside this database.';
COMMENT ON COLUMN people.change.device IS 'Which remembered device asked; when it is forgotten, so is the change. NULL for a session by code.';
COMMENT ON COLUMN people.change.address_sealed IS 'The new address, locked under the sealing key, bound to this row.';
COMMENT ON COLUMN people.change.letters IS 'How many notices have left for the old address; none takes effect before both have.';

CREATE OR REPLACE FUNCTION people.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    CLUSTER people.person USING person_pkey;
    CLUSTER people.device USING device_pkey;
    CLUSTER people.session USING session_pkey;
    CLUSTER people.change USING change_pkey;
END
$$;
