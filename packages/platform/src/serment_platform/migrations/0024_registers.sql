-- The registers of the compliance room: every version of every row. A version is written once, by the functions below
-- and by nothing else, in the transaction of the event that tells its hash.

CREATE TABLE compliance.register_row (
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,31}$'),
    id text NOT NULL CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$'),
    version bigint NOT NULL CHECK (version >= 1),
    fields bytea NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    by text NOT NULL CHECK (length(by) BETWEEN 1 AND 64),
    role text NOT NULL CHECK (role ~ '^[a-z_]{1,32}$'),
    at timestamptz NOT NULL,
    PRIMARY KEY (kind, id, version)
);
COMMENT ON TABLE compliance.register_row IS 'Registers of the management system, with their history; the chain has the hash of each version.';
GRANT SELECT ON compliance.register_row TO compliance;
CREATE TRIGGER register_row_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.register_row
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();

CREATE TABLE compliance.register_hand (
    pseudonym text PRIMARY KEY CHECK (length(pseudonym) BETWEEN 3 AND 64),
    name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100)
);
COMMENT ON TABLE compliance.register_hand IS 'Who at the command line writes under which pseudonym; rows and chain have the pseudonym.';
GRANT SELECT ON compliance.register_hand TO compliance;
CREATE TRIGGER register_hand_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.register_hand
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();

-- The next version of a row; false where it does not follow from the last.
CREATE FUNCTION compliance.add_register_row(
    _kind text, _id text, _version bigint, _fields bytea, _salt bytea, _hash bytea, _by text, _role text, _at timestamptz
) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    INSERT INTO compliance.register_row (kind, id, version, fields, salt, hash, by, role, at)
    SELECT _kind, _id, _version, _fields, _salt, _hash, _by, _role, _at
     WHERE _version = 1 + coalesce((SELECT max(r.version) FROM compliance.register_row AS r WHERE r.kind = _kind AND r.id = _id), 0)
        ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION compliance.add_register_row(text, text, bigint, bytea, bytea, bytea, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.add_register_row(text, text, bigint, bytea, bytea, bytea, text, text, timestamptz) TO compliance;

CREATE FUNCTION compliance.add_register_hand(_pseudonym text, _name text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO compliance.register_hand (pseudonym, name) VALUES (_pseudonym, _name)
$$;
REVOKE ALL ON FUNCTION compliance.add_register_hand(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.add_register_hand(text, text) TO compliance;
