-- A hold keeps everything that a booking would take: a lane of the calendar, a room for each need of its class, a place
-- within each quota. What ends it gives all of them back at once.
--
-- Order of locks, which everything here keeps: schedules; days by (schedule, day, lane), with those of every room that
-- the class might take, since whoever confirms a hold takes one of them in the same transaction; holds; entries of a line;
-- bounds of free times; quotas by their key.

ALTER TABLE scheduling.hold
    ADD COLUMN number integer,
    ADD COLUMN taken int8range
        GENERATED ALWAYS AS (scheduling.span(number, lane, start, minutes, before, after)) STORED;
UPDATE scheduling.hold AS h SET number = s.number FROM scheduling.schedule AS s WHERE s.schedule = h.schedule;
ALTER TABLE scheduling.hold
    ALTER COLUMN number SET NOT NULL,
    ADD CONSTRAINT no_overlap_of_holds EXCLUDE USING gist (taken WITH &&);

-- One constraint refuses a room to two, whether they have it or hold it.
ALTER TABLE scheduling.resource_use
    DROP CONSTRAINT resource_use_pkey,
    ALTER COLUMN appointment DROP NOT NULL,
    ADD COLUMN hold bytea REFERENCES scheduling.hold ON DELETE CASCADE,
    ADD CONSTRAINT of_one_of_both CHECK (num_nonnulls(appointment, hold) = 1),
    ADD UNIQUE (appointment, need),
    ADD UNIQUE (hold, need);
COMMENT ON TABLE scheduling.resource_use IS
    'Rooms and devices of live visits and of holds; the row goes when they do, or move.';

