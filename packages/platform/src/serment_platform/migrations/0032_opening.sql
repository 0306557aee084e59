-- Windows for some classes only: who sees the same windows shares a layer of opening bits. And what a class says
-- instead of its calendar.

ALTER TABLE scheduling.service_class
    ADD COLUMN notice_minutes integer,
    ADD COLUMN horizon_days smallint,
    ADD COLUMN layer smallint NOT NULL DEFAULT 0;
COMMENT ON COLUMN scheduling.service_class.notice_minutes IS 'Instead of the calendar''s, where it says so; like the horizon.';
COMMENT ON COLUMN scheduling.service_class.layer IS 'Whose bits say when it is open; 0 is the whole.';

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

-- As before, and in a layer.
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
    RETURN _taken;
END $$;

-- As before; the class says when.
CREATE OR REPLACE FUNCTION scheduling.book(_appointment bytea, _practice bytea, _schedule bytea, _start timestamptz,
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

-- As before; the class says when.
CREATE OR REPLACE FUNCTION scheduling.change(_appointment bytea, _sequence integer, _previous bytea, _state text, _schedule bytea,
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

REVOKE ALL ON FUNCTION scheduling.open_in, scheduling.take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.open_in, scheduling.take TO scheduling;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.layer TO scheduling;
