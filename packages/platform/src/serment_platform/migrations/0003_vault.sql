-- The vault room: one locked, padded blob per account.

CREATE SCHEMA vault;
GRANT USAGE ON SCHEMA vault TO vault;

CREATE TABLE vault.vault (
    account bytea PRIMARY KEY CHECK (octet_length(account) = 16),
    version bigint NOT NULL CHECK (version >= 1),
    previous bytea NOT NULL CHECK (octet_length(previous) = 32),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    blob bytea NOT NULL
);
GRANT SELECT, UPDATE (version, previous, hash, blob) ON vault.vault TO vault;
COMMENT ON COLUMN vault.vault.hash IS 'Of the blob: what the next version must name as its previous.';

-- The first version is written in the transaction that opens the account, or not at all.
CREATE FUNCTION vault.open_vault(_account bytea, _hash bytea, _blob bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO vault.vault (account, version, previous, hash, blob)
    VALUES (_account, 1, decode(repeat('00', 32), 'hex'), _hash, _blob);
$$;
REVOKE ALL ON FUNCTION vault.open_vault(bytea, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.open_vault(bytea, bytea, bytea) TO identity;
GRANT USAGE ON SCHEMA vault TO identity;

-- Rows lie in a file in the order they came. Writing the tables anew in the order of their random keys forgets it. One
-- table at a time, each in its own transaction, waits for nobody who waits for it.
CREATE FUNCTION vault.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF _table NOT IN ('vault') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER vault.%I USING %I', _table, _table || '_pkey');
END
$$;
REVOKE ALL ON FUNCTION vault.rewrite(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.rewrite(text) TO vault;
