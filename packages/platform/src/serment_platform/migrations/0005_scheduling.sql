-- The scheduling room: opening hours as bits, appointments as sealed rows. Rows that concern a person carry no time
-- but that of the visit itself, a day at most, and neither account nor session.

CREATE SCHEMA scheduling;

CREATE TABLE scheduling.practice (
    practice bytea PRIMARY KEY,
    epoch integer NOT NULL,
    revision integer NOT NULL
);
COMMENT ON TABLE scheduling.practice IS 'The publication whose rules are expanded here.';

CREATE TABLE scheduling.schedule (
    schedule bytea PRIMARY KEY,
    number integer GENERATED ALWAYS AS IDENTITY UNIQUE CHECK (number < 134217728),
    practice bytea NOT NULL,
    practitioner bytea NOT NULL,
    epoch integer NOT NULL,
    time_zone text NOT NULL,
    step smallint NOT NULL CHECK (step > 0 AND step % 5 = 0),
    notice_minutes integer NOT NULL,
    horizon_days smallint NOT NULL,
    rules jsonb NOT NULL,
    offered boolean NOT NULL
);
CREATE INDEX schedule_practice ON scheduling.schedule (practice);
COMMENT ON COLUMN scheduling.schedule.number IS 'Stands for the schedule in the range of the exclusion constraint.';
COMMENT ON COLUMN scheduling.schedule.epoch IS 'Booking reads it under a lock, so that booking and rotation cannot race.';
COMMENT ON COLUMN scheduling.schedule.offered IS 'False once a publication no longer has it; its visits stay.';

CREATE TABLE scheduling.service_class (
    schedule bytea NOT NULL REFERENCES scheduling.schedule ON DELETE CASCADE,
    class text NOT NULL,
    minutes smallint NOT NULL CHECK (minutes > 0 AND minutes % 5 = 0),
    channel text NOT NULL,
    audience text NOT NULL,
    PRIMARY KEY (schedule, class)
);

CREATE TABLE scheduling.occupancy (
    schedule bytea NOT NULL REFERENCES scheduling.schedule ON DELETE CASCADE,
    day date NOT NULL,
    begins timestamptz NOT NULL,
    positions smallint NOT NULL CHECK (positions <= 300),
    open bit(300) NOT NULL,
    busy bit(300) NOT NULL,
    PRIMARY KEY (schedule, day)
) WITH (fillfactor = 70);
COMMENT ON TABLE scheduling.occupancy IS 'One local day in steps of five minutes of elapsed time since local midnight.';

-- A schedule, a lane and a stretch of five-minute steps since 1970 as one range of integers: with it the database
-- refuses overlaps without any extension. Only to_timestamp's inverse is used, which depends on no setting.
CREATE FUNCTION scheduling.span(number integer, lane smallint, start timestamptz, minutes smallint) RETURNS int8range
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN int8range(
        (number::bigint << 36) + (lane::bigint << 28) + (extract(epoch FROM start) / 300)::bigint,
        (number::bigint << 36) + (lane::bigint << 28) + (extract(epoch FROM start) / 300)::bigint + minutes / 5);

CREATE TABLE scheduling.appointment (
    appointment bytea PRIMARY KEY CHECK (octet_length(appointment) = 32),
    practice bytea NOT NULL,
    schedule bytea NOT NULL REFERENCES scheduling.schedule,
    number integer NOT NULL,
    lane smallint NOT NULL DEFAULT 0 CHECK (lane BETWEEN 0 AND 255),
    start timestamptz NOT NULL CHECK (extract(epoch FROM start) % 300 = 0),
    minutes smallint NOT NULL CHECK (minutes > 0 AND minutes % 5 = 0),
    class text NOT NULL,
    epoch integer NOT NULL,
    state text NOT NULL CHECK (state IN ('booked', 'arrived', 'fulfilled', 'noshow', 'cancelled')),
    sequence integer NOT NULL,
    last bytea NOT NULL,
    manage bytea NOT NULL,
    envelope bytea NOT NULL,
    self_copy bytea NOT NULL,
    ticket bytea,
    confirm_due boolean NOT NULL,
    remind_on date,
    taken int8range GENERATED ALWAYS AS (scheduling.span(number, lane, start, minutes)) STORED,
    CONSTRAINT no_overlap EXCLUDE USING gist (taken WITH &&) WHERE (state <> 'cancelled')
);
CREATE INDEX appointment_practice_start ON scheduling.appointment (practice, start);
CREATE INDEX appointment_schedule_start ON scheduling.appointment (schedule, start);
CREATE INDEX appointment_confirm ON scheduling.appointment (appointment) WHERE confirm_due;
CREATE INDEX appointment_remind ON scheduling.appointment (remind_on) WHERE remind_on IS NOT NULL;

