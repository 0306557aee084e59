-- The tokens room: weekly issuer keys of rights to book, and how many rights a person had this week. No token is here.

CREATE SCHEMA tokens;
GRANT USAGE ON SCHEMA tokens TO tokens;

CREATE TABLE tokens.issuer_key (
    key_id bytea PRIMARY KEY CHECK (octet_length(key_id) = 32),
    purpose text NOT NULL CHECK (purpose IN ('opening', 'booking')),
    issue_from timestamptz NOT NULL,
    issue_until timestamptz NOT NULL,
    redeem_until timestamptz NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    leaf bigint,
    private_locked bytea,
    UNIQUE (purpose, issue_from)
);
GRANT SELECT, INSERT, UPDATE (leaf, private_locked) ON tokens.issuer_key TO tokens;
COMMENT ON COLUMN tokens.issuer_key.body IS 'The signed record of SPEC section 4, a leaf of the log.';
COMMENT ON COLUMN tokens.issuer_key.leaf IS 'Index in the log; null until appended.';
COMMENT ON COLUMN tokens.issuer_key.private_locked IS 'RSA private key, locked under the sealing key; null once it issues no more.';

CREATE TABLE tokens.issued (
    person bytea NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('opening', 'booking')),
    week date NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (person, purpose, week)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON tokens.issued TO tokens;
COMMENT ON TABLE tokens.issued IS 'How many blind signatures a person had in the ISO week beginning on that Monday.';

CREATE FUNCTION tokens.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    CLUSTER tokens.issued USING issued_pkey;
END
$$;
REVOKE ALL ON FUNCTION tokens.rewrite() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tokens.rewrite() TO tokens;
