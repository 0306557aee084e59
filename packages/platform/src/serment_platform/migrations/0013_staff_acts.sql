-- Acts of the operator's staff are leaves of the log, written in the transaction of the act. The log says that somebody
-- acted, and here is who: the salt opens the commitment in the leaf to whoever is told it.

CREATE TABLE keys.staff_act (
    leaf bigint PRIMARY KEY,
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100)
);
COMMENT ON TABLE keys.staff_act IS 'Who did what the log says; the log has a salted commitment in the place of the name.';
CREATE TRIGGER staff_act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON keys.staff_act
    FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse();
GRANT SELECT ON keys.staff_act TO keys;

-- Log an act and note who did it, in the caller's transaction.
CREATE FUNCTION keys.append_staff_act(_entry bytea, _salt bytea, _name text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _index bigint;
BEGIN
    _index := keys.append_leaf(_entry);
    INSERT INTO keys.staff_act (leaf, salt, name) VALUES (_index, _salt, _name);
    RETURN _index;
END
$$;
REVOKE ALL ON FUNCTION keys.append_staff_act(bytea, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keys.append_staff_act(bytea, bytea, text) TO directory;
GRANT USAGE ON SCHEMA keys TO directory;
