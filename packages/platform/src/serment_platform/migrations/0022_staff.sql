-- Staff of the console: who they are, their passkeys, and what they were given. What somebody may do, and whose a key
-- is, is locked under a key that no database has: nobody gets a role by writing a row.

CREATE TABLE compliance.staff (
    staff bytea PRIMARY KEY CHECK (octet_length(staff) = 16),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    state text NOT NULL CHECK (state IN ('candidate', 'active', 'left')),
    since date NOT NULL,
    grant_locked bytea NOT NULL
);
GRANT SELECT, INSERT, UPDATE (state, since, grant_locked), DELETE ON compliance.staff TO compliance;
COMMENT ON COLUMN compliance.staff.staff IS 'The pseudonym under which somebody stands in the evidence.';
COMMENT ON COLUMN compliance.staff.grant_locked IS 'Roles, period and last day, locked; empty once somebody has left.';

CREATE TABLE compliance.passkey (
    credential bytea PRIMARY KEY,
    staff bytea NOT NULL REFERENCES compliance.staff ON DELETE CASCADE,
    key_locked bytea NOT NULL,
    sign_count bigint NOT NULL,
    label text NOT NULL,
    added date NOT NULL,
    used date NOT NULL
);
CREATE INDEX passkey_staff ON compliance.passkey (staff);
GRANT SELECT, INSERT, UPDATE (sign_count, used), DELETE ON compliance.passkey TO compliance;

CREATE TABLE compliance.invitation (
    invitation_hash bytea PRIMARY KEY,
    name text NOT NULL,
    grant_locked bytea NOT NULL,
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON compliance.invitation TO compliance;
COMMENT ON COLUMN compliance.invitation.invitation_hash IS 'Hash of a secret that stands in the link alone.';

CREATE TABLE compliance.challenge (
    nonce_hash bytea PRIMARY KEY,
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON compliance.challenge TO compliance;

CREATE TABLE compliance.session (
    session_hash bytea PRIMARY KEY,
    staff_locked bytea NOT NULL,
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON compliance.session TO compliance;
COMMENT ON COLUMN compliance.session.staff_locked IS 'Whose it is, locked under a key derived from the bearer, which is not here.';
