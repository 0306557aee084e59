-- The hardening room: what makes guessing a passphrase need this service, and how often it may be asked.

CREATE SCHEMA hardening;
GRANT USAGE ON SCHEMA hardening TO hardening;

CREATE TABLE hardening.person (
    person bytea PRIMARY KEY CHECK (octet_length(person) = 16),
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    seed_locked bytea NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON hardening.person TO hardening;
COMMENT ON COLUMN hardening.person.salt IS 'Salt of Argon2id; told to the proven person.';
COMMENT ON COLUMN hardening.person.seed_locked IS 'Seed of the OPRF key (RFC 9497), locked under the sealing key, bound to this row.';

CREATE TABLE hardening.evaluation (
    person bytea NOT NULL,
    kind text NOT NULL CHECK (kind IN ('code', 'device')),
    day date NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (person, kind, day)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON hardening.evaluation TO hardening;
COMMENT ON TABLE hardening.evaluation IS 'How often a person was answered on a day, by the kind of session that asked.';

CREATE FUNCTION hardening.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    CLUSTER hardening.person USING person_pkey;
    CLUSTER hardening.evaluation USING evaluation_pkey;
END
$$;
REVOKE ALL ON FUNCTION hardening.rewrite() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hardening.rewrite() TO hardening;
