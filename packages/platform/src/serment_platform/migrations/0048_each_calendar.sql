-- A practitioner may have several calendars: each class is searched in the one that the publication's motive names.

DROP FUNCTION directory.ways;

-- The calendars and classes by which somebody is found: those of the first motive, and of each channel the first ones.
CREATE FUNCTION directory.ways(_schedule bytea, _class text, _motives jsonb)
    RETURNS TABLE (schedule bytea, class text, traits text[])
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH offer AS (
        SELECT coalesce(decode(nullif(motive ->> 'schedule', ''), 'hex'), _schedule) AS schedule,
               coalesce(motive ->> 'class', _class) AS class, motive ->> 'channel' AS channel, number
          FROM jsonb_array_elements(_motives) WITH ORDINALITY AS each (motive, number)),
    way AS (
        SELECT _schedule AS schedule, _class AS class, 'first' AS trait WHERE _class <> ''
         UNION ALL
       (SELECT DISTINCT ON (channel) schedule, class, 'channel:' || channel FROM offer ORDER BY channel, number))
    SELECT schedule, class, array_agg(trait ORDER BY trait DESC) FROM way GROUP BY schedule, class;
$$;

CREATE OR REPLACE FUNCTION directory.offer_to_search(_practices bytea[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH offered AS MATERIALIZED (
        SELECT d.practitioner, way.schedule, way.class, d.code AS kind, p.latitude, p.longitude,
               way.traits || ARRAY(SELECT 'language:' || each FROM unnest(d.languages) AS each)
                          || ARRAY(SELECT 'access:' || each FROM unnest(p.access) AS each)
                          || ('sector:' || d.sector)
                          || CASE WHEN d.accepts_new THEN ARRAY['new'] ELSE ARRAY[]::text[] END AS traits
          FROM directory.practice AS p
          JOIN directory.practitioner AS d USING (practice)
         CROSS JOIN LATERAL directory.ways(d.schedule, d.class, d.motives) AS way
          JOIN scheduling.schedule AS s ON s.schedule = way.schedule AND s.practice = p.practice AND s.offered
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

REVOKE ALL ON FUNCTION directory.ways FROM PUBLIC;
