-- Keys that shares are sealed to are followed by newer ones, like those of tickets and contacts.

ALTER TABLE shares.share_key ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
