-- What a practice is told of a request of an authority about it. Its own client says whose the visits are.

CREATE TABLE compliance.authority_notice (
    notice bytea PRIMARY KEY CHECK (octet_length(notice) = 16),
    practice bytea NOT NULL CHECK (octet_length(practice) = 16),
    day date NOT NULL,
    body bytea NOT NULL
);
CREATE INDEX authority_notice_practice ON compliance.authority_notice (practice);
GRANT SELECT, INSERT, DELETE ON compliance.authority_notice TO compliance;
