-- The last word of a practice that has closed, until the custodian has taken it.

CREATE TABLE practice.closing (
    practice bytea PRIMARY KEY CHECK (octet_length(practice) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL
);
GRANT SELECT, INSERT, DELETE ON practice.closing TO practice;
COMMENT ON TABLE practice.closing IS 'Signed by the practice''s root; deleted once the custodian has taken it.';