-- One room or device for each need of the class, or `refused`. Their days are held, with those of the person.
DROP FUNCTION scheduling.take_resources;
CREATE FUNCTION scheduling.take_resources(_appointment bytea, _schedule bytea, _class text, _start timestamptz,
                                          _minutes integer, _before integer, _after integer, _anywhere boolean,
                                          _hold bytea DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    _end timestamptz := _start + _minutes * interval '1 minute';
    _from timestamptz := _start - _before * interval '1 minute';
    _until timestamptz := _end + _after * interval '1 minute';
    _wanted smallint;
    _found record;
BEGIN
    FOR _wanted IN SELECT DISTINCT need FROM scheduling.need WHERE schedule = _schedule AND class = _class ORDER BY 1 LOOP
        SELECT r.schedule, r.number, o.lane INTO _found
          FROM scheduling.need AS n
          JOIN scheduling.schedule AS r ON r.schedule = n.resource AND r.offered
          JOIN scheduling.occupancy AS o ON o.schedule = n.resource
         WHERE n.schedule = _schedule AND n.class = _class AND n.need = _wanted
               AND o.day BETWEEN (_from AT TIME ZONE 'UTC')::date - 1 AND (_until AT TIME ZONE 'UTC')::date + 1
               AND o.begins < _until AND o.begins + o.positions * interval '5 minutes' > _from
               AND bit_count(o.busy & scheduling.stretch(o.begins, o.positions, _from, _until)) = 0
               AND (_anywhere OR bit_count(~o.open & scheduling.stretch(o.begins, o.positions, _start, _end)) = 0)
         GROUP BY r.schedule, r.number, o.lane
        HAVING sum(bit_count(scheduling.stretch(o.begins, o.positions, _from, _until))) * interval '5 minutes'
               = _until - _from
         ORDER BY r.schedule, o.lane LIMIT 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
        END IF;
        UPDATE scheduling.occupancy
           SET busy = busy | scheduling.stretch(begins, positions, _from, _until)
         WHERE schedule = _found.schedule AND lane = _found.lane
               AND day BETWEEN (_from AT TIME ZONE 'UTC')::date - 1 AND (_until AT TIME ZONE 'UTC')::date + 1
               AND begins < _until AND begins + positions * interval '5 minutes' > _from;
        INSERT INTO scheduling.resource_use (appointment, hold, need, resource, number, lane, start, minutes, before, after)
        VALUES (_appointment, _hold, _wanted, _found.schedule, _found.number, _found.lane, _start, _minutes, _before, _after);
    END LOOP;
END $$;

-- Count the quotas of a calendar, which is held, anew: who is expected, and for whom a time is held.
CREATE OR REPLACE FUNCTION scheduling.recount(_schedule bytea) RETURNS void
    LANGUAGE sql AS $$
    DELETE FROM scheduling.counted WHERE schedule = _schedule;
    INSERT INTO scheduling.counted (schedule, class, per, first, visits)
    SELECT q.schedule, q.class, q.per, date_trunc(q.per, a.start AT TIME ZONE s.time_zone)::date, count(*)
      FROM scheduling.quota AS q
      JOIN scheduling.schedule AS s USING (schedule)
      JOIN (SELECT schedule, class, start FROM scheduling.appointment WHERE state <> 'cancelled'
             UNION ALL
            SELECT schedule, class, start FROM scheduling.hold) AS a
        ON a.schedule = q.schedule AND q.class IN ('', a.class)
     WHERE q.schedule = _schedule
     GROUP BY 1, 2, 3, 4;
$$;
SELECT scheduling.recount(schedule) FROM scheduling.schedule WHERE quotas;

-- Days of holds, of the rooms that they have and of those that their class might take; and some days of one calendar.
CREATE FUNCTION scheduling.lock_held(_held scheduling.hold[], _schedule bytea DEFAULT NULL, _first date DEFAULT NULL,
                                     _last date DEFAULT NULL) RETURNS void
    LANGUAGE sql AS $$
    SELECT FROM scheduling.occupancy AS o
     WHERE (o.schedule, o.day, o.lane) IN (
            SELECT schedule, day, lane FROM scheduling.occupancy
             WHERE schedule = _schedule AND day BETWEEN _first AND _last
             UNION ALL
            SELECT d.schedule, d.day, d.lane
              FROM unnest(_held) AS h
             CROSS JOIN LATERAL (
                    SELECT h.schedule
                     UNION ALL
                    SELECT resource FROM scheduling.resource_use AS u WHERE u.hold = h.hold
                     UNION ALL
                    SELECT resource FROM scheduling.need AS n
                     WHERE (n.schedule, n.class) = (h.schedule, h.class)) AS place
              JOIN scheduling.occupancy AS d ON d.schedule = place.schedule
             WHERE d.day BETWEEN (h.start AT TIME ZONE 'UTC')::date - 2 AND (h.start AT TIME ZONE 'UTC')::date + 2
                   AND d.begins < h.start + (h.minutes + h.after) * interval '1 minute'
                   AND d.begins + d.positions * interval '5 minutes' > h.start - h.before * interval '1 minute')
     ORDER BY o.schedule, o.day, o.lane
       FOR UPDATE;
$$;

-- How much of which quota holds have.
CREATE FUNCTION scheduling.counts_of(_held scheduling.hold[])
    RETURNS TABLE (schedule bytea, class text, per text, first date, visits bigint)
    LANGUAGE sql STABLE AS $$
    SELECT q.schedule, q.class, q.per, date_trunc(q.per, h.start AT TIME ZONE s.time_zone)::date, count(*)
      FROM unnest(_held) AS h
      JOIN scheduling.schedule AS s USING (schedule)
      JOIN scheduling.quota AS q ON q.schedule = h.schedule AND q.class IN ('', h.class)
     GROUP BY 1, 2, 3, 4;
$$;

CREATE FUNCTION scheduling.count_held_out(_held scheduling.hold[]) RETURNS void
    LANGUAGE sql AS $$
    SELECT scheduling.may_be_sooner(ARRAY(
        SELECT DISTINCT schedule FROM unnest(_held) JOIN scheduling.schedule AS s USING (schedule) WHERE s.quotas));
    SELECT FROM scheduling.counted
     WHERE (schedule, class, per, first) IN (SELECT schedule, class, per, first FROM scheduling.counts_of(_held))
     ORDER BY schedule, class, per, first
       FOR UPDATE;
    UPDATE scheduling.counted AS c
       SET visits = c.visits - held.visits
      FROM scheduling.counts_of(_held) AS held
     WHERE (c.schedule, c.class, c.per, c.first) = (held.schedule, held.class, held.per, held.first);
$$;

-- End holds whose rows and days are locked: each place of theirs says what still stands there, and quotas have room again.
CREATE FUNCTION scheduling.end_holds(_held scheduling.hold[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    _schedules bytea[];
    _lanes smallint[];
    _froms timestamptz[];
    _untils timestamptz[];
BEGIN
    SELECT array_agg(schedule), array_agg(lane), array_agg(start - before * interval '1 minute'),
           array_agg(start + (minutes + after) * interval '1 minute')
      INTO _schedules, _lanes, _froms, _untils
      FROM (SELECT schedule, lane, start, minutes, before, after FROM unnest(_held)
             UNION ALL
            SELECT u.resource, u.lane, u.start, u.minutes, u.before, u.after
              FROM scheduling.resource_use AS u JOIN unnest(_held) AS h USING (hold)) AS place;
    DELETE FROM scheduling.hold WHERE hold IN (SELECT hold FROM unnest(_held));
    UPDATE scheduling.occupancy AS o
       SET busy = scheduling.busy_on(o.schedule, o.lane, begins, positions)
      FROM unnest(_schedules, _lanes, _froms, _untils) AS place (schedule, lane, "from", until)
     WHERE (o.schedule, o.lane) = (place.schedule, place.lane)
           AND o.day BETWEEN (place."from" AT TIME ZONE 'UTC')::date - 1 AND (place.until AT TIME ZONE 'UTC')::date + 1
           AND begins < place.until AND begins + positions * interval '5 minutes' > place."from";
    PERFORM scheduling.count_held_out(_held);
END $$;

-- Hold a time with all that a booking would take, or raise: a right holds once, and is not spent by it; neither is the
-- credential that a class for some takes beside it, which only has to be good. Without a right, staff hold it, who stand
-- above opening hours and quotas. A hold that ends before the notice begins can be confirmed until its last moment.
DROP FUNCTION scheduling.hold;
CREATE FUNCTION scheduling.hold(_hold bytea, _practice bytea, _schedule bytea, _class text, _start timestamptz,
                                _token bytea, _entry bytea, _expires timestamptz, _now timestamptz,
                                _credential bytea DEFAULT NULL, _key bytea DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    _staff boolean := _token IS NULL;
    _held scheduling.schedule;
    _offered scheduling.service_class;
    _lane smallint;
BEGIN
    IF NOT _staff AND _entry IS NULL THEN
        INSERT INTO scheduling.held_token AS h (token, day, held) VALUES (_token, (_now AT TIME ZONE 'UTC')::date, true)
            ON CONFLICT (token) DO UPDATE SET held = true WHERE NOT h.held;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'bound' USING ERRCODE = 'SR004';
        END IF;
    END IF;
    IF NOT _staff AND identity.is_spent(_token) THEN
        RAISE EXCEPTION 'spent' USING ERRCODE = 'SR003';
    END IF;
    SELECT * INTO _held FROM scheduling.schedule
     WHERE schedule = _schedule AND practice = coalesce(_practice, practice) AND offered
       FOR SHARE;
    SELECT * INTO _offered FROM scheduling.service_class AS c
     WHERE schedule = _held.schedule AND class = _class
           AND (_staff OR audience = 'public'
                OR EXISTS (SELECT FROM scheduling.credential_key AS k
                            WHERE k.practice = _held.practice AND k.audience = c.audience AND k.key = _key));
    IF _offered.audience <> 'public' AND EXISTS (SELECT FROM scheduling.spent_credential
                                                  WHERE practice = _held.practice AND credential = _credential) THEN
        RAISE EXCEPTION 'spent' USING ERRCODE = 'SR006';
    END IF;
    _held.notice_minutes := coalesce(_offered.notice_minutes, _held.notice_minutes);
    _held.horizon_days := coalesce(_offered.horizon_days, _held.horizon_days);
    IF _offered.minutes IS NULL OR NOT _staff AND _start < _expires + _held.notice_minutes * interval '1 minute' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    IF _offered.needs > 0 THEN
        PERFORM scheduling.lock_places(NULL, _schedule, _class, _start - _offered.before * interval '1 minute',
                                       _start + (_offered.minutes + _offered.after) * interval '1 minute');
    END IF;
    _lane := scheduling.take(_held, _start, _offered.minutes, _offered.before, _offered.after, _staff, _now,
                             _offered.layer);
    INSERT INTO scheduling.hold (hold, practice, schedule, lane, start, minutes, before, after, class, token, entry,
                                 expires, number)
    VALUES (_hold, _held.practice, _schedule, _lane, _start, _offered.minutes, _offered.before, _offered.after, _class,
            _token, _entry, _expires, _held.number);
    IF _offered.needs > 0 THEN
        PERFORM scheduling.take_resources(NULL, _schedule, _class, _start, _offered.minutes, _offered.before,
                                          _offered.after, _staff, _hold);
    END IF;
    IF _held.quotas THEN
        PERFORM scheduling.count_in(_held, _class, _start, _staff);
    END IF;
END $$;

-- End a hold of this right (or of staff) that has not run out, and give its time back; false if there is none.
CREATE OR REPLACE FUNCTION scheduling.let_go(_hold bytea, _token bytea, _now timestamptz) RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    _held scheduling.hold;
BEGIN
    SELECT * INTO _held FROM scheduling.hold
     WHERE hold = _hold AND token IS NOT DISTINCT FROM _token AND expires > _now;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM scheduling.schedule WHERE schedule = _held.schedule FOR SHARE;
    PERFORM scheduling.lock_held(ARRAY[_held]);
    PERFORM FROM scheduling.hold WHERE hold = _hold FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO scheduling.passed
    SELECT entry, _held.schedule, _held.start FROM scheduling.waiting WHERE entry = _held.entry
        ON CONFLICT DO NOTHING;
    PERFORM scheduling.end_holds(ARRAY[_held]);
    RETURN true;
END $$;

-- Everything a booking writes, in one round trip: the right, the credential where its class is not for everybody, the time,
-- the row, the statement; or nothing at all.
-- A booking by staff has no token and may use the classes kept for staff; where they say so (`_overbook`), it is put on
-- top of what is there. The class says when, where it says so. The schedule is held until the end of the transaction, so
-- that no rotation passes in between. What the hold keeps that is named (`_hold`) is let go for this booking alone; if it
-- kept this very time, it kept a place within the quotas as well, whatever staff put there meanwhile.
DROP FUNCTION scheduling.book;
CREATE FUNCTION scheduling.book(_appointment bytea, _practice bytea, _schedule bytea, _start timestamptz,
                                _minutes integer, _class text, _epoch integer, _manage bytea, _envelope bytea,
                                _self_copy bytea, _ticket bytea, _body bytea, _signature bytea,
                                _hash bytea, _token bytea, _request bytea, _now timestamptz,
                                _overbook boolean DEFAULT false, _credential bytea DEFAULT NULL,
                                _key bytea DEFAULT NULL, _hold bytea DEFAULT NULL, _holder bytea DEFAULT NULL)
    RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    _staff boolean := _token IS NULL;
    _held scheduling.schedule;
    _offered scheduling.service_class;
    _lane smallint;
    _kept boolean := EXISTS (SELECT FROM scheduling.hold AS h
                              WHERE (hold, h.schedule, h.class, h.start) = (_hold, _schedule, _class, _start));
BEGIN
    IF _staff AND EXISTS (SELECT FROM scheduling.appointment JOIN scheduling.statement AS s USING (appointment)
                           WHERE appointment = _appointment AND s.sequence = 0 AND s.body = _body) THEN
        RETURN 'replayed';
    END IF;
    IF NOT _staff AND NOT identity.spend_token(_token, _request) THEN
        RETURN 'replayed';
    END IF;
    SELECT * INTO _held FROM scheduling.schedule
     WHERE schedule = _schedule AND practice = _practice AND epoch = _epoch AND offered
       FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    SELECT * INTO _offered FROM scheduling.service_class AS c
     WHERE schedule = _schedule AND class = _class AND minutes = _minutes
           AND (_staff OR audience = 'public'
                OR EXISTS (SELECT FROM scheduling.credential_key AS k
                            WHERE k.practice = _practice AND k.audience = c.audience AND k.key = _key));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    IF NOT _staff AND _offered.audience <> 'public' THEN
        INSERT INTO scheduling.spent_credential (practice, credential, key) VALUES (_practice, _credential, _key)
            ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'spent' USING ERRCODE = 'SR006';
        END IF;
    END IF;
    IF _hold IS NOT NULL THEN
        _kept := scheduling.let_go(_hold, _holder, _now) AND _kept;
    END IF;
    _held.notice_minutes := coalesce(_offered.notice_minutes, _held.notice_minutes);
    _held.horizon_days := coalesce(_offered.horizon_days, _held.horizon_days);
    IF _overbook AND _staff THEN
        -- What is on top takes nothing: no time, no room.
        _lane := 0;
    ELSE
        IF _offered.needs > 0 THEN
            PERFORM scheduling.lock_places(NULL, _schedule, _class, _start - _offered.before * interval '1 minute',
                                           _start + (_minutes + _offered.after) * interval '1 minute');
        END IF;
        _lane := scheduling.take(_held, _start, _minutes, _offered.before, _offered.after, _staff, _now,
                                  _offered.layer);
    END IF;
    INSERT INTO scheduling.appointment (appointment, practice, schedule, number, lane, start, minutes, before, after,
                                        overbooked, class, epoch, state, sequence, last, manage, envelope, self_copy,
                                        ticket, confirm_due, remind_on, right_spent)
    VALUES (_appointment, _practice, _schedule, _held.number, _lane, _start, _minutes, _offered.before, _offered.after,
            _overbook AND _staff, _class, _epoch, 'booked', 0, _hash, _manage, _envelope, _self_copy,
            _ticket, true, scheduling.reminder_day(_held.time_zone, _start, _now), NOT _staff);
    INSERT INTO scheduling.statement VALUES (_appointment, 0, _body, _signature);
    IF _offered.needs > 0 AND NOT (_overbook AND _staff) THEN
        PERFORM scheduling.take_resources(_appointment, _schedule, _class, _start, _minutes, _offered.before,
                                          _offered.after, _staff);
    END IF;
    IF _held.quotas THEN
        PERFORM scheduling.count_in(_held, _class, _start, _staff OR _kept);
    END IF;
    PERFORM pg_notify('practice_changed', encode(_practice, 'hex'));
    RETURN 'booked';
END $$;

-- End the holds of a practice that have run out, whichever of its calendars is asked for: one may have a room that
-- another wants. Whoever let an offer pass is not made it again, and after three of them gives up the place. Says how
-- many there were.
CREATE OR REPLACE FUNCTION scheduling.sweep(_schedule bytea, _now timestamptz) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    _ended scheduling.hold[] := ARRAY(
        SELECT h FROM scheduling.hold AS h
         WHERE expires <= _now AND practice = (SELECT practice FROM scheduling.schedule WHERE schedule = _schedule));
    _held scheduling.hold;
BEGIN
    IF cardinality(_ended) = 0 THEN
        RETURN 0;
    END IF;
    PERFORM FROM scheduling.schedule
      WHERE schedule IN (SELECT schedule FROM unnest(_ended)) ORDER BY schedule FOR SHARE;
    PERFORM scheduling.lock_held(_ended);
    _ended := ARRAY(
        SELECT h FROM scheduling.hold AS h
         WHERE hold IN (SELECT hold FROM unnest(_ended)) AND expires <= _now
         ORDER BY schedule, start
           FOR UPDATE SKIP LOCKED);
    FOREACH _held IN ARRAY _ended LOOP
        INSERT INTO scheduling.passed
        SELECT entry, _held.schedule, _held.start FROM scheduling.waiting WHERE entry = _held.entry
            ON CONFLICT DO NOTHING;
        UPDATE scheduling.waiting SET missed = missed + 1, nudge_due = false WHERE entry = _held.entry;
        DELETE FROM scheduling.waiting AS w
         WHERE entry = _held.entry
           AND (missed >= 3 OR EXISTS (SELECT FROM scheduling.held_token AS h WHERE h.token = w.token AND h.offers >= 3));
    END LOOP;
    PERFORM scheduling.end_holds(_ended);
    RETURN cardinality(_ended);
END $$;

-- Holds that have a place of a calendar or of a room within a span.
CREATE FUNCTION scheduling.held_in(_schedule bytea, _from timestamptz, _until timestamptz)
    RETURNS SETOF scheduling.hold LANGUAGE sql STABLE AS $$
    SELECT * FROM scheduling.hold AS h
     WHERE (schedule = _schedule
            OR EXISTS (SELECT FROM scheduling.resource_use AS u WHERE u.hold = h.hold AND u.resource = _schedule))
           AND start - before * interval '1 minute' < _until
           AND start + (minutes + after) * interval '1 minute' > _from;
$$;

-- End what is held in a span whose days are locked; an offer that ends so does not count against its right. One that
-- somebody is ending just now is left to them, who wait for these days.
CREATE FUNCTION scheduling.end_under(_schedule bytea, _from timestamptz, _until timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    _ended scheduling.hold[] := ARRAY(
        SELECT h FROM scheduling.hold AS h
         WHERE hold IN (SELECT hold FROM scheduling.held_in(_schedule, _from, _until))
         ORDER BY schedule, start
           FOR UPDATE SKIP LOCKED);
BEGIN
    UPDATE scheduling.waiting SET nudge_due = false WHERE entry IN (SELECT entry FROM unnest(_ended));
    UPDATE scheduling.held_token SET offers = offers - 1
     WHERE token IN (SELECT token FROM unnest(_ended) WHERE entry IS NOT NULL);
    PERFORM scheduling.end_holds(_ended);
END $$;

DROP FUNCTION scheduling.free_hold;
REVOKE ALL ON FUNCTION scheduling.take_resources, scheduling.lock_held, scheduling.end_holds, scheduling.count_held_out,
    scheduling.counts_of, scheduling.hold, scheduling.book, scheduling.held_in, scheduling.end_under FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.take_resources, scheduling.lock_held, scheduling.end_holds,
    scheduling.count_held_out, scheduling.counts_of, scheduling.hold, scheduling.book, scheduling.held_in,
    scheduling.end_under TO scheduling;
