-- The directory: what practices publish, as a search reads it. Nothing here concerns a patient, and nothing of a
-- search is written.

CREATE SCHEMA directory;

CREATE TABLE directory.practice (
    practice bytea PRIMARY KEY,
    revision integer NOT NULL,
    name text NOT NULL,
    line text NOT NULL,
    postcode text NOT NULL,
    town text NOT NULL,
    town_code text NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    time_zone text NOT NULL,
    phone text NOT NULL,
    fictitious boolean NOT NULL,
    attended boolean NOT NULL,
    listed boolean NOT NULL DEFAULT false
);
CREATE INDEX practice_place ON directory.practice (latitude, longitude) WHERE listed;
COMMENT ON COLUMN directory.practice.listed IS 'The operator’s decision; an unlisted practice is bookable by its address alone.';

CREATE TABLE directory.practitioner (
    practitioner bytea PRIMARY KEY,
    practice bytea NOT NULL REFERENCES directory.practice ON DELETE CASCADE,
    place smallint NOT NULL,
    prefix text NOT NULL,
    given text NOT NULL,
    family text NOT NULL,
    profession text NOT NULL,
    specialty text NOT NULL,
    code text NOT NULL,
    languages text[] NOT NULL,
    sector text NOT NULL,
    accepts_new boolean NOT NULL,
    about text NOT NULL,
    schedule bytea,
    class text NOT NULL,
    motives jsonb NOT NULL,
    folded text NOT NULL,
    trigrams text[] NOT NULL
);
CREATE INDEX practitioner_practice ON directory.practitioner (practice);
CREATE INDEX practitioner_code ON directory.practitioner (code);
CREATE INDEX practitioner_trigrams ON directory.practitioner USING gin (trigrams);
COMMENT ON COLUMN directory.practitioner.code IS 'The canonical specialty or profession a search asks for.';
COMMENT ON COLUMN directory.practitioner.class IS 'The service class of the first motive: whose free times a search shows.';

GRANT USAGE ON SCHEMA directory TO directory;
GRANT SELECT, INSERT, UPDATE, DELETE ON directory.practice, directory.practitioner TO directory;
