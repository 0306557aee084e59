-- Requests of public authorities: steps and signatures, which nobody changes and nobody takes back. Each step is an
-- event of the evidence as well, which has a salted commitment to its facts. No address stands in any of it.

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
COMMENT ON COLUMN compliance.authority_move.by IS 'A pseudonym of an officer; or that the clock, or signatures, did it.';
COMMENT ON COLUMN compliance.authority_move.facts IS 'Canonical; an address stands in it as a keyed hash of its own.';

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
COMMENT ON TABLE compliance.authority_signature IS 'The evidence: it is verified again before an answer is built.';

-- Half-yearly reports: signed, each names the one before, and none can vanish.
CREATE TABLE compliance.authority_report (
    half text PRIMARY KEY CHECK (half ~ '^20[0-9]{2}-H[12]$'),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    event bigint NOT NULL REFERENCES compliance.event
);
GRANT SELECT, INSERT ON compliance.authority_report TO compliance;
CREATE TRIGGER authority_report_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.authority_report
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();

-- Who is to be told that an authority asked about them, until they are.
CREATE TABLE compliance.authority_person (
    concerned bytea PRIMARY KEY CHECK (octet_length(concerned) = 16),
    request bytea NOT NULL CHECK (octet_length(request) = 16),
    person_locked bytea NOT NULL
);
GRANT SELECT, INSERT, DELETE ON compliance.authority_person TO compliance;
GRANT UPDATE (person_locked) ON compliance.authority_person TO compliance;
COMMENT ON TABLE compliance.authority_person IS 'A row is deleted once its letter has left.';
