-- Two batches never meet crosswise. Within one, visits come in the order of their calendars and of their starts, and where
-- each takes a day of one calendar, whole, that is the order of locks which everything keeps. Rooms, lanes, quotas and
-- midnights are not in it: where a batch has any of these, it first holds all that it may take.

CREATE FUNCTION scheduling.hold_places_of(_schedules bytea[], _starts timestamptz[], _minutes integer[], _classes text[])
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    _schedule record;
BEGIN
    IF NOT EXISTS (
        SELECT FROM unnest(_schedules, _starts, _minutes, _classes) AS asked (schedule, start, minutes, class)
          JOIN scheduling.schedule AS s USING (schedule)
          JOIN scheduling.service_class AS c USING (schedule, class)
         WHERE s.capacity > 1 OR s.quotas OR c.needs > 0
            OR ((start - c.before * interval '1 minute') AT TIME ZONE s.time_zone)::date
               <> ((start + (asked.minutes + c.after) * interval '1 minute') AT TIME ZONE s.time_zone)::date) THEN
        RETURN;
    END IF;
    -- A quota may be of a week or of a class, and its count lies across the days: one batch at a time has the calendar.
    FOR _schedule IN SELECT schedule, quotas FROM scheduling.schedule WHERE schedule = ANY (_schedules) ORDER BY schedule
    LOOP
        IF _schedule.quotas THEN
            PERFORM FROM scheduling.schedule WHERE schedule = _schedule.schedule FOR NO KEY UPDATE;
        ELSE
            PERFORM FROM scheduling.schedule WHERE schedule = _schedule.schedule FOR SHARE;
        END IF;
    END LOOP;
    PERFORM FROM scheduling.occupancy AS o
      WHERE (o.schedule, o.day, o.lane) IN (
            SELECT d.schedule, d.day, d.lane
              FROM unnest(_schedules, _starts, _minutes, _classes) AS asked (schedule, start, minutes, class)
              JOIN scheduling.service_class AS c USING (schedule, class)
             CROSS JOIN LATERAL (
                    SELECT c.schedule
                     UNION ALL
                    SELECT resource FROM scheduling.need AS n
                     WHERE (n.schedule, n.class) = (c.schedule, c.class)) AS place
              JOIN scheduling.occupancy AS d ON d.schedule = place.schedule
             WHERE d.day BETWEEN (start AT TIME ZONE 'UTC')::date - 2 AND (start AT TIME ZONE 'UTC')::date + 2
                   AND d.begins < start + (asked.minutes + c.after) * interval '1 minute'
                   AND d.begins + d.positions * interval '5 minutes' > start - c.before * interval '1 minute')
      ORDER BY o.schedule, o.day, o.lane
        FOR UPDATE;
END $$;

-- Several bookings in one statement, and so in one commit: each as `scheduling.book` has it, and each by itself, so that
-- one that is refused takes nothing from the others. Calendars are taken in the order of their keys, as everywhere. What
-- was refused is answered by its SQLSTATE; anything else ends them all, and whoever asked tries them one by one.
CREATE OR REPLACE FUNCTION scheduling.book_each(
    _appointments bytea[], _practices bytea[], _schedules bytea[], _starts timestamptz[], _minutes integer[],
    _classes text[], _epochs integer[], _manages bytea[], _envelopes bytea[], _self_copies bytea[], _tickets bytea[],
    _bodies bytea[], _signatures bytea[], _hashes bytea[], _tokens bytea[], _requests bytea[], _nows timestamptz[])
    RETURNS TABLE (place integer, outcome text)
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scheduling.hold_places_of(_schedules, _starts, _minutes, _classes);
    FOR place IN
        SELECT ordinality FROM unnest(_schedules, _starts) WITH ORDINALITY AS asked (schedule, start, ordinality)
         ORDER BY schedule, start, ordinality
    LOOP
        BEGIN
            outcome := scheduling.book(
                _appointments[place], _practices[place], _schedules[place], _starts[place], _minutes[place],
                _classes[place], _epochs[place], _manages[place], _envelopes[place], _self_copies[place],
                _tickets[place], _bodies[place], _signatures[place], _hashes[place], _tokens[place],
                _requests[place], _nows[place]);
        EXCEPTION WHEN SQLSTATE 'SR001' OR SQLSTATE 'SR003' OR exclusion_violation OR unique_violation THEN
            outcome := SQLSTATE;
        END;
        RETURN NEXT;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION scheduling.hold_places_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.hold_places_of TO scheduling;
