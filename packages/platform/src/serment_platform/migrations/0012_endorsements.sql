-- The custodian's log, followed leaf by leaf: what it vouches for is handed to clients from here, so that it does not
-- learn whose keys they look at. All of it is public.

CREATE TABLE keys.followed (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    size bigint NOT NULL CHECK (size >= 0),
    note text NOT NULL
);
COMMENT ON TABLE keys.followed IS 'The newest checkpoint of the custodian’s log that the leaves below give; at most one row.';
GRANT SELECT, INSERT, UPDATE ON keys.followed TO keys;

CREATE TABLE keys.followed_leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    entry bytea NOT NULL CHECK (octet_length(entry) BETWEEN 1 AND 65535)
);
GRANT SELECT, INSERT ON keys.followed_leaf TO keys;
CREATE TRIGGER followed_leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON keys.followed_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse();

CREATE TABLE keys.endorsement (
    practice bytea PRIMARY KEY CHECK (octet_length(practice) = 16),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    leaf bigint NOT NULL,
    until date NOT NULL
);
COMMENT ON TABLE keys.endorsement IS 'The custodian’s newest word for each practice, until it takes it back.';
GRANT SELECT, INSERT, UPDATE, DELETE ON keys.endorsement TO keys;

ALTER TABLE directory.practice ADD COLUMN endorsed boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN directory.practice.endorsed IS 'Whether the custodian stands by its root today; without that no search shows it.';
DROP INDEX directory.practice_place;
CREATE INDEX practice_place ON directory.practice (latitude, longitude) WHERE listed AND endorsed;
