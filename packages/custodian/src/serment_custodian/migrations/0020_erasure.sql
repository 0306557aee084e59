-- The end of a person: every row that names them goes in one transaction, and a receipt that names nobody stays a while.

CREATE TABLE people.erasure (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 32),
    receipt bytea NOT NULL,
    receipt_signature bytea NOT NULL,
    record bytea NOT NULL,
    record_signature bytea NOT NULL,
    leaf bigint NOT NULL,
    day date NOT NULL
);
GRANT SELECT, INSERT, DELETE ON people.erasure TO people;
COMMENT ON COLUMN people.erasure.request IS 'Hash of a number that the asking client drew; repeats the answer.';
COMMENT ON COLUMN people.erasure.receipt IS 'Names nobody: the address is hashed with that number.';

-- An erasure is a leaf of the log in the transaction that does it; beyond this function the room sees nothing there.
CREATE FUNCTION people.append_erasure(_entry bytea) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT ledger.append_leaf(_entry);
$$;
REVOKE ALL ON FUNCTION people.append_erasure(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.append_erasure(bytea) TO people;

-- Done again it finds nothing, which is as good: a restored backup is brought up to date by it.
CREATE FUNCTION people.erase(_person bytea) RETURNS TABLE (what text, count bigint)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    WITH
        codes AS (
            DELETE FROM people.code
             WHERE address_hash IN (SELECT address_hash FROM people.person WHERE person = _person
                                     UNION SELECT address_hash FROM people.change WHERE person = _person)
            RETURNING 1
        ),
        changes AS (DELETE FROM people.change WHERE person = _person RETURNING 1),
        devices AS (DELETE FROM people.device WHERE person = _person RETURNING 1),
        persons AS (DELETE FROM people.person WHERE person = _person RETURNING 1),
        keys AS (DELETE FROM hardening.person WHERE person = _person RETURNING 1),
        evaluations AS (DELETE FROM hardening.evaluation WHERE person = _person RETURNING 1),
        issued AS (DELETE FROM tokens.issued WHERE person = _person RETURNING 1),
        waiting AS (DELETE FROM tickets.waiting WHERE person = _person RETURNING 1)
    SELECT 'people.person', count(*) FROM persons
     UNION ALL SELECT 'people.device', count(*) FROM devices
     UNION ALL SELECT 'people.change', count(*) FROM changes
     UNION ALL SELECT 'people.code', count(*) FROM codes
     UNION ALL SELECT 'hardening.person', count(*) FROM keys
     UNION ALL SELECT 'hardening.evaluation', count(*) FROM evaluations
     UNION ALL SELECT 'tokens.issued', count(*) FROM issued
     UNION ALL SELECT 'tickets.waiting', count(*) FROM waiting;
$$;
REVOKE ALL ON FUNCTION people.erase(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.erase(bytea) TO people;
