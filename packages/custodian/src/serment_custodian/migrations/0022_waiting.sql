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
