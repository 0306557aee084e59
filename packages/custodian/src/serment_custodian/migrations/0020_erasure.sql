-- The end of a person: every row that names them goes in one transaction, and a receipt that names nobody stays a while.

CREATE TABLE people.erasure (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 32),
    receipt bytea NOT NULL,
    receipt_signature bytea NOT NULL,
    record bytea NOT NULL,
    record_signature bytea NOT NULL,
    leaf bigint NOT NULL,
    day date NOT NULL
);
GRANT SELECT, INSERT, DELETE ON people.erasure TO people;
COMMENT ON COLUMN people.erasure.request IS 'Hash of a number that the asking client drew; repeats the answer.';
COMMENT ON COLUMN people.erasure.receipt IS 'Names nobody: the address is hashed with that number.';

-- An erasure is a leaf of the log in the transaction that does it; beyond this function the room sees nothing there.
CREATE FUNCTION people.append_erasure(_entry bytea) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT ledger.append_leaf(_entry);
$$;
REVOKE ALL ON FUNCTION people.append_erasure(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.append_erasure(bytea) TO people;
