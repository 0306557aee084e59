-- A browser's key that was withdrawn comes back with a restored backup, and is withdrawn again.
CREATE FUNCTION people.withdraw(_device bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM people.device WHERE device = _device;
$$;
REVOKE ALL ON FUNCTION people.withdraw(bytea) FROM PUBLIC;
