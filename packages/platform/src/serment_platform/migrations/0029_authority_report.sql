-- Half-yearly reports on requests of authorities: signed, each names the one before, and none can vanish.

CREATE TABLE compliance.authority_report (
    half text PRIMARY KEY CHECK (half ~ '^20[0-9]{2}-H[12]$'),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    event bigint NOT NULL REFERENCES compliance.event
);
GRANT SELECT, INSERT ON compliance.authority_report TO compliance;
CREATE TRIGGER authority_report_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.authority_report
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();
