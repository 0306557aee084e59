-- Several places at once, rooms and devices beside the person, time around a visit, quotas, windows for some classes only,
-- and what staff put on top.
--
-- Lanes: a calendar of capacity N has N rows of bits a day, and a visit keeps one of them from its beginning to its end.
-- Order of locks, which everything here keeps: schedules by their key; days by (schedule, day, lane); quotas by their key.
-- `scheduling.book` can be called many times in one statement, in the order of `schedule`, each call in a block of its
-- own: it raises SR001 (no such time), SR003 (right spent), 23P01 or 23505, and has then written nothing. A class with
-- `needs` locks days of other calendars, too: in a batch that is the one case in which two batches may meet crosswise
-- (40P01); take it alone, or try again.

ALTER TABLE scheduling.schedule
    ADD COLUMN actor text NOT NULL DEFAULT 'practitioner' CHECK (actor IN ('practitioner', 'location', 'device')),
    ADD COLUMN capacity smallint NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 200),
    ADD COLUMN quotas boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN scheduling.schedule.actor IS 'Whose time it is: a practitioner’s, a room’s or a device’s; in the latter nobody books for itself.';
COMMENT ON COLUMN scheduling.schedule.capacity IS 'How many may come at once; each in a lane of its own.';
COMMENT ON COLUMN scheduling.schedule.quotas IS 'Whether there are any, so that a booking elsewhere need not look.';

ALTER TABLE scheduling.service_class
    ADD COLUMN before smallint NOT NULL DEFAULT 0 CHECK (before >= 0 AND before % 5 = 0),
    ADD COLUMN after smallint NOT NULL DEFAULT 0 CHECK (after >= 0 AND after % 5 = 0),
    ADD COLUMN needs smallint NOT NULL DEFAULT 0,
    ADD COLUMN notice_minutes integer,
    ADD COLUMN horizon_days smallint,
    ADD COLUMN layer smallint NOT NULL DEFAULT 0;
COMMENT ON COLUMN scheduling.service_class.needs IS 'How many rooms or devices such a visit takes beside the person.';
COMMENT ON COLUMN scheduling.service_class.notice_minutes IS 'Instead of the calendar''s, where it says so; like the horizon.';
COMMENT ON COLUMN scheduling.service_class.layer IS 'Whose bits say when it is open; 0 is the whole.';

-- Windows for some classes only: who sees the same windows shares a layer of opening bits.
CREATE TABLE scheduling.layer (
    schedule bytea NOT NULL REFERENCES scheduling.schedule ON DELETE CASCADE,
    day date NOT NULL,
    layer smallint NOT NULL CHECK (layer > 0),
    open bit(300) NOT NULL,
    PRIMARY KEY (schedule, day, layer)
);
COMMENT ON TABLE scheduling.layer IS 'When a day is open for the classes of a layer; most calendars have none.';

-- When a day is open in a layer; layer 0 is the whole, and is not asked for here.
CREATE FUNCTION scheduling.open_in(_layer smallint, _schedule bytea, _day date) RETURNS bit(300)
    LANGUAGE sql STABLE
    RETURN coalesce((SELECT open FROM scheduling.layer
                      WHERE schedule = _schedule AND day = _day AND layer = _layer), 0::bit(300));

CREATE TABLE scheduling.need (
    schedule bytea,
    class text,
    need smallint,
    resource bytea REFERENCES scheduling.schedule ON DELETE CASCADE,
    PRIMARY KEY (schedule, class, need, resource),
    FOREIGN KEY (schedule, class) REFERENCES scheduling.service_class ON DELETE CASCADE
);
COMMENT ON TABLE scheduling.need IS 'Any one of these rooms or devices, for each need; no two needs of a class share one.';

CREATE TABLE scheduling.quota (
    schedule bytea REFERENCES scheduling.schedule ON DELETE CASCADE,
    class text,
    per text CHECK (per IN ('day', 'week')),
    most smallint NOT NULL CHECK (most > 0),
    PRIMARY KEY (schedule, class, per)
);
COMMENT ON COLUMN scheduling.quota.class IS 'Empty: of all classes together.';

