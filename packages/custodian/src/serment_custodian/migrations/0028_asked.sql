-- Requests of persons that reach the custodian by letter, e-mail or telephone: kind and days, and nobody's name.

CREATE TABLE ledger.asked (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 4),
    kind text NOT NULL
        CHECK (kind IN ('access', 'portability', 'rectification', 'erasure', 'restriction', 'objection')),
    channel text NOT NULL CHECK (channel IN ('letter', 'email', 'telephone', 'visit')),
    day date NOT NULL,
    due date NOT NULL CHECK (due > day),
    reason text NOT NULL DEFAULT '' CHECK (reason IN ('', 'complex', 'many')),
    closed date,
    outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'done', 'partly', 'refused', 'passed_on')),
    CHECK ((closed IS NULL) = (outcome = ''))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.asked TO ledger;
COMMENT ON TABLE ledger.asked IS 'What was asked of the custodian outside of the app, by kind and day; the number joins it to a letter in a folder.';
