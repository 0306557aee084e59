-- The keys room: the platform's transparency log. Leaves are signed records of practices; nothing here is secret, and
-- nothing is ever changed.

CREATE SCHEMA keys;
GRANT USAGE ON SCHEMA keys TO keys;

CREATE TABLE keys.leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    entry bytea NOT NULL CHECK (octet_length(entry) BETWEEN 1 AND 65535)
);
GRANT SELECT ON keys.leaf TO keys;

CREATE FUNCTION keys.refuse() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RAISE EXCEPTION 'a log is only ever appended to';
END
$$;
CREATE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON keys.leaf
    FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse();
REVOKE ALL ON FUNCTION keys.refuse() FROM PUBLIC;

-- Give a leaf the next index in the caller's transaction. Appends wait for each other until they commit, so indexes
-- have no gap and follow the order of commits.
CREATE FUNCTION keys.append_leaf(_entry bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _index bigint;
BEGIN
    LOCK TABLE keys.leaf IN SHARE ROW EXCLUSIVE MODE;
    SELECT coalesce(max(index) + 1, 0) INTO _index FROM keys.leaf;
    INSERT INTO keys.leaf (index, entry) VALUES (_index, _entry);
    RETURN _index;
END
$$;
REVOKE ALL ON FUNCTION keys.append_leaf(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keys.append_leaf(bytea) TO keys, practice;
GRANT USAGE ON SCHEMA keys TO practice;
