-- The identity room: accounts nobody can name, their ways in, sessions and spent rights. No row carries a time finer
-- than its grid, and no session names its account.

CREATE SCHEMA identity;
GRANT USAGE ON SCHEMA identity TO identity;

CREATE TABLE identity.account (
    account bytea PRIMARY KEY CHECK (octet_length(account) = 16),
    audience text NOT NULL CHECK (audience IN ('patient', 'staff'))
);
GRANT SELECT, INSERT ON identity.account TO identity;
COMMENT ON COLUMN identity.account.account IS 'Sixteen random bytes that the client drew; known to no other service.';

CREATE TABLE identity.way (
    locator bytea PRIMARY KEY CHECK (octet_length(locator) = 32),
    account bytea NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    sign bytea NOT NULL CHECK (octet_length(sign) = 32),
    seal bytea NOT NULL CHECK (octet_length(seal) = 1216),
    sealed_root bytea NOT NULL
);
CREATE INDEX way_account ON identity.way (account);
GRANT SELECT, INSERT, DELETE ON identity.way TO identity;
COMMENT ON COLUMN identity.way.locator IS 'Derived from an unlock secret, by which a sign-in finds its row.';
COMMENT ON COLUMN identity.way.sealed_root IS 'The account’s root key, sealed to the way’s own key.';

CREATE TABLE identity.session (
    session_hash bytea PRIMARY KEY CHECK (octet_length(session_hash) = 32),
    locator_locked bytea NOT NULL,
    expires timestamptz NOT NULL CHECK (extract(epoch FROM expires) % 900 = 0)
);
GRANT SELECT, INSERT, DELETE ON identity.session TO identity;
COMMENT ON COLUMN identity.session.locator_locked IS
    'The way in that opened it, locked under a key derived from the bearer, which is not here.';
COMMENT ON COLUMN identity.session.expires IS 'On a grid of fifteen minutes.';

CREATE TABLE identity.challenge (
    challenge_hash bytea PRIMARY KEY CHECK (octet_length(challenge_hash) = 32),
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON identity.challenge TO identity;
COMMENT ON TABLE identity.challenge IS 'Asked by somebody who is about to sign in; names nobody.';

CREATE TABLE identity.issuer_key (
    key_id bytea PRIMARY KEY CHECK (octet_length(key_id) = 32),
    redeem_until timestamptz NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL
);
GRANT SELECT, INSERT, DELETE ON identity.issuer_key TO identity;
COMMENT ON TABLE identity.issuer_key IS 'Records of the custodian’s log (SPEC 4), believed with their proof.';

CREATE TABLE identity.seen_checkpoint (
    origin text PRIMARY KEY,
    note text NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON identity.seen_checkpoint TO identity;
COMMENT ON TABLE identity.seen_checkpoint IS 'How far the custodian’s log was seen; it may not go back.';

CREATE TABLE identity.spent_token (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    redeem_until date NOT NULL
);
CREATE INDEX spent_token_redeem_until ON identity.spent_token (redeem_until);
GRANT SELECT, INSERT, DELETE ON identity.spent_token TO identity;
COMMENT ON COLUMN identity.spent_token.redeem_until IS 'The same for all tokens of a key; afterwards the row is deleted.';

-- Spend a whole token, of which only a hash is kept. True: spent by this request. False: it was spent by the same
-- request before, whose answer is repeated. By another request: SR003.
CREATE FUNCTION identity.spend_token(_token bytea, _request bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _hash bytea := sha256('serment/v1/spent'::bytea || '\x00'::bytea || _token);
BEGIN
    -- The key id stands at byte 66 of a token (RFC 9578 section 6.1).
    INSERT INTO identity.spent_token (token_hash, request_hash, redeem_until)
    SELECT _hash, _request, (redeem_until AT TIME ZONE 'UTC')::date
      FROM identity.issuer_key WHERE key_id = substring(_token FROM 67 FOR 32)
        ON CONFLICT (token_hash) DO NOTHING;
    IF FOUND THEN
        RETURN true;
    END IF;
    IF EXISTS (SELECT FROM identity.spent_token WHERE token_hash = _hash AND request_hash = _request) THEN
        RETURN false;
    END IF;
    RAISE EXCEPTION 'spent' USING ERRCODE = 'SR003';
END
$$;
REVOKE ALL ON FUNCTION identity.spend_token(bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.spend_token(bytea, bytea) TO identity, scheduling;
-- A booking spends its right in its own transaction; beyond this function the room of schedules sees nothing here.
GRANT USAGE ON SCHEMA identity TO scheduling;

-- Rows lie in a file in the order they came. Writing the tables anew in the order of their random keys forgets it. One
-- table at a time, each in its own transaction, waits for nobody who waits for it.
CREATE FUNCTION identity.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF _table NOT IN ('account', 'way', 'session', 'challenge', 'spent_token') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER identity.%I USING %I', _table, _table || '_pkey');
END
$$;
REVOKE ALL ON FUNCTION identity.rewrite(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.rewrite(text) TO identity;
