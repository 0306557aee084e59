-- Whom somebody means who is typing a name. Beginnings of words are stretches of an index here, in the order in which
-- people are proposed, so that the first eight are read and no others, however many begin so. Only whom a search may
-- show stands here.

CREATE TABLE directory.known_by (
    own boolean NOT NULL,
    word text COLLATE "C" NOT NULL CHECK (length(word) <= 60),
    folded text COLLATE "C" NOT NULL CHECK (length(folded) <= 500),
    practitioner bytea NOT NULL,
    PRIMARY KEY (own, word, folded, practitioner)
);
COMMENT ON COLUMN directory.known_by.own IS 'Whether the word is one of the own name, or only of the practice’s.';
COMMENT ON COLUMN directory.known_by.folded IS 'The own name and the practice’s, for the order and for what else is typed.';

-- What these practices' people are known by, as they stand now. An index entry has an end: names are cut, and words
-- that nobody types left out.
CREATE FUNCTION directory.offer_names(_practices bytea[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH known AS MATERIALIZED (
        SELECT '=' || word = ANY (d.words) AS own, word COLLATE "C" AS word, left(d.folded, 500) COLLATE "C" AS folded,
               d.practitioner
          FROM directory.practice AS p
          JOIN directory.practitioner AS d USING (practice)
         CROSS JOIN LATERAL unnest(d.words) AS word
         WHERE p.practice = ANY (_practices) AND p.listed AND p.endorsed
               AND left(word, 1) <> '=' AND length(word) <= 60),
    gone AS (
        DELETE FROM directory.known_by AS k USING directory.practitioner AS d
         WHERE d.practice = ANY (_practices) AND k.practitioner = d.practitioner
               AND NOT EXISTS (SELECT FROM known AS n
                                WHERE n.own = k.own AND n.word = k.word AND n.folded = k.folded
                                      AND n.practitioner = k.practitioner))
    INSERT INTO directory.known_by (own, word, folded, practitioner)
    SELECT own, word, folded, practitioner FROM known ORDER BY own, word, folded, practitioner
    ON CONFLICT DO NOTHING;
$$;

CREATE OR REPLACE FUNCTION directory.standing_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM directory.offer_to_search(ARRAY[NEW.practice]);
    PERFORM directory.offer_names(ARRAY[NEW.practice]);
    RETURN NULL;
END $$;

SELECT directory.offer_names(array_agg(practice)) FROM directory.practice;
CREATE INDEX known_by_practitioner ON directory.known_by (practitioner);
ALTER TABLE directory.known_by
    ADD FOREIGN KEY (practitioner) REFERENCES directory.practitioner ON DELETE CASCADE;

REVOKE ALL ON FUNCTION directory.offer_names FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory.offer_names TO directory;
GRANT SELECT ON directory.known_by TO directory;
