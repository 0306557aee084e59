-- The officers room: the custodian's officers and their passkeys, what they are asked to decide, and every act.
-- What an officer decided is believed by their passkey's signature, never by a row of these tables alone.

CREATE SCHEMA officers;
GRANT USAGE ON SCHEMA officers TO officers;

CREATE TABLE officers.officer (
    officer bytea PRIMARY KEY CHECK (octet_length(officer) = 16),
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('candidate', 'active', 'left')),
    since date NOT NULL
);
GRANT SELECT, INSERT, UPDATE (state, since), DELETE ON officers.officer TO officers;
COMMENT ON TABLE officers.officer IS 'Few and named; the log has salted commitments in their place.';

CREATE TABLE officers.passkey (
    credential bytea PRIMARY KEY,
    officer bytea NOT NULL REFERENCES officers.officer ON DELETE CASCADE,
    key_locked bytea NOT NULL,
    sign_count bigint NOT NULL,
    label text NOT NULL,
    added date NOT NULL,
    used date NOT NULL
);
CREATE INDEX passkey_officer ON officers.passkey (officer);
GRANT SELECT, INSERT, UPDATE (sign_count, used), DELETE ON officers.passkey TO officers;
COMMENT ON COLUMN officers.passkey.key_locked IS
    'Officer and public key, locked under the sealing key: a row that the custodian did not write opens to nothing.';

CREATE TABLE officers.invitation (
    invitation_hash bytea PRIMARY KEY,
    name text NOT NULL,
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON officers.invitation TO officers;
COMMENT ON COLUMN officers.invitation.invitation_hash IS 'Hash of a secret that stands in the link alone.';

CREATE TABLE officers.challenge (
    nonce_hash bytea PRIMARY KEY,
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON officers.challenge TO officers;

CREATE TABLE officers.session (
    session_hash bytea PRIMARY KEY,
    officer_locked bytea NOT NULL,
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON officers.session TO officers;
COMMENT ON COLUMN officers.session.officer_locked IS 'The officer, locked under a key derived from the bearer, which is not here.';

CREATE TABLE officers.decision (
    decision bytea PRIMARY KEY CHECK (octet_length(decision) = 16),
    number bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    subject bytea NOT NULL,
    body bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('asked', 'approved', 'done', 'vetoed', 'refused', 'expired')),
    asked timestamptz NOT NULL,
    not_before timestamptz
);
CREATE UNIQUE INDEX decision_open ON officers.decision (kind, sha256(subject)) WHERE state IN ('asked', 'approved');
CREATE INDEX decision_number ON officers.decision (number);
GRANT SELECT, INSERT, UPDATE (state, not_before) ON officers.decision TO officers;
COMMENT ON COLUMN officers.decision.body IS 'What the officers sign, canonical (SPEC section 11).';

CREATE TABLE officers.assertion (
    decision bytea NOT NULL REFERENCES officers.decision,
    officer bytea NOT NULL REFERENCES officers.officer,
    step text NOT NULL CHECK (step IN ('approve', 'veto')),
    credential bytea NOT NULL,
    statement bytea NOT NULL,
    authenticator_data bytea NOT NULL,
    client_data bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (decision, officer)
);
GRANT SELECT, INSERT ON officers.assertion TO officers;
COMMENT ON TABLE officers.assertion IS 'The evidence: it is verified again before anything is carried out.';

CREATE TABLE officers.act (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision bytea NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    opening bytea NOT NULL,
    leaf bigint
);
CREATE INDEX act_waiting ON officers.act (number) WHERE leaf IS NULL;
CREATE INDEX act_decision ON officers.act (decision);
GRANT SELECT, INSERT, UPDATE (leaf) ON officers.act TO officers;
COMMENT ON COLUMN officers.act.body IS 'The signed record of SPEC section 11, a leaf of the log.';
COMMENT ON COLUMN officers.act.opening IS 'What its commitments stand for: officers, subject, and the salts.';
COMMENT ON COLUMN officers.act.leaf IS 'Index in the log; null until appended.';

CREATE TABLE officers.switch (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    stopped boolean NOT NULL,
    since date NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON officers.switch TO officers;
COMMENT ON TABLE officers.switch IS 'Whether every use of keys is refused; at most one row.';

-- A leaf that is there already is not added again, so whoever was interrupted may simply begin anew.
CREATE INDEX leaf_entry ON ledger.leaf (sha256(entry));
CREATE FUNCTION ledger.append_once(_entry bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _index bigint;
BEGIN
    LOCK TABLE ledger.leaf IN SHARE ROW EXCLUSIVE MODE;
    SELECT leaf.index INTO _index FROM ledger.leaf WHERE sha256(leaf.entry) = sha256(_entry) AND leaf.entry = _entry;
    IF FOUND THEN
        RETURN _index;
    END IF;
    RETURN ledger.append_leaf(_entry);
END
$$;
REVOKE ALL ON FUNCTION ledger.append_once(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.append_once(bytea) TO ledger;

-- Uses of keys for persons: counted by day, and told by day. One by one they would tell when people come.
CREATE TABLE ledger.use (
    day date NOT NULL,
    use text NOT NULL,
    reason text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (day, use, reason)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.use TO ledger;

CREATE TABLE ledger.day (
    day date PRIMARY KEY,
    leaf bigint NOT NULL
);
GRANT SELECT, INSERT ON ledger.day TO ledger;
COMMENT ON TABLE ledger.day IS 'The days whose counts are in the log, none left out.';
