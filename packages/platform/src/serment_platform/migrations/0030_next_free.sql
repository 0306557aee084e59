-- The soonest free time among everybody, without looking at everybody. For each calendar and class that a search may
-- show there stands an instant before which nothing is free. A search goes along these instants, looks into the bits of
-- those alone who may belong to its answer, and writes back what it saw. Taking a time leaves them as they are: they
-- only become lower than need be. Whatever may free a time takes them back altogether. Beside them, by what people are found:
-- names with a slip in them, channel, whether somebody takes new patients, how a practice can be reached.

CREATE SEQUENCE scheduling.next_free_version;

CREATE TABLE scheduling.next_free (
    schedule bytea NOT NULL REFERENCES scheduling.schedule ON DELETE CASCADE,
    class text NOT NULL,
    practitioner bytea NOT NULL,
    kind text NOT NULL,
    cell integer NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    traits text[] NOT NULL,
    bound timestamptz NOT NULL,
    due timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT nextval('scheduling.next_free_version'),
    PRIMARY KEY (schedule, class)
) WITH (fillfactor = 70);
CREATE INDEX next_free_near ON scheduling.next_free (kind, cell, bound);
CREATE INDEX next_free_anywhere ON scheduling.next_free (kind, bound);
CREATE INDEX next_free_due ON scheduling.next_free (due);
CREATE INDEX next_free_practitioner ON scheduling.next_free (practitioner);
COMMENT ON COLUMN scheduling.next_free.kind IS 'What the directory finds people by; this room only compares it.';
COMMENT ON COLUMN scheduling.next_free.cell IS 'A tenth of a degree each way.';
COMMENT ON COLUMN scheduling.next_free.traits IS 'By what else a search may choose; this room only compares them.';
COMMENT ON COLUMN scheduling.next_free.bound IS 'Nothing is free before; 1970 where nobody has looked.';
COMMENT ON COLUMN scheduling.next_free.due IS 'When the bound will have passed the notice, and is worth another look.';
COMMENT ON COLUMN scheduling.next_free.version IS
    'Changes whenever a time may have been freed, so that nobody writes back what was seen before.';