CREATE TABLE scheduling.counted (
    schedule bytea,
    class text,
    per text,
    first date,
    visits integer NOT NULL CHECK (visits >= 0),
    PRIMARY KEY (schedule, class, per, first),
    FOREIGN KEY (schedule, class, per) REFERENCES scheduling.quota ON DELETE CASCADE
);
COMMENT ON TABLE scheduling.counted IS 'How many visits of a quota there are, from its first day on.';

-- One row of bits for each lane.
ALTER TABLE scheduling.occupancy
    ADD COLUMN lane smallint NOT NULL DEFAULT 0,
    DROP CONSTRAINT occupancy_pkey,
    ADD PRIMARY KEY (schedule, day, lane);

ALTER TABLE scheduling.appointment
    ADD COLUMN before smallint NOT NULL DEFAULT 0,
    ADD COLUMN after smallint NOT NULL DEFAULT 0,
    ADD COLUMN overbooked boolean NOT NULL DEFAULT false,
    DROP COLUMN taken;
DROP FUNCTION scheduling.span;
CREATE FUNCTION scheduling.span(number integer, lane smallint, start timestamptz, minutes smallint, before smallint,
                                after smallint) RETURNS int8range
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN int8range(
        (number::bigint << 36) + (lane::bigint << 28) + (extract(epoch FROM start) / 300)::bigint - before / 5,
        (number::bigint << 36) + (lane::bigint << 28) + (extract(epoch FROM start) / 300)::bigint + (minutes + after) / 5);
ALTER TABLE scheduling.appointment
    ADD COLUMN taken int8range
        GENERATED ALWAYS AS (scheduling.span(number, lane, start, minutes, before, after)) STORED,
    ADD CONSTRAINT no_overlap EXCLUDE USING gist (taken WITH &&) WHERE (state <> 'cancelled' AND NOT overbooked);
COMMENT ON COLUMN scheduling.appointment.before IS 'Minutes that belong to the visit before it begins; as the class said when it was booked.';
COMMENT ON COLUMN scheduling.appointment.after IS 'The same, after its end.';
COMMENT ON COLUMN scheduling.appointment.overbooked IS 'Staff put it on top of what was there: it takes no bits, and the constraint does not ask after it.';

CREATE TABLE scheduling.resource_use (
    appointment bytea REFERENCES scheduling.appointment ON DELETE CASCADE,
    need smallint,
    resource bytea NOT NULL REFERENCES scheduling.schedule,
    number integer NOT NULL,
    lane smallint NOT NULL,
    start timestamptz NOT NULL,
    minutes smallint NOT NULL,
    before smallint NOT NULL,
    after smallint NOT NULL,
    taken int8range GENERATED ALWAYS AS (scheduling.span(number, lane, start, minutes, before, after)) STORED,
    PRIMARY KEY (appointment, need),
    CONSTRAINT no_overlap_of_use EXCLUDE USING gist (taken WITH &&)
);
CREATE INDEX resource_use_start ON scheduling.resource_use (resource, start);
COMMENT ON TABLE scheduling.resource_use IS 'Rooms and devices of live visits; the row goes when the visit does, or moves.';

-- Days of a time, of its rooms and, where a visit moves, of what it leaves, all at once and in their order.
CREATE FUNCTION scheduling.lock_places(_visit scheduling.appointment, _schedule bytea, _class text, _from timestamptz,
                                       _until timestamptz) RETURNS void
    LANGUAGE sql AS $$
    SELECT FROM (
            SELECT _schedule AS schedule, _from AS "from", _until AS until
             UNION ALL
            SELECT resource, _from, _until FROM scheduling.need WHERE schedule = _schedule AND class = _class
             UNION ALL
            SELECT schedule, (_visit).start - (_visit).before * interval '1 minute',
                   (_visit).start + ((_visit).minutes + (_visit).after) * interval '1 minute'
              FROM (SELECT (_visit).schedule
                     UNION ALL
                    SELECT resource FROM scheduling.resource_use
                     WHERE appointment = (_visit).appointment) AS left_behind (schedule)) AS place
      JOIN scheduling.occupancy AS o
        ON o.schedule = place.schedule AND o.begins < place.until
           AND o.begins + o.positions * interval '5 minutes' > place."from"
           AND o.day BETWEEN (place."from" AT TIME ZONE 'UTC')::date - 1 AND (place.until AT TIME ZONE 'UTC')::date + 1
     ORDER BY o.schedule, o.day, o.lane
       FOR UPDATE OF o;
$$;
DROP FUNCTION scheduling.lock_days;

