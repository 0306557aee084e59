-- A way in that was taken off comes back with a restored backup, and is taken off again. The last one of an account stays:
-- what took its place may be newer than the backup, and an account without a way is lost.
CREATE FUNCTION identity.retire(_locator bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM identity.way AS w
     WHERE locator = _locator AND EXISTS (SELECT FROM identity.way WHERE account = w.account AND locator <> _locator);
$$;
REVOKE ALL ON FUNCTION identity.retire(bytea) FROM PUBLIC;
