-- Clinical keys beside those of the desk, and what is filed under them. The platform learns who holds which, not what
-- they open.

ALTER TABLE practice.wrap
    DROP CONSTRAINT wrap_compartment_check,
    ADD CONSTRAINT wrap_compartment_check CHECK (compartment IN ('desk', 'clinical'));

ALTER TABLE practice.epoch ADD COLUMN clinical_previous bytea NOT NULL DEFAULT '';
COMMENT ON COLUMN practice.epoch.clinical_previous IS
    'The clinical secrets of the epoch before, locked under the clinical filing key of this one; empty where none were.';

CREATE TABLE scheduling.note (
    appointment bytea PRIMARY KEY REFERENCES scheduling.appointment ON DELETE CASCADE,
    practice bytea NOT NULL,
    epoch integer NOT NULL,
    revision integer NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    blob bytea NOT NULL,
    member bytea NOT NULL,
    signature bytea NOT NULL
);
COMMENT ON TABLE scheduling.note IS 'What the practitioner noted, locked under the clinical filing key.';
GRANT SELECT, INSERT, UPDATE ON scheduling.note TO scheduling;

CREATE OR REPLACE FUNCTION scheduling.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF _table NOT IN ('appointment', 'statement', 'filing', 'note', 'absence') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER scheduling.%I USING %I', _table, _table || '_pkey');
END $$;

CREATE OR REPLACE FUNCTION scheduling.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM scheduling.rewrite(name) FROM unnest(ARRAY['appointment', 'statement', 'filing', 'note', 'absence']) AS name;
END $$;
