-- The end of an account: every row that names it goes in one transaction, and a receipt that names nobody stays a while.

CREATE TABLE identity.erasure (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 32),
    receipt bytea NOT NULL,
    receipt_signature bytea NOT NULL,
    record bytea NOT NULL,
    record_signature bytea NOT NULL,
    leaf bigint NOT NULL,
    day date NOT NULL
);
GRANT SELECT, INSERT, DELETE ON identity.erasure TO identity;
COMMENT ON COLUMN identity.erasure.request IS 'Hash of a number that the asking client drew; repeats the answer.';
COMMENT ON COLUMN identity.erasure.receipt IS 'Names nobody: the account is hashed with that number.';

-- An erasure is a leaf of the log in the transaction that does it; beyond this function the room sees nothing there.
CREATE FUNCTION identity.append_erasure(_entry bytea) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT keys.append_leaf(_entry);
$$;
REVOKE ALL ON FUNCTION identity.append_erasure(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.append_erasure(bytea) TO identity;

-- Whether an account is still a practice's member, whose keys would then have to change first.
CREATE FUNCTION practice.employs(_account bytea) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT EXISTS (SELECT FROM practice.member WHERE account = _account);
$$;
REVOKE ALL ON FUNCTION practice.employs(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION practice.employs(bytea) TO identity;
GRANT USAGE ON SCHEMA practice TO identity;

-- Done again it finds nothing, which is as good: a restored backup is brought up to date by it.
CREATE FUNCTION identity.erase(_account bytea) RETURNS TABLE (what text, count bigint)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    WITH
        answers AS (UPDATE practice.invitation SET account = NULL, answer = NULL, mac = NULL WHERE account = _account RETURNING 1),
        vaults AS (DELETE FROM vault.vault WHERE account = _account RETURNING 1),
        ways AS (DELETE FROM identity.way WHERE account = _account RETURNING 1),
        accounts AS (DELETE FROM identity.account WHERE account = _account RETURNING 1)
    SELECT 'identity.account', count(*) FROM accounts
     UNION ALL SELECT 'identity.way', count(*) FROM ways
     UNION ALL SELECT 'vault.vault', count(*) FROM vaults
     UNION ALL SELECT 'practice.invitation', count(*) FROM answers;
$$;
REVOKE ALL ON FUNCTION identity.erase(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.erase(bytea) TO identity;