-- The first lane that is free from one instant to another, held; a rival's is looked at again once the rival is done.
CREATE FUNCTION scheduling.free_lane(_schedule bytea, _from timestamptz, _until timestamptz) RETURNS smallint
    LANGUAGE sql AS $$
    SELECT lane
      FROM (SELECT lane, bit_count(scheduling.stretch(begins, positions, _from, _until)) AS steps
              FROM scheduling.occupancy
             WHERE schedule = _schedule
                   AND day BETWEEN (_from AT TIME ZONE 'UTC')::date - 1 AND (_until AT TIME ZONE 'UTC')::date + 1
                   AND begins < _until AND begins + positions * interval '5 minutes' > _from
                   AND bit_count(busy & scheduling.stretch(begins, positions, _from, _until)) = 0
             ORDER BY day, lane
               FOR UPDATE) AS free
     GROUP BY lane HAVING sum(steps) * interval '5 minutes' = _until - _from
     ORDER BY lane LIMIT 1;
$$;

-- Take a time, or raise `refused` and leave the reason to a second look. A patient stays within opening hours, the
-- notice, the horizon and the step; staff (`_anywhere`) only out of other people's time. What lies around the visit
-- (`_before`, `_after`) need not be open. What was freed a moment ago (0032) waits until the line was asked.
DROP FUNCTION scheduling.take;
CREATE FUNCTION scheduling.take(_schedule scheduling.schedule, _start timestamptz, _minutes integer, _before integer,
                                _after integer, _anywhere boolean, _now timestamptz, _layer smallint)
    RETURNS smallint LANGUAGE plpgsql AS $$
DECLARE
    _end timestamptz := _start + _minutes * interval '1 minute';
    _from timestamptz := _start - _before * interval '1 minute';
    _until timestamptz := _end + _after * interval '1 minute';
    _taken smallint := 0;
    _covered integer;
BEGIN
    IF NOT _anywhere AND _start < _now + _schedule.notice_minutes * interval '1 minute' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    IF _schedule.capacity > 1 THEN
        _taken := scheduling.free_lane(_schedule.schedule, _from, _until);
    -- Two visits over the same midnight lock its two days in the same order.
    ELSIF (_from AT TIME ZONE _schedule.time_zone)::date <> (_until AT TIME ZONE _schedule.time_zone)::date THEN
        PERFORM scheduling.lock_places(NULL, _schedule.schedule, NULL, _from, _until);
    END IF;
    WITH touched AS (
        UPDATE scheduling.occupancy AS o
           SET busy = busy | scheduling.stretch(begins, positions, _from, _until)
         WHERE schedule = _schedule.schedule AND lane = _taken
           AND day BETWEEN (_from AT TIME ZONE 'UTC')::date - 1 AND (_until AT TIME ZONE 'UTC')::date + 1
           AND begins < _until AND begins + positions * interval '5 minutes' > _from
           AND bit_count(busy & scheduling.stretch(begins, positions, _from, _until)) = 0
           AND (_anywhere
                OR bit_count(~(CASE _layer WHEN 0 THEN open ELSE scheduling.open_in(_layer, schedule, day) END)
                             & scheduling.stretch(begins, positions, _start, _end)) = 0
                   AND (begins > _start OR begins + positions * interval '5 minutes' <= _start
                        OR day <= (_now AT TIME ZONE _schedule.time_zone)::date + _schedule.horizon_days
                           AND scheduling.since_opening(
                               CASE _layer WHEN 0 THEN open ELSE scheduling.open_in(_layer, schedule, day) END,
                               (extract(epoch FROM _start - begins) / 300)::integer) * 5 % _schedule.step = 0))
        RETURNING bit_count(scheduling.stretch(begins, positions, _from, _until)) AS steps)
    SELECT coalesce(sum(steps), 0) INTO _covered FROM touched;
    IF _covered * 5 <> _minutes + _before + _after THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    -- What another freed a moment ago is first offered to those who wait for it; whoever held the day sees it now.
    IF NOT _anywhere AND EXISTS (
        SELECT FROM scheduling.freed AS f JOIN scheduling.occupancy AS o USING (schedule, day)
         WHERE f.schedule = _schedule.schedule AND f.tx <> pg_current_xact_id()
               AND o.lane = 0 AND bit_count(f.bits & scheduling.stretch(begins, positions, _from, _until)) > 0) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    RETURN _taken;
