-- On which day each job was last done.

CREATE TABLE ledger.performed (
    job text PRIMARY KEY,
    day date NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON ledger.performed TO ledger;
COMMENT ON TABLE ledger.performed IS 'A day a job, and nothing that a row of somebody could be joined with.';