CREATE TABLE scheduling.statement (
    appointment bytea NOT NULL REFERENCES scheduling.appointment ON DELETE CASCADE,
    sequence integer NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (appointment, sequence)
);

CREATE TABLE scheduling.filing (
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

CREATE TABLE scheduling.absence (
    absence bytea PRIMARY KEY,
    practice bytea NOT NULL,
    schedule bytea NOT NULL REFERENCES scheduling.schedule,
    start timestamptz NOT NULL,
    until timestamptz NOT NULL CHECK (until > start),
    epoch integer NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX absence_schedule ON scheduling.absence (schedule, start);

-- Which positions of a day lie between two instants.
CREATE FUNCTION scheduling.stretch(begins timestamptz, positions smallint, start timestamptz, until timestamptz)
    RETURNS bit(300) LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN repeat('1', greatest(0, (extract(epoch FROM least(until, begins + positions * interval '5 minutes')
                                                       - greatest(start, begins)) / 300)::integer))::bit(300)
        >> greatest(0, (extract(epoch FROM start - begins) / 300)::integer);

-- How many positions after the beginning of its stretch of opening a position lies, counted in its own day.
CREATE FUNCTION scheduling.since_opening(open bit(300), place integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN place - length(rtrim(left(open::text, place), '1'));

-- What must be busy on a day, from the visits and absences themselves.
CREATE FUNCTION scheduling.busy_on(_schedule bytea, _begins timestamptz, _positions smallint) RETURNS bit(300)
    LANGUAGE sql STABLE
    RETURN coalesce((
        SELECT bit_or(scheduling.stretch(_begins, _positions, stay.start, stay.until))
          FROM (SELECT start, start + minutes * interval '1 minute' AS until FROM scheduling.appointment
                 WHERE schedule = _schedule AND state <> 'cancelled' AND start > _begins - interval '8 hours'
                 UNION ALL
                SELECT start, until FROM scheduling.absence WHERE schedule = _schedule) AS stay
         WHERE stay.start < _begins + _positions * interval '5 minutes' AND stay.until > _begins), 0::bit(300));

-- Take a time, or raise `refused` and leave the reason to a second look. A patient stays within opening hours, the
-- notice, the horizon and the step; staff (`_anywhere`) only out of other people's time.
CREATE FUNCTION scheduling.take(_schedule scheduling.schedule, _start timestamptz, _minutes integer,
                                _anywhere boolean, _now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    _until timestamptz := _start + _minutes * interval '1 minute';
    _covered integer;
BEGIN
    IF NOT _anywhere AND _start < _now + _schedule.notice_minutes * interval '1 minute' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    -- Two visits over the same midnight lock its two days in the same order.
    IF (_start AT TIME ZONE _schedule.time_zone)::date <> (_until AT TIME ZONE _schedule.time_zone)::date THEN
        PERFORM scheduling.lock_days(_schedule.schedule, _start, _schedule.schedule, _start);
    END IF;
    WITH touched AS (
        UPDATE scheduling.occupancy AS o
           SET busy = busy | scheduling.stretch(begins, positions, _start, _until)
         WHERE schedule = _schedule.schedule
           AND day BETWEEN (_start AT TIME ZONE 'UTC')::date - 1 AND (_until AT TIME ZONE 'UTC')::date + 1
           AND begins < _until AND begins + positions * interval '5 minutes' > _start
           AND bit_count(busy & scheduling.stretch(begins, positions, _start, _until)) = 0
           AND (_anywhere
                OR bit_count(~open & scheduling.stretch(begins, positions, _start, _until)) = 0
                   AND (begins > _start
                        OR day <= (_now AT TIME ZONE _schedule.time_zone)::date + _schedule.horizon_days
                           AND scheduling.since_opening(open, (extract(epoch FROM _start - begins) / 300)::integer)
                               * 5 % _schedule.step = 0))
        RETURNING bit_count(scheduling.stretch(begins, positions, _start, _until)) AS steps)
    SELECT coalesce(sum(steps), 0) INTO _covered FROM touched;
    IF _covered * 5 <> _minutes THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
END $$;

CREATE FUNCTION scheduling.release(_schedule bytea, _start timestamptz, _minutes integer) RETURNS void
    LANGUAGE sql AS $$
    UPDATE scheduling.occupancy
       SET busy = busy & ~scheduling.stretch(begins, positions, _start, _start + _minutes * interval '1 minute')
     WHERE schedule = _schedule
       AND day BETWEEN (_start AT TIME ZONE 'UTC')::date - 1 AND (_start AT TIME ZONE 'UTC')::date + 2
       AND begins < _start + _minutes * interval '1 minute' AND begins + positions * interval '5 minutes' > _start;
$$;

-- The day before the visit, unless that is today or past: then the confirmation is reminder enough.
CREATE FUNCTION scheduling.reminder_day(_zone text, _start timestamptz, _now timestamptz) RETURNS date
    LANGUAGE sql STABLE
    RETURN nullif(greatest((_start AT TIME ZONE _zone)::date - 1, (_now AT TIME ZONE _zone)::date),
                  (_now AT TIME ZONE _zone)::date);

-- Everything a booking writes, in one round trip: the token, the time, the row, the statement; or nothing at all.
-- A booking by staff has no token and may use the classes kept for staff. The schedule is held until the end of the
-- transaction, so that no rotation passes in between.
CREATE FUNCTION scheduling.book(_appointment bytea, _practice bytea, _schedule bytea, _start timestamptz,
                                _minutes integer, _class text, _epoch integer, _manage bytea, _envelope bytea,
                                _self_copy bytea, _ticket bytea, _body bytea, _signature bytea,
                                _hash bytea, _token bytea, _request bytea, _now timestamptz) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    _staff boolean := _token IS NULL;
    _held scheduling.schedule;
BEGIN
    IF _staff AND EXISTS (SELECT FROM scheduling.appointment JOIN scheduling.statement AS s USING (appointment)
                           WHERE appointment = _appointment AND s.sequence = 0 AND s.body = _body) THEN
        RETURN 'replayed';
    END IF;
    IF NOT _staff AND NOT identity.spend_token(_token, _request) THEN
        RETURN 'replayed';
    END IF;
    SELECT * INTO _held FROM scheduling.schedule AS s
     WHERE schedule = _schedule AND practice = _practice AND epoch = _epoch AND offered
           AND EXISTS (SELECT FROM scheduling.service_class AS c
                        WHERE c.schedule = s.schedule AND class = _class AND minutes = _minutes
                              AND (_staff OR audience = 'public'))
       FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    PERFORM scheduling.take(_held, _start, _minutes, _staff, _now);
    INSERT INTO scheduling.appointment (appointment, practice, schedule, number, start, minutes, class, epoch, state,
                                        sequence, last, manage, envelope, self_copy, ticket, confirm_due, remind_on)
    VALUES (_appointment, _practice, _schedule, _held.number, _start, _minutes, _class, _epoch, 'booked',
            0, _hash, _manage, _envelope, _self_copy, _ticket, true,
            scheduling.reminder_day(_held.time_zone, _start, _now));
    INSERT INTO scheduling.statement VALUES (_appointment, 0, _body, _signature);
    PERFORM pg_notify('practice_changed', encode(_practice, 'hex'));
    RETURN 'booked';
END $$;

-- A later statement: compare-and-swap on the sequence, then free, take, or neither. `_epoch` is that of the desk key
-- that signed, or null where the patient did (the envelope keeps the epoch it was sealed for). A desk's move is worth
-- a nudge; a cancelled visit forgets its ticket.
CREATE FUNCTION scheduling.change(_appointment bytea, _sequence integer, _previous bytea, _state text, _schedule bytea,
                                  _start timestamptz, _epoch integer, _body bytea, _signature bytea, _hash bytea,
                                  _now timestamptz) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    _visit scheduling.appointment;
    _held scheduling.schedule;
    _moved boolean;
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
    _moved := (_schedule, _start) <> (_visit.schedule, _visit.start);
    IF _epoch IS NOT NULL OR _moved THEN
        SELECT * INTO _held FROM scheduling.schedule
         WHERE schedule = _schedule AND practice = _visit.practice AND epoch = coalesce(_epoch, epoch)
               AND (offered OR NOT _moved)
               AND (schedule = _visit.schedule
                    OR EXISTS (SELECT FROM scheduling.service_class AS c
                                WHERE c.schedule = _schedule AND class = _visit.class))
           FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
        END IF;
    END IF;
    IF _state = 'cancelled' THEN
        PERFORM scheduling.release(_visit.schedule, _visit.start, _visit.minutes);
    ELSIF _moved THEN
        PERFORM scheduling.lock_days(_visit.schedule, _visit.start, _schedule, _start);
        PERFORM scheduling.release(_visit.schedule, _visit.start, _visit.minutes);
        PERFORM scheduling.take(_held, _start, _visit.minutes, _epoch IS NOT NULL, _now);
    END IF;
    UPDATE scheduling.appointment
       SET state = _state, sequence = _sequence, last = _hash, schedule = _schedule, start = _start,
           number = CASE WHEN _moved THEN _held.number ELSE number END,
           ticket = CASE WHEN _state <> 'cancelled' THEN ticket END,
           confirm_due = _state <> 'cancelled' AND ticket IS NOT NULL AND (confirm_due OR _moved AND _epoch IS NOT NULL),
           remind_on = CASE WHEN _moved THEN scheduling.reminder_day(_held.time_zone, _start, _now)
                            WHEN _state = 'booked' THEN remind_on END
     WHERE appointment = _appointment;
    INSERT INTO scheduling.statement VALUES (_appointment, _sequence, _body, _signature);
    PERFORM pg_notify('practice_changed', encode(_visit.practice, 'hex'));
    RETURN 'changed';
END $$;

-- Two moves in opposite directions lock their days in the same order.
CREATE FUNCTION scheduling.lock_days(_one bytea, _at timestamptz, _other bytea, _then timestamptz) RETURNS void
    LANGUAGE sql AS $$
    SELECT FROM scheduling.occupancy
     WHERE schedule = _one AND day BETWEEN (_at AT TIME ZONE 'UTC')::date - 1 AND (_at AT TIME ZONE 'UTC')::date + 2
        OR schedule = _other AND day BETWEEN (_then AT TIME ZONE 'UTC')::date - 1 AND (_then AT TIME ZONE 'UTC')::date + 2
     ORDER BY schedule, day
       FOR UPDATE;
$$;

-- Run every night, so that the order of rows tells nothing of the order of events. One table at a time, each in its
-- own transaction, waits for nobody who waits for it.
CREATE FUNCTION scheduling.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF _table NOT IN ('appointment', 'statement', 'filing', 'absence') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER scheduling.%I USING %I', _table, _table || '_pkey');
END $$;

CREATE FUNCTION scheduling.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM scheduling.rewrite(name) FROM unnest(ARRAY['appointment', 'statement', 'filing', 'absence']) AS name;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA scheduling FROM PUBLIC;
GRANT USAGE ON SCHEMA scheduling TO scheduling;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA scheduling TO scheduling;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.practice, scheduling.schedule, scheduling.appointment TO scheduling;
GRANT SELECT, INSERT, DELETE ON scheduling.service_class, scheduling.absence TO scheduling;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.occupancy TO scheduling;
GRANT SELECT, INSERT ON scheduling.statement TO scheduling;
GRANT SELECT, INSERT, UPDATE ON scheduling.filing TO scheduling;