END $$;

-- One room or device for each need of the class, or `refused`. Their days are held, with those of the person.
CREATE FUNCTION scheduling.take_resources(_appointment bytea, _schedule bytea, _class text, _start timestamptz,
                                          _minutes integer, _before integer, _after integer, _anywhere boolean)
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
        INSERT INTO scheduling.resource_use (appointment, need, resource, number, lane, start, minutes, before, after)
        VALUES (_appointment, _wanted, _found.schedule, _found.number, _found.lane, _start, _minutes, _before, _after);
    END LOOP;
END $$;

-- Give a visit's time back, and its rooms; where it has rooms, their days are held.
DROP FUNCTION scheduling.release;
CREATE FUNCTION scheduling.release(_visit scheduling.appointment) RETURNS void
    LANGUAGE sql AS $$
    WITH freed AS (
        DELETE FROM scheduling.resource_use WHERE appointment = (_visit).appointment RETURNING resource, lane),
    places (schedule, lane) AS (
        SELECT (_visit).schedule, (_visit).lane WHERE NOT (_visit).overbooked
         UNION ALL
        SELECT resource, lane FROM freed),
    span ("from", until) AS (
        SELECT (_visit).start - (_visit).before * interval '1 minute',
               (_visit).start + ((_visit).minutes + (_visit).after) * interval '1 minute')
    UPDATE scheduling.occupancy AS o
       SET busy = busy & ~scheduling.stretch(begins, positions, span."from", span.until)
      FROM places, span
     WHERE o.schedule = places.schedule AND o.lane = places.lane
       AND o.day BETWEEN (span."from" AT TIME ZONE 'UTC')::date - 1 AND (span.until AT TIME ZONE 'UTC')::date + 1
       AND begins < span.until AND begins + positions * interval '5 minutes' > span."from";
$$;

-- One more visit of each quota that it falls under, or `refused`. Staff may go beyond, and are counted.
CREATE FUNCTION scheduling.count_in(_schedule scheduling.schedule, _class text, _start timestamptz, _beyond boolean)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    _quota scheduling.quota;
BEGIN
    FOR _quota IN SELECT * FROM scheduling.quota
                   WHERE schedule = _schedule.schedule AND class IN ('', _class) ORDER BY class, per LOOP
        INSERT INTO scheduling.counted AS c (schedule, class, per, first, visits)
        VALUES (_quota.schedule, _quota.class, _quota.per,
                date_trunc(_quota.per, _start AT TIME ZONE _schedule.time_zone)::date, 1)
            ON CONFLICT (schedule, class, per, first) DO UPDATE SET visits = c.visits + 1
         WHERE _beyond OR c.visits < _quota.most;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
        END IF;
    END LOOP;
END $$;

-- A quota that is no longer reached opens times again, also where no bit was freed: what staff put on top has none.
CREATE FUNCTION scheduling.count_out(_schedule scheduling.schedule, _class text, _start timestamptz)
    RETURNS void LANGUAGE sql AS $$
    SELECT scheduling.may_be_sooner(ARRAY[(_schedule).schedule]);
    UPDATE scheduling.counted
       SET visits = visits - 1
     WHERE schedule = (_schedule).schedule AND class IN ('', _class)
           AND first = date_trunc(per, _start AT TIME ZONE (_schedule).time_zone)::date;
$$;

-- Two moves in opposite directions count in the same order.
CREATE FUNCTION scheduling.lock_quotas(_one scheduling.schedule, _at timestamptz, _other scheduling.schedule,
                                       _then timestamptz) RETURNS void
    LANGUAGE sql AS $$
    SELECT FROM scheduling.counted
     WHERE schedule = (_one).schedule AND first = date_trunc(per, _at AT TIME ZONE (_one).time_zone)::date
        OR schedule = (_other).schedule AND first = date_trunc(per, _then AT TIME ZONE (_other).time_zone)::date
     ORDER BY schedule, class, per, first
       FOR UPDATE;
$$;

