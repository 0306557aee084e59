-- What a restore must not bring back: sessions that were ended, changes and ends that were stopped. The owner calls these.

CREATE FUNCTION people.end_open() RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM people.session;
    DELETE FROM people.challenge;
    DELETE FROM people.code;
    DELETE FROM people.change;
    DELETE FROM people.ending;
$$;
REVOKE ALL ON FUNCTION people.end_open() FROM PUBLIC;

CREATE FUNCTION officers.end_open() RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM officers.session;
    DELETE FROM officers.challenge;
$$;
REVOKE ALL ON FUNCTION officers.end_open() FROM PUBLIC;
