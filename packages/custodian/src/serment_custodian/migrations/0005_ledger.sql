-- The ledger room: the leaves of the custodian's log. Nobody but its owner can change or remove one.

CREATE SCHEMA ledger;
GRANT USAGE ON SCHEMA ledger TO ledger;

CREATE TABLE ledger.leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    entry bytea NOT NULL CHECK (octet_length(entry) BETWEEN 1 AND 65535)
);
GRANT SELECT ON ledger.leaf TO ledger;
COMMENT ON COLUMN ledger.leaf.entry IS 'Canonical entry of SPEC section 9; public.';

-- Appends wait for each other until the transaction ends, so indexes have no gap and are committed in their order.
CREATE FUNCTION ledger.append_leaf(_entry bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _index bigint;
BEGIN
    LOCK TABLE ledger.leaf IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO ledger.leaf (index, entry)
    SELECT coalesce(max(leaf.index) + 1, 0), _entry FROM ledger.leaf
    RETURNING leaf.index INTO _index;
    RETURN _index;
END
$$;
REVOKE ALL ON FUNCTION ledger.append_leaf(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.append_leaf(bytea) TO ledger;
