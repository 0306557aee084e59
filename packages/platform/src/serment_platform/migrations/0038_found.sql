-- By what else people are found: by names with a slip in them, by channel, by whether they take new patients and how
-- their practice can be reached.

ALTER TABLE directory.practice ADD COLUMN access text[] NOT NULL DEFAULT '{}';
ALTER TABLE directory.practitioner ADD COLUMN words text[] NOT NULL DEFAULT '{}';
UPDATE directory.practitioner SET words = string_to_array(folded, ' ');
ALTER TABLE directory.practitioner DROP COLUMN trigrams;
CREATE INDEX practitioner_words ON directory.practitioner USING gin (words);
COMMENT ON COLUMN directory.practitioner.words IS
    'Every word of the own name and the practice’s; those of the own name once more, after an equals sign.';

-- Each word that somebody is called by, with what is left of it when a letter is missing: words that differ by one
-- letter, or by two that changed places, have one of these in common. Plain arrays, since no extension is at hand.
CREATE TABLE directory.name_word (
    word text COLLATE "C" PRIMARY KEY,
    near text[] NOT NULL
);
CREATE INDEX name_word_near ON directory.name_word USING gin (near);
INSERT INTO directory.name_word
SELECT word, ARRAY[word] || ARRAY(SELECT DISTINCT left(word, n) || substr(word, n + 2)
                                    FROM generate_series(0, length(word) - 1) AS n WHERE length(word) > 3)
  FROM (SELECT DISTINCT unnest(words) AS word FROM directory.practitioner) AS w;

CREATE OR REPLACE FUNCTION directory.offer_to_search(_practices bytea[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH offered AS MATERIALIZED (
        SELECT d.practitioner, d.schedule, way.class, d.code AS kind, p.latitude, p.longitude,
               way.traits || ARRAY(SELECT 'language:' || each FROM unnest(d.languages) AS each)
                          || ARRAY(SELECT 'access:' || each FROM unnest(p.access) AS each)
                          || ('sector:' || d.sector)
                          || CASE WHEN d.accepts_new THEN ARRAY['new'] ELSE ARRAY[]::text[] END AS traits
          FROM directory.practice AS p
          JOIN directory.practitioner AS d USING (practice)
          JOIN scheduling.schedule AS s ON s.schedule = d.schedule AND s.offered
         CROSS JOIN LATERAL directory.ways(d.class, d.motives) AS way
         WHERE p.practice = ANY (_practices) AND p.listed AND p.endorsed),
    gone AS (
        DELETE FROM scheduling.next_free AS n USING directory.practitioner AS d
         WHERE d.practice = ANY (_practices) AND n.practitioner = d.practitioner
               AND NOT EXISTS (SELECT FROM offered AS o WHERE o.schedule = n.schedule AND o.class = n.class))
    INSERT INTO scheduling.next_free AS n (practitioner, schedule, class, kind, cell, latitude, longitude, traits,
                                           bound, due)
    SELECT practitioner, schedule, class, kind, scheduling.cell(latitude, longitude), latitude, longitude, traits,
           'epoch', 'epoch'
      FROM offered ORDER BY schedule, class
    ON CONFLICT (schedule, class) DO UPDATE
       SET practitioner = excluded.practitioner, kind = excluded.kind, cell = excluded.cell,
           latitude = excluded.latitude, longitude = excluded.longitude, traits = excluded.traits
     WHERE (n.practitioner, n.kind, n.latitude, n.longitude, n.traits)
           <> (excluded.practitioner, excluded.kind, excluded.latitude, excluded.longitude, excluded.traits);
$$;

-- A word that nobody is called by any more is forgotten.
CREATE FUNCTION directory.words_left() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM directory.name_word AS w
     WHERE w.word = ANY (OLD.words)
           AND NOT EXISTS (SELECT FROM directory.practitioner AS d WHERE d.words @> ARRAY[w.word]::text[]);
    RETURN NULL;
END $$;
CREATE TRIGGER words_left AFTER DELETE ON directory.practitioner FOR EACH ROW EXECUTE FUNCTION directory.words_left();
CREATE TRIGGER words_changed AFTER UPDATE ON directory.practitioner FOR EACH ROW WHEN (NEW.words <> OLD.words)
    EXECUTE FUNCTION directory.words_left();

REVOKE ALL ON FUNCTION directory.words_left FROM PUBLIC;
GRANT SELECT, INSERT ON directory.name_word TO directory;

-- A quota that has room again opens every time of its days or weeks, not just the one that came free.
CREATE TRIGGER quota_freed AFTER UPDATE ON scheduling.counted FOR EACH ROW WHEN (NEW.visits < OLD.visits)
    EXECUTE FUNCTION scheduling.time_freed();
