-- A ticket outlives its person: whoever was erased does not wait for a letter any more, though a visit still has theirs.

CREATE FUNCTION tickets.wait(_person bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO tickets.waiting (person)
    SELECT person FROM people.person WHERE person = _person FOR KEY SHARE
        ON CONFLICT DO NOTHING;
$$;
REVOKE ALL ON FUNCTION tickets.wait(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tickets.wait(bytea) TO tickets;
REVOKE INSERT ON tickets.waiting FROM tickets;

-- Whoever is being written down as waiting right now is waited for, and then goes with everything else.
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
