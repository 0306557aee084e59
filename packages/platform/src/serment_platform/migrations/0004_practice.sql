-- The practice room: roots and epochs as they were signed, who holds which wrapped secret, what is published. Names
-- of staff and the secrets themselves are locked; accounts of staff are pseudonyms.

CREATE SCHEMA practice;
GRANT USAGE ON SCHEMA practice TO practice;

CREATE TABLE practice.practice (
    practice bytea PRIMARY KEY CHECK (octet_length(practice) = 16),
    root_body bytea NOT NULL,
    root_signature bytea NOT NULL,
    root_leaf bigint NOT NULL,
    epoch integer NOT NULL CHECK (epoch >= 1),
    revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
    publication_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    publication_body bytea,
    publication_signature bytea
);
GRANT SELECT, INSERT, DELETE, UPDATE (epoch, revision, publication_hash, publication_body, publication_signature)
    ON practice.practice TO practice;
COMMENT ON COLUMN practice.practice.revision IS 'Of the publication; 0 before the first.';

CREATE TABLE practice.epoch (
    practice bytea NOT NULL REFERENCES practice.practice ON DELETE CASCADE,
    epoch integer NOT NULL CHECK (epoch >= 1),
    body bytea NOT NULL,
    signature bytea NOT NULL,
    leaf bigint NOT NULL,
    desk_sign bytea NOT NULL CHECK (octet_length(desk_sign) = 32),
    members_locked bytea NOT NULL,
    previous_locked bytea NOT NULL,
    PRIMARY KEY (practice, epoch)
);
GRANT SELECT, INSERT, DELETE ON practice.epoch TO practice;
COMMENT ON COLUMN practice.epoch.members_locked IS 'Names, roles and keys of the members, locked under the filing key.';
COMMENT ON COLUMN practice.epoch.previous_locked IS
    'The secrets of the epoch before, locked under the filing key of this one; empty for the first.';

CREATE TABLE practice.member (
    practice bytea NOT NULL REFERENCES practice.practice ON DELETE CASCADE,
    member bytea NOT NULL CHECK (octet_length(member) = 16),
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    role text NOT NULL CHECK (role IN ('practitioner', 'secretary')),
    officer boolean NOT NULL,
    sign bytea NOT NULL,
    root_sealed bytea NOT NULL,
    PRIMARY KEY (practice, member)
);
CREATE UNIQUE INDEX member_account ON practice.member (account, practice);
GRANT SELECT, INSERT, UPDATE (root_sealed), DELETE ON practice.member TO practice;
COMMENT ON COLUMN practice.member.account IS 'The staff account whose session acts for the member.';
COMMENT ON COLUMN practice.member.sign IS
    'From the answer to the invitation; empty for the founder, whose key stands in the locked list alone.';
COMMENT ON COLUMN practice.member.root_sealed IS 'The practice’s root seed, sealed to an officer; empty for others.';

CREATE TABLE practice.wrap (
    practice bytea NOT NULL,
    member bytea NOT NULL,
    epoch integer NOT NULL,
    compartment text NOT NULL CHECK (compartment = 'desk'),
    sealed bytea NOT NULL,
    PRIMARY KEY (practice, member, epoch, compartment),
    FOREIGN KEY (practice, member) REFERENCES practice.member ON DELETE CASCADE
);
GRANT SELECT, INSERT, DELETE ON practice.wrap TO practice;

CREATE TABLE practice.invitation (
    invitation bytea PRIMARY KEY CHECK (octet_length(invitation) = 16),
    practice bytea NOT NULL REFERENCES practice.practice ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('practitioner', 'secretary')),
    officer boolean NOT NULL,
    expires date NOT NULL,
    account bytea,
    answer bytea,
    mac bytea,
    CHECK (num_nulls(account, answer, mac) IN (0, 3))
);
CREATE INDEX invitation_practice ON practice.invitation (practice);
GRANT SELECT, INSERT, UPDATE (account, answer, mac), DELETE ON practice.invitation TO practice;
COMMENT ON COLUMN practice.invitation.account IS 'The staff account that answered.';

-- Rows lie in a file in the order they came. Writing the tables anew in the order of their random keys forgets it. One
-- table at a time, each in its own transaction, waits for nobody who waits for it.
CREATE FUNCTION practice.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF _table NOT IN ('practice', 'epoch', 'member', 'wrap', 'invitation') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER practice.%I USING %I', _table, _table || '_pkey');
END
$$;
REVOKE ALL ON FUNCTION practice.rewrite(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION practice.rewrite(text) TO practice;