-- Count the quotas of a calendar, which is held, anew.
CREATE FUNCTION scheduling.recount(_schedule bytea) RETURNS void
    LANGUAGE sql AS $$
    DELETE FROM scheduling.counted WHERE schedule = _schedule;
    INSERT INTO scheduling.counted (schedule, class, per, first, visits)
    SELECT q.schedule, q.class, q.per, date_trunc(q.per, a.start AT TIME ZONE s.time_zone)::date, count(*)
      FROM scheduling.quota AS q
      JOIN scheduling.schedule AS s USING (schedule)
      JOIN scheduling.appointment AS a
        ON a.schedule = q.schedule AND q.class IN ('', a.class) AND a.state <> 'cancelled'
     WHERE q.schedule = _schedule
     GROUP BY 1, 2, 3, 4;
$$;

-- Everything a booking writes, in one round trip: the token, the time, the row, the statement; or nothing at all.
-- A booking by staff has no token and may use the classes kept for staff; where they say so (`_overbook`), it is put on
-- top of what is there. The class says when, where it says so. The schedule is held until the end of the transaction, so that no rotation passes in between.
DROP FUNCTION scheduling.book;
CREATE FUNCTION scheduling.book(_appointment bytea, _practice bytea, _schedule bytea, _start timestamptz,
                                _minutes integer, _class text, _epoch integer, _manage bytea, _envelope bytea,
                                _self_copy bytea, _ticket bytea, _body bytea, _signature bytea,
                                _hash bytea, _token bytea, _request bytea, _now timestamptz,
                                _overbook boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    _staff boolean := _token IS NULL;
    _held scheduling.schedule;
    _offered scheduling.service_class;
    _lane smallint;
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
    SELECT * INTO _offered FROM scheduling.service_class
     WHERE schedule = _schedule AND class = _class AND minutes = _minutes AND (_staff OR audience = 'public');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
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
                                        ticket, confirm_due, remind_on)
    VALUES (_appointment, _practice, _schedule, _held.number, _lane, _start, _minutes, _offered.before, _offered.after,
            _overbook AND _staff, _class, _epoch, 'booked', 0, _hash, _manage, _envelope, _self_copy,
            _ticket, true, scheduling.reminder_day(_held.time_zone, _start, _now));
    INSERT INTO scheduling.statement VALUES (_appointment, 0, _body, _signature);
    IF _offered.needs > 0 AND NOT (_overbook AND _staff) THEN
        PERFORM scheduling.take_resources(_appointment, _schedule, _class, _start, _minutes, _offered.before,
                                          _offered.after, _staff);
    END IF;
    IF _held.quotas THEN
        PERFORM scheduling.count_in(_held, _class, _start, _staff);
    END IF;
    PERFORM pg_notify('practice_changed', encode(_practice, 'hex'));
    RETURN 'booked';
END $$;

