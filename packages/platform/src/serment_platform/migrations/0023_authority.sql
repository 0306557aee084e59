-- Requests of public authorities: steps and signatures, which nobody changes and nobody takes back. Each step is an
-- event of the evidence as well, which has a salted commitment to its facts.

CREATE TABLE compliance.authority_move (
    request bytea NOT NULL CHECK (octet_length(request) = 16),
    number integer NOT NULL CHECK (number >= 0),
    act text NOT NULL,
    state text NOT NULL,
    facts bytea NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    by text NOT NULL,
    at timestamptz NOT NULL,
    event bigint NOT NULL REFERENCES compliance.event,
    PRIMARY KEY (request, number)
);
GRANT SELECT, INSERT ON compliance.authority_move TO compliance;
CREATE TRIGGER authority_move_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.authority_move
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();
COMMENT ON COLUMN compliance.authority_move.by IS 'A pseudonym of staff; or that the clock, or two signatures, did it.';
COMMENT ON COLUMN compliance.authority_move.facts IS 'Canonical; no form of it has a place for a name.';

CREATE TABLE compliance.authority_signature (
    request bytea NOT NULL,
    number integer NOT NULL,
    staff bytea NOT NULL CHECK (octet_length(staff) = 16),
    credential bytea NOT NULL,
    statement bytea NOT NULL,
    authenticator_data bytea NOT NULL,
    client_data bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (request, number, staff),
    FOREIGN KEY (request, number) REFERENCES compliance.authority_move
);
GRANT SELECT, INSERT ON compliance.authority_signature TO compliance;
CREATE TRIGGER authority_signature_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.authority_signature
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();
COMMENT ON TABLE compliance.authority_signature IS 'The evidence: it is verified again before a package is built.';
