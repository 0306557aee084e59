-- Whoever owns what was locked may lock it anew: the sealing key has versions, and a new one takes over row by row.

GRANT UPDATE (key_locked) ON tickets.ticket_key TO tickets;
GRANT UPDATE (seed_locked) ON tickets.contact_key TO tickets;
GRANT UPDATE (seed_locked) ON shares.share_key TO shares;

COMMENT ON COLUMN tickets.used.ticket_hash IS
    'HMAC of the nonce of a ticket or of a contact slip, under a key derived from the key that opens it.';
