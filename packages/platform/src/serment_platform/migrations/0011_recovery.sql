-- A practice's way back (SPEC 12): which recovery key is split, what it opens, and the shares as they were sealed to
-- their holders. No share is here in the clear, and the one on paper not at all.

CREATE TABLE practice.sharing (
    practice bytea PRIMARY KEY REFERENCES practice.practice ON DELETE CASCADE,
    sharing integer NOT NULL CHECK (sharing >= 1),
    body bytea NOT NULL,
    signature bytea NOT NULL,
    wrap bytea NOT NULL,
    holder bytea NOT NULL CHECK (octet_length(holder) IN (0, 16)),
    colleague_sealed bytea NOT NULL,
    custodian_sealed bytea NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON practice.sharing TO practice;
COMMENT ON COLUMN practice.sharing.wrap IS
    'The root seed and the secrets of the epoch now valid, sealed to the recovery key; renewed with every epoch.';
COMMENT ON COLUMN practice.sharing.holder IS 'The member who holds the second share; empty where it is on paper.';
COMMENT ON COLUMN practice.sharing.colleague_sealed IS 'That share, sealed to its holder; empty where it is on paper.';
COMMENT ON COLUMN practice.sharing.custodian_sealed IS
    'The third share, sealed to the custodian, for an officer to hand over; empty if the custodian was away.';

CREATE TABLE practice.share (
    share bytea PRIMARY KEY CHECK (octet_length(share) = 16),
    practice bytea NOT NULL REFERENCES practice.sharing ON DELETE CASCADE
);
CREATE INDEX share_practice ON practice.share (practice);
GRANT SELECT, INSERT, DELETE ON practice.share TO practice;
COMMENT ON COLUMN practice.share.share IS
    'A hash of a public key that is derived from the share: whoever holds the share finds its practice.';

-- The newest note about the same shares stands for those before it.
CREATE TABLE practice.share_check (
    practice bytea NOT NULL REFERENCES practice.sharing ON DELETE CASCADE,
    shares text NOT NULL,
    opened boolean NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (practice, shares, opened)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON practice.share_check TO practice;

CREATE OR REPLACE FUNCTION practice.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF _table NOT IN ('practice', 'epoch', 'member', 'wrap', 'invitation', 'sharing', 'share', 'share_check') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER practice.%I USING %I', _table, _table || '_pkey');
END
$$;
