-- The tickets room: keys that open tickets and contact slips, and which of them were used. No ticket is here.

CREATE SCHEMA tickets;
GRANT USAGE ON SCHEMA tickets TO tickets;

CREATE TABLE tickets.ticket_key (
    ticket_key bytea PRIMARY KEY CHECK (octet_length(ticket_key) = 16),
    since date NOT NULL,
    key_locked bytea NOT NULL
);
GRANT SELECT, INSERT, DELETE ON tickets.ticket_key TO tickets;
COMMENT ON COLUMN tickets.ticket_key.key_locked IS 'AES-256 key of tickets, locked under the sealing key.';

CREATE TABLE tickets.contact_key (
    contact_key bytea PRIMARY KEY CHECK (octet_length(contact_key) = 16),
    since date NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    leaf bigint,
    seed_locked bytea NOT NULL
);
GRANT SELECT, INSERT, UPDATE (leaf), DELETE ON tickets.contact_key TO tickets;
COMMENT ON COLUMN tickets.contact_key.body IS 'The signed record of SPEC section 8, a leaf of the log.';
COMMENT ON COLUMN tickets.contact_key.seed_locked IS 'X-Wing seed, locked under the sealing key.';

CREATE TABLE tickets.used (
    ticket_hash bytea PRIMARY KEY,
    uses smallint NOT NULL,
    expires date NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON tickets.used TO tickets;
COMMENT ON COLUMN tickets.used.ticket_hash IS 'HMAC of the nonce of a ticket or of a contact slip, under a key outside this database.';
COMMENT ON COLUMN tickets.used.expires IS 'First day of a month.';

CREATE TABLE tickets.waiting (
    person bytea PRIMARY KEY
);
GRANT SELECT, INSERT, DELETE ON tickets.waiting TO tickets;
COMMENT ON TABLE tickets.waiting IS 'Persons who get the content-free mail with the next batch; deleted when it is sent.';

CREATE FUNCTION tickets.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    CLUSTER tickets.used USING used_pkey;
    CLUSTER tickets.waiting USING waiting_pkey;
END
$$;
REVOKE ALL ON FUNCTION tickets.rewrite() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tickets.rewrite() TO tickets;
