-- What the first device tells the second, once it has heard one offer (SPEC 3): who makes an offer cannot know its digits.

ALTER TABLE identity.rendezvous ADD COLUMN reveal bytea CHECK (octet_length(reveal) = 169);
GRANT UPDATE (reveal) ON identity.rendezvous TO identity;
COMMENT ON COLUMN identity.rendezvous.reveal IS
    'What the secret on the screen is the hash of, locked under that secret; NULL until one offer was heard.';