-- A later statement: compare-and-swap on the sequence, then free, take, or neither. `_epoch` is that of the desk key
-- that signed, or null where the patient did (the envelope keeps the epoch it was sealed for). A desk's move is worth
-- a nudge; a cancelled visit forgets its ticket. Only a desk moves a visit on top of others (`_overbook`).
DROP FUNCTION scheduling.change;
CREATE FUNCTION scheduling.change(_appointment bytea, _sequence integer, _previous bytea, _state text, _schedule bytea,
                                  _start timestamptz, _epoch integer, _body bytea, _signature bytea, _hash bytea,
                                  _now timestamptz, _overbook boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    _desk boolean := _epoch IS NOT NULL;
    _over boolean := _overbook AND _desk;
    _visit scheduling.appointment;
    _left scheduling.schedule;
    _held scheduling.schedule;
    _offered scheduling.service_class;
    _needs boolean;
    _moved boolean;
    _lane smallint := 0;
BEGIN
    SELECT * INTO _visit FROM scheduling.appointment WHERE appointment = _appointment FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'out of date' USING ERRCODE = 'SR002';
    END IF;
    IF EXISTS (SELECT FROM scheduling.statement
                WHERE appointment = _appointment AND sequence = _sequence AND body = _body) THEN
        RETURN 'replayed';
    END IF;
    IF _visit.sequence + 1 <> _sequence OR _visit.last <> _previous THEN
        RAISE EXCEPTION 'out of date' USING ERRCODE = 'SR002';
    END IF;
    -- Held so that nobody rewrites the days of the calendars while their bits change here; always in the same order.
    PERFORM FROM scheduling.schedule WHERE schedule IN (_visit.schedule, _schedule) ORDER BY schedule FOR SHARE;
    SELECT * INTO _left FROM scheduling.schedule WHERE schedule = _visit.schedule;
    _moved := (_schedule, _start) <> (_visit.schedule, _visit.start);
    IF _desk OR _moved THEN
        SELECT * INTO _held FROM scheduling.schedule
         WHERE schedule = _schedule AND practice = _visit.practice AND epoch = coalesce(_epoch, epoch)
               AND (offered OR NOT _moved)
               AND (schedule = _visit.schedule
                    OR EXISTS (SELECT FROM scheduling.service_class AS c
                                WHERE c.schedule = _schedule AND class = _visit.class));
        IF NOT FOUND THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
        END IF;
    END IF;
    IF _state = 'cancelled' THEN
        IF EXISTS (SELECT FROM scheduling.resource_use WHERE appointment = _appointment) THEN
            PERFORM scheduling.lock_places(_visit, NULL, NULL, NULL, NULL);
        END IF;
        PERFORM scheduling.release(_visit);
        IF _left.quotas THEN
            PERFORM scheduling.count_out(_left, _visit.class, _visit.start);
        END IF;
    ELSIF _moved THEN
        PERFORM scheduling.lock_places(_visit, _schedule, _visit.class, _start - _visit.before * interval '1 minute',
                                       _start + (_visit.minutes + _visit.after) * interval '1 minute');
        PERFORM scheduling.release(_visit);
        IF NOT _over THEN
            -- A class that is no longer there is looked at as the whole calendar is.
            SELECT * INTO _offered FROM scheduling.service_class WHERE schedule = _schedule AND class = _visit.class;
            _held.notice_minutes := coalesce(_offered.notice_minutes, _held.notice_minutes);
            _held.horizon_days := coalesce(_offered.horizon_days, _held.horizon_days);
            _lane := scheduling.take(_held, _start, _visit.minutes, _visit.before, _visit.after, _desk, _now,
                                      coalesce(_offered.layer, 0::smallint));
            PERFORM scheduling.take_resources(_appointment, _schedule, _visit.class, _start, _visit.minutes,
                                              _visit.before, _visit.after, _desk);
        END IF;
        IF _left.quotas OR _held.quotas THEN
            PERFORM scheduling.lock_quotas(_left, _visit.start, _held, _start);
            PERFORM scheduling.count_out(_left, _visit.class, _visit.start);
            PERFORM scheduling.count_in(_held, _visit.class, _start, _desk);
        END IF;
    END IF;
    UPDATE scheduling.appointment
       SET state = _state, sequence = _sequence, last = _hash, schedule = _schedule, start = _start,
           number = CASE WHEN _moved THEN _held.number ELSE number END,
           lane = CASE WHEN _moved THEN _lane ELSE lane END,
           overbooked = CASE WHEN _moved THEN _over ELSE overbooked END,
           ticket = CASE WHEN _state <> 'cancelled' THEN ticket END,
           confirm_due = _state <> 'cancelled' AND ticket IS NOT NULL AND (confirm_due OR _moved AND _desk),
           remind_on = CASE WHEN _moved THEN scheduling.reminder_day(_held.time_zone, _start, _now)
                            WHEN _state = 'booked' THEN remind_on END
     WHERE appointment = _appointment;
    INSERT INTO scheduling.statement VALUES (_appointment, _sequence, _body, _signature);
    PERFORM pg_notify('practice_changed', encode(_visit.practice, 'hex'));
    RETURN 'changed';
END $$;

-- As before; the new visit has the old one's place, with all that belongs to it.
CREATE OR REPLACE FUNCTION scheduling.hand_over(_old bytea, _sequence integer, _previous bytea, _last_body bytea,
                                     _last_signature bytea, _last_hash bytea, _copy bytea, _appointment bytea,
                                     _epoch integer, _manage bytea, _envelope bytea, _self_copy bytea, _ticket bytea,
                                     _body bytea, _signature bytea, _hash bytea, _token bytea, _request bytea,
                                     _now timestamptz) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    _visit scheduling.appointment;
    _held scheduling.schedule;
BEGIN
    SELECT * INTO _visit FROM scheduling.appointment WHERE appointment = _old FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'out of date' USING ERRCODE = 'SR002';
    END IF;
    IF EXISTS (SELECT FROM scheduling.statement WHERE appointment = _old AND sequence = _sequence AND body = _last_body)
       AND EXISTS (SELECT FROM scheduling.statement WHERE appointment = _appointment AND sequence = 0 AND body = _body)
    THEN
        RETURN 'replayed';
    END IF;
    IF _visit.sequence + 1 <> _sequence OR _visit.last <> _previous THEN
        RAISE EXCEPTION 'out of date' USING ERRCODE = 'SR002';
    END IF;
    IF _token IS NOT NULL AND NOT identity.spend_token(_token, _request) THEN
        RAISE EXCEPTION 'out of date' USING ERRCODE = 'SR002';
    END IF;
    SELECT * INTO _held FROM scheduling.schedule WHERE schedule = _visit.schedule AND epoch = _epoch FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    UPDATE scheduling.appointment
       SET state = 'cancelled', sequence = _sequence, last = _last_hash, self_copy = coalesce(_copy, self_copy),
           ticket = NULL, confirm_due = false, remind_on = NULL
     WHERE appointment = _old;
    INSERT INTO scheduling.statement VALUES (_old, _sequence, _last_body, _last_signature);
    INSERT INTO scheduling.appointment (appointment, practice, schedule, number, lane, start, minutes, before, after,
                                        overbooked, class, epoch, state, sequence, last, manage, envelope, self_copy,
                                        ticket, confirm_due, remind_on)
    VALUES (_appointment, _visit.practice, _visit.schedule, _visit.number, _visit.lane, _visit.start, _visit.minutes,
            _visit.before, _visit.after, _visit.overbooked, _visit.class, _epoch, 'booked', 0, _hash, _manage,
            _envelope, _self_copy, _ticket, false, scheduling.reminder_day(_held.time_zone, _visit.start, _now));
    INSERT INTO scheduling.statement VALUES (_appointment, 0, _body, _signature);
    UPDATE scheduling.resource_use SET appointment = _appointment WHERE appointment = _old;
    PERFORM pg_notify('practice_changed', encode(_visit.practice, 'hex'));
    RETURN 'booked';
END $$;

-- Several bookings in one statement, and so in one commit: each as `scheduling.book` has it, and each by itself, so that
-- one that is refused takes nothing from the others. Calendars are taken in the order of their keys, as everywhere. What
-- was refused is answered by its SQLSTATE; anything else ends them all, and whoever asked tries them one by one.
CREATE FUNCTION scheduling.book_each(_appointments bytea[], _practices bytea[], _schedules bytea[],
                                     _starts timestamptz[], _minutes integer[], _classes text[], _epochs integer[],
                                     _manages bytea[], _envelopes bytea[], _self_copies bytea[], _tickets bytea[],
                                     _bodies bytea[], _signatures bytea[], _hashes bytea[], _tokens bytea[],
                                     _requests bytea[], _nows timestamptz[])
    RETURNS TABLE (place integer, outcome text)
    LANGUAGE plpgsql AS $$
BEGIN
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

-- Sealed bytes do not become shorter.
ALTER TABLE scheduling.appointment
    ALTER COLUMN envelope SET STORAGE EXTERNAL,
    ALTER COLUMN self_copy SET STORAGE EXTERNAL,
    ALTER COLUMN ticket SET STORAGE EXTERNAL;

-- A quota that has room again opens every time of its days or weeks, not just the one that came free.
CREATE TRIGGER quota_freed AFTER UPDATE ON scheduling.counted FOR EACH ROW WHEN (NEW.visits < OLD.visits)
    EXECUTE FUNCTION scheduling.time_freed();

REVOKE ALL ON FUNCTION scheduling.span, scheduling.open_in, scheduling.lock_places, scheduling.free_lane,
    scheduling.take, scheduling.take_resources, scheduling.release, scheduling.count_in, scheduling.count_out,
    scheduling.lock_quotas, scheduling.recount, scheduling.book, scheduling.book_each, scheduling.change FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.span, scheduling.open_in, scheduling.lock_places, scheduling.free_lane,
    scheduling.take, scheduling.take_resources, scheduling.release, scheduling.count_in, scheduling.count_out,
    scheduling.lock_quotas, scheduling.recount, scheduling.book, scheduling.book_each, scheduling.change TO scheduling;
GRANT SELECT, INSERT, DELETE ON scheduling.need TO scheduling;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.quota, scheduling.counted, scheduling.resource_use, scheduling.layer
    TO scheduling;