CREATE FUNCTION scheduling.cell(latitude double precision, longitude double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN floor((latitude + 90) * 10)::integer * 3600 + floor((longitude + 180) * 10)::integer;

-- Great-circle distance.
CREATE FUNCTION scheduling.metres(latitude double precision, longitude double precision,
                                  from_latitude double precision, from_longitude double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (2 * 6371000 * asin(least(1, sqrt(
        sin(radians(latitude - from_latitude) / 2) ^ 2
        + cos(radians(from_latitude)) * cos(radians(latitude)) * sin(radians(longitude - from_longitude) / 2) ^ 2))))::integer;

-- Nothing is known any more of when something is free in these calendars. Rows are locked in one order by everybody.
CREATE FUNCTION scheduling.may_be_sooner(_schedules bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM scheduling.next_free WHERE schedule = ANY (_schedules) ORDER BY schedule, class FOR UPDATE;
    UPDATE scheduling.next_free
       SET bound = 'epoch', due = 'epoch', version = nextval('scheduling.next_free_version')
     WHERE schedule = ANY (_schedules);
END $$;

-- What is known of a practice's next free times is taken back once in a transaction, however many days and places become
-- free in it: an absence of a year in a practice of three hundred would else write each of its rows a year's worth of
-- times. Whoever took them back holds their rows until the commit, so nobody writes anything there meanwhile, and the
-- version is new to everybody who read before. A note of the transaction says what was done; a savepoint that is
-- rolled back takes the note with it. A trigger for each statement would cost every booking a look at its rows, which
-- the condition of these triggers spares it.
--
-- A freed time may free more than itself: colleagues share rooms and quotas.
CREATE FUNCTION scheduling.time_freed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    _practice bytea;
BEGIN
    SELECT practice INTO _practice FROM scheduling.schedule WHERE schedule = NEW.schedule;
    IF current_setting('serment.sooner_practice', true) IS DISTINCT FROM encode(_practice, 'hex') THEN
        PERFORM scheduling.may_be_sooner(ARRAY(
            SELECT schedule FROM scheduling.schedule WHERE practice = _practice));
        PERFORM set_config('serment.sooner_practice', encode(_practice, 'hex'), true);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION scheduling.rules_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('serment.sooner_schedule', true) IS DISTINCT FROM encode(NEW.schedule, 'hex') THEN
        PERFORM scheduling.may_be_sooner(ARRAY[NEW.schedule]);
        PERFORM set_config('serment.sooner_schedule', encode(NEW.schedule, 'hex'), true);
    END IF;
    RETURN NULL;
END $$;

-- A booking only sets bits, and passes by. Days are only ever added behind the last, where no bound reaches.
CREATE TRIGGER time_freed AFTER UPDATE ON scheduling.occupancy FOR EACH ROW
    WHEN (bit_count(OLD.busy & ~NEW.busy) > 0) EXECUTE FUNCTION scheduling.time_freed();
CREATE TRIGGER rules_changed AFTER UPDATE ON scheduling.occupancy FOR EACH ROW
    WHEN (NEW.open <> OLD.open) EXECUTE FUNCTION scheduling.rules_changed();
-- A publication writes every schedule of its practice, and its classes, anew.
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE ON scheduling.schedule FOR EACH ROW
    EXECUTE FUNCTION scheduling.rules_changed();
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE ON scheduling.service_class FOR EACH ROW
    EXECUTE FUNCTION scheduling.rules_changed();

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

-- The classes by which somebody is found: that of the first motive, and of each channel the first one.
CREATE FUNCTION directory.ways(_class text, _motives jsonb) RETURNS TABLE (class text, traits text[])
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH offer AS (
        SELECT coalesce(motive ->> 'class', _class) AS class, motive ->> 'channel' AS channel, number
          FROM jsonb_array_elements(_motives) WITH ORDINALITY AS each (motive, number)),
    way AS (
        SELECT _class AS class, 'first' AS trait WHERE _class <> ''
         UNION ALL
       (SELECT DISTINCT ON (channel) class, 'channel:' || channel FROM offer ORDER BY channel, number))
    SELECT class, array_agg(trait ORDER BY trait DESC) FROM way GROUP BY class;
$$;

-- What a search may show of these practices, from what they publish and whether they are listed; what was known of the
-- free times stays known.
CREATE FUNCTION directory.offer_to_search(_practices bytea[]) RETURNS void
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

CREATE FUNCTION directory.standing_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM directory.offer_to_search(ARRAY[NEW.practice]);
    RETURN NULL;
END $$;

CREATE FUNCTION directory.practitioner_left() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM scheduling.next_free WHERE practitioner = OLD.practitioner;
    RETURN NULL;
END $$;

CREATE TRIGGER standing_changed AFTER UPDATE ON directory.practice FOR EACH ROW
    WHEN ((NEW.listed, NEW.endorsed) IS DISTINCT FROM (OLD.listed, OLD.endorsed))
    EXECUTE FUNCTION directory.standing_changed();
CREATE TRIGGER practitioner_left AFTER DELETE ON directory.practitioner FOR EACH ROW
    EXECUTE FUNCTION directory.practitioner_left();

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

SELECT directory.offer_to_search(array_agg(practice)) FROM directory.practice;

REVOKE ALL ON FUNCTION scheduling.cell, scheduling.metres, scheduling.may_be_sooner, scheduling.time_freed,
    scheduling.rules_changed, directory.ways, directory.offer_to_search, directory.standing_changed,
    directory.practitioner_left, directory.words_left FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.cell, scheduling.metres, scheduling.may_be_sooner TO scheduling;
GRANT EXECUTE ON FUNCTION directory.offer_to_search TO directory;
GRANT SELECT ON scheduling.next_free TO scheduling;
GRANT UPDATE (bound, due) ON scheduling.next_free TO scheduling;
GRANT SELECT, INSERT ON directory.name_word TO directory;
