-- A number for SMS, of whoever agreed to it: sealed, confirmed by a code, and no way into anything.

CREATE TABLE people.phone (
    phone bytea PRIMARY KEY CHECK (octet_length(phone) = 16),
    person bytea NOT NULL UNIQUE REFERENCES people.person ON DELETE CASCADE,
    number_sealed bytea NOT NULL,
    agreed smallint NOT NULL CHECK (agreed > 0),
    instead boolean NOT NULL,
    stop_hash bytea NOT NULL CHECK (octet_length(stop_hash) = 32)
);
CREATE INDEX phone_stop_hash ON people.phone (stop_hash);
GRANT SELECT, INSERT, UPDATE (number_sealed, instead), DELETE ON people.phone TO people;
COMMENT ON COLUMN people.phone.phone IS 'Sixteen random bytes; another number gets others.';
COMMENT ON COLUMN people.phone.number_sealed IS 'The number, locked under the sealing key, bound to this row.';
COMMENT ON COLUMN people.phone.agreed IS 'The version of the text that was agreed to; none is written to by an older one.';
COMMENT ON COLUMN people.phone.instead IS 'SMS in the place of mail, not beside it.';
COMMENT ON COLUMN people.phone.stop_hash IS 'Hash of what ends this row without a session; only the person can compute it.';

CREATE TABLE people.phone_code (
    person bytea PRIMARY KEY REFERENCES people.person ON DELETE CASCADE,
    number_sealed bytea NOT NULL,
    agreed smallint NOT NULL CHECK (agreed > 0),
    nonce bytea NOT NULL,
    tries_left smallint NOT NULL CHECK (tries_left >= 0),
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON people.phone_code TO people;
COMMENT ON COLUMN people.phone_code.nonce IS 'The six digits are an HMAC of it under a key outside this database.';

CREATE OR REPLACE FUNCTION people.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
    AS $$
BEGIN
    CLUSTER people.person USING person_pkey;
    CLUSTER people.device USING device_pkey;
    CLUSTER people.session USING session_pkey;
    CLUSTER people.change USING change_pkey;
    CLUSTER people.ending USING ending_pkey;
    CLUSTER people.phone USING phone_pkey;
    CLUSTER people.phone_code USING phone_code_pkey;
END
$$;

CREATE OR REPLACE FUNCTION people.erase(_person bytea) RETURNS TABLE (what text, count bigint)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT FROM people.person WHERE person = _person FOR UPDATE;
    WITH
        codes AS (
            DELETE FROM people.code
             WHERE address_hash IN (SELECT address_hash FROM people.person WHERE person = _person
                                     UNION SELECT address_hash FROM people.change WHERE person = _person)
            RETURNING 1
        ),
        changes AS (DELETE FROM people.change WHERE person = _person RETURNING 1),
        endings AS (DELETE FROM people.ending WHERE person = _person RETURNING 1),
        devices AS (DELETE FROM people.device WHERE person = _person RETURNING 1),
        phones AS (DELETE FROM people.phone WHERE person = _person RETURNING 1),
        phone_codes AS (DELETE FROM people.phone_code WHERE person = _person RETURNING 1),
        persons AS (DELETE FROM people.person WHERE person = _person RETURNING 1),
        keys AS (DELETE FROM hardening.person WHERE person = _person RETURNING 1),
        evaluations AS (DELETE FROM hardening.evaluation WHERE person = _person RETURNING 1),
        issued AS (DELETE FROM tokens.issued WHERE person = _person RETURNING 1),
        waiting AS (DELETE FROM tickets.waiting WHERE person = _person RETURNING 1)
    SELECT 'people.person', count(*) FROM persons
     UNION ALL SELECT 'people.device', count(*) FROM devices
     UNION ALL SELECT 'people.change', count(*) FROM changes
     UNION ALL SELECT 'people.ending', count(*) FROM endings
     UNION ALL SELECT 'people.phone', count(*) FROM phones
     UNION ALL SELECT 'people.phone_code', count(*) FROM phone_codes
     UNION ALL SELECT 'people.code', count(*) FROM codes
     UNION ALL SELECT 'hardening.person', count(*) FROM keys
     UNION ALL SELECT 'hardening.evaluation', count(*) FROM evaluations
     UNION ALL SELECT 'tokens.issued', count(*) FROM issued
     UNION ALL SELECT 'tickets.waiting', count(*) FROM waiting;
$$;

CREATE OR REPLACE FUNCTION people.end_open() RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM people.session;
    DELETE FROM people.challenge;
    DELETE FROM people.code;
    DELETE FROM people.phone_code;
    DELETE FROM people.change;
    DELETE FROM people.ending;
$$;

-- A number that was taken back comes back with a restored backup, and is taken back again.
CREATE FUNCTION people.forget_phone(_phone bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM people.phone WHERE phone = _phone;
$$;
REVOKE ALL ON FUNCTION people.forget_phone(bytea) FROM PUBLIC;
