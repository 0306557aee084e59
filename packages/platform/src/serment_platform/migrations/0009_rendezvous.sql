-- Where a second device meets the first (SPEC 3): one locked offer for five minutes, of nobody. The row names no account.

CREATE TABLE identity.rendezvous (
    rendezvous bytea PRIMARY KEY CHECK (octet_length(rendezvous) = 16),
    offer bytea CHECK (octet_length(offer) = 2077),
    expires timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE (offer), DELETE ON identity.rendezvous TO identity;
COMMENT ON COLUMN identity.rendezvous.rendezvous IS 'Derived from a secret that one screen showed to another.';
COMMENT ON COLUMN identity.rendezvous.offer IS
    'The public half of a way in, locked under that secret; NULL until the second device has answered.';
COMMENT ON COLUMN identity.rendezvous.expires IS 'Five minutes after the first device asked; names nobody.';
