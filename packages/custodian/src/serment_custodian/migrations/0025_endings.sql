-- The end of a person: at once for a device that is vouched for, after days of notice for whoever proves no more than a mailbox.

ALTER TABLE people.device ADD COLUMN vouched boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN people.device.vouched IS 'Remembered when the person was new, or by a device that was vouched for: nobody came to it through the mailbox alone.';

CREATE TABLE people.ending (
    ending bytea PRIMARY KEY CHECK (octet_length(ending) = 16),
    person bytea NOT NULL UNIQUE REFERENCES people.person ON DELETE CASCADE,
    device bytea REFERENCES people.device ON DELETE CASCADE,
    request bytea NOT NULL UNIQUE CHECK (octet_length(request) = 32),
    wish_sealed bytea NOT NULL,
    takes_effect date NOT NULL,
    letters smallint NOT NULL CHECK (letters BETWEEN 0 AND 2)
);
CREATE INDEX ending_device ON people.ending (device);
GRANT SELECT, INSERT, UPDATE (takes_effect, letters), DELETE ON people.ending TO people;
COMMENT ON COLUMN people.ending.ending IS 'Sixteen random bytes; what the letters carry is an HMAC of it under a key outside this database.';
COMMENT ON COLUMN people.ending.device IS 'Which remembered device asked; when it is forgotten, so is the wish. NULL for a session by code.';
COMMENT ON COLUMN people.ending.request IS 'Hash of a number that the asking client drew; repeats the answer.';
COMMENT ON COLUMN people.ending.wish_sealed IS 'That number and the address for the receipt, locked under the sealing key, bound to this row.';
COMMENT ON COLUMN people.ending.letters IS 'How many notices have left; nobody ends before both have.';

CREATE OR REPLACE FUNCTION people.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
    AS $$
BEGIN
    CLUSTER people.person USING person_pkey;
    CLUSTER people.device USING device_pkey;
    CLUSTER people.session USING session_pkey;
    CLUSTER people.change USING change_pkey;
    CLUSTER people.ending USING ending_pkey;
END
$$;

-- Done again it finds nothing, which is as good: a restored backup is brought up to date by it. Whoever is being written
-- down as waiting right now is waited for, and then goes with everything else.
CREATE FUNCTION people.erase(_person bytea) RETURNS TABLE (what text, count bigint)
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
        persons AS (DELETE FROM people.person WHERE person = _person RETURNING 1),
        keys AS (DELETE FROM hardening.person WHERE person = _person RETURNING 1),
        evaluations AS (DELETE FROM hardening.evaluation WHERE person = _person RETURNING 1),
        issued AS (DELETE FROM tokens.issued WHERE person = _person RETURNING 1),
        waiting AS (DELETE FROM tickets.waiting WHERE person = _person RETURNING 1)
    SELECT 'people.person', count(*) FROM persons
     UNION ALL SELECT 'people.device', count(*) FROM devices
     UNION ALL SELECT 'people.change', count(*) FROM changes
     UNION ALL SELECT 'people.ending', count(*) FROM endings
     UNION ALL SELECT 'people.code', count(*) FROM codes
     UNION ALL SELECT 'hardening.person', count(*) FROM keys
     UNION ALL SELECT 'hardening.evaluation', count(*) FROM evaluations
     UNION ALL SELECT 'tokens.issued', count(*) FROM issued
     UNION ALL SELECT 'tickets.waiting', count(*) FROM waiting;
$$;
REVOKE ALL ON FUNCTION people.erase(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.erase(bytea) TO people;
