-- What frees time leaves word of it, and no more; it is offered to those who wait afterwards, day by day, each in a
-- transaction of its own. And a time that is freed is what it is: what is held or absent there stays busy.
--
-- Order of locks, which everything here keeps: schedules; days by (schedule, day, lane), all lanes of a day at once where
-- one is freed; holds; entries of a line; bounds of free times. Rows of `freed` are only ever added, so nobody waits for one.

ALTER TABLE scheduling.freed
    DROP CONSTRAINT freed_pkey,
    ADD COLUMN freed bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ADD COLUMN bits bit(300) NOT NULL DEFAULT ~(0::bit(300)),
    ADD COLUMN tx xid8 NOT NULL DEFAULT '0';
ALTER TABLE scheduling.freed ALTER COLUMN bits DROP DEFAULT, ALTER COLUMN tx DROP DEFAULT;
CREATE INDEX hold_token ON scheduling.hold (token);
CREATE INDEX freed_day ON scheduling.freed (schedule, day);
COMMENT ON TABLE scheduling.freed IS 'What became free since the lines were looked at.';
COMMENT ON COLUMN scheduling.freed.tx IS 'Who freed it may take another part of it at once.';

ALTER TABLE scheduling.held_token
    ADD COLUMN held boolean NOT NULL DEFAULT true,
    ADD COLUMN offers smallint NOT NULL DEFAULT 0;
ALTER TABLE scheduling.held_token ALTER COLUMN held DROP DEFAULT;
COMMENT ON TABLE scheduling.held_token IS 'What rights have held and were offered, for as long as they live: one hold of their own, and three offers.';

CREATE OR REPLACE FUNCTION scheduling.note_freed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    _bits bit(300);
BEGIN
    IF TG_TABLE_NAME = 'layer' THEN
        _bits := NEW.open;
        IF TG_OP = 'UPDATE' THEN
            _bits := _bits & ~OLD.open;
        END IF;
    ELSE
        _bits := NEW.open & ~NEW.busy;
        IF TG_OP = 'UPDATE' THEN
            _bits := _bits & ~(OLD.open & ~OLD.busy);
        END IF;
    END IF;
    INSERT INTO scheduling.freed (schedule, day, bits, tx)
    SELECT NEW.schedule, NEW.day, _bits, pg_current_xact_id()
      FROM scheduling.schedule AS s
     WHERE s.schedule = NEW.schedule
       AND EXISTS (SELECT FROM scheduling.waiting AS w
                    WHERE w.practice = s.practice AND NEW.schedule = ANY (w.schedules)
                      AND NEW.day BETWEEN w.first AND w.last);
    RETURN NULL;
END $$;

-- As before; what was freed a moment ago waits until the line was asked.
CREATE OR REPLACE FUNCTION scheduling.take(_schedule scheduling.schedule, _start timestamptz, _minutes integer, _before integer,
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

-- Make the days of a hold that has ended say what still stands there. All their lanes are held already.
CREATE OR REPLACE FUNCTION scheduling.free_hold(_held scheduling.hold) RETURNS void LANGUAGE sql AS $$
    UPDATE scheduling.occupancy
       SET busy = scheduling.busy_on(schedule, lane, begins, positions)
     WHERE schedule = (_held).schedule AND lane = (_held).lane
       AND day BETWEEN ((_held).start AT TIME ZONE 'UTC')::date - 2 AND ((_held).start AT TIME ZONE 'UTC')::date + 2
       AND begins < (_held).start + ((_held).minutes + (_held).after) * interval '1 minute'
       AND begins + positions * interval '5 minutes' > (_held).start - (_held).before * interval '1 minute';
$$;

-- As before; a right that was offered something may still hold a time of its own.
CREATE OR REPLACE FUNCTION scheduling.hold(_hold bytea, _practice bytea, _schedule bytea, _class text, _start timestamptz,
                                _token bytea, _entry bytea, _expires timestamptz, _now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    _held scheduling.schedule;
    _offered scheduling.service_class;
    _lane smallint;
BEGIN
    IF _token IS NOT NULL AND _entry IS NULL THEN
        INSERT INTO scheduling.held_token AS h (token, day, held) VALUES (_token, (_now AT TIME ZONE 'UTC')::date, true)
            ON CONFLICT (token) DO UPDATE SET held = true WHERE NOT h.held;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'bound' USING ERRCODE = 'SR004';
        END IF;
    END IF;
    IF _token IS NOT NULL AND identity.is_spent(_token) THEN
        RAISE EXCEPTION 'spent' USING ERRCODE = 'SR003';
    END IF;
    SELECT * INTO _held FROM scheduling.schedule
     WHERE schedule = _schedule AND practice = coalesce(_practice, practice) AND offered
       FOR SHARE;
    SELECT * INTO _offered FROM scheduling.service_class
     WHERE schedule = _held.schedule AND class = _class AND (_token IS NULL OR audience = 'public');
    _held.notice_minutes := coalesce(_offered.notice_minutes, _held.notice_minutes);
    _held.horizon_days := coalesce(_offered.horizon_days, _held.horizon_days);
    IF _offered.minutes IS NULL OR _token IS NOT NULL AND _start < _expires + _held.notice_minutes * interval '1 minute' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    _lane := scheduling.take(_held, _start, _offered.minutes, _offered.before, _offered.after, _token IS NULL, _now,
                             _offered.layer);
    INSERT INTO scheduling.hold VALUES
        (_hold, _held.practice, _schedule, _lane, _start, _offered.minutes, _offered.before, _offered.after, _class,
         _token, _entry, _expires);
END $$;

-- As before; counted against the right, of which three not taken are enough.
CREATE OR REPLACE FUNCTION scheduling.offer(_hold bytea, _entry bytea, _schedule bytea, _start timestamptz,
                                 _expires timestamptz, _now timestamptz) RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    _waiting scheduling.waiting;
BEGIN
    SELECT * INTO _waiting FROM scheduling.waiting WHERE entry = _entry FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM scheduling.hold WHERE entry = _entry) THEN
        RETURN false;
    END IF;
    IF EXISTS (SELECT FROM scheduling.held_token WHERE token = _waiting.token AND offers >= 3) THEN
        DELETE FROM scheduling.waiting WHERE entry = _entry;
        RETURN false;
    END IF;
    PERFORM scheduling.hold(_hold, _waiting.practice, _schedule, _waiting.class, _start, _waiting.token, _entry,
                            _expires, _now);
    UPDATE scheduling.waiting SET nudge_due = true WHERE entry = _entry;
    INSERT INTO scheduling.held_token AS h (token, day, held, offers)
    VALUES (_waiting.token, (_now AT TIME ZONE 'UTC')::date, false, 1)
        ON CONFLICT (token) DO UPDATE SET offers = h.offers + 1;
    RETURN true;
EXCEPTION
    WHEN SQLSTATE 'SR001' THEN
        RETURN false;
    WHEN SQLSTATE 'SR003' THEN
        -- The right was used for something else: nothing is waited for any more.
        DELETE FROM scheduling.waiting WHERE entry = _entry;
        RETURN false;
END $$;

-- As before, in the order of locks.
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
    PERFORM scheduling.lock_places(NULL, _held.schedule, NULL, _held.start - _held.before * interval '1 minute',
                                   _held.start + (_held.minutes + _held.after) * interval '1 minute');
    DELETE FROM scheduling.hold WHERE hold = _hold;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO scheduling.passed
    SELECT entry, _held.schedule, _held.start FROM scheduling.waiting WHERE entry = _held.entry
        ON CONFLICT DO NOTHING;
    PERFORM scheduling.free_hold(_held);
    RETURN true;
END $$;

-- End the holds of a calendar that have run out; whoever let an offer pass is not made it again, and after three of them
-- gives up the place. Says how many there were.
CREATE OR REPLACE FUNCTION scheduling.sweep(_schedule bytea, _now timestamptz) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    _held scheduling.hold;
    _count integer := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM scheduling.hold WHERE expires <= _now AND schedule = _schedule) THEN
        RETURN 0;
    END IF;
    PERFORM FROM scheduling.schedule WHERE schedule = _schedule FOR SHARE;
    PERFORM FROM scheduling.occupancy
      WHERE schedule = _schedule
        AND day IN (SELECT (start AT TIME ZONE 'UTC')::date + apart
                      FROM scheduling.hold, generate_series(-2, 2) AS apart
                     WHERE expires <= _now AND schedule = _schedule)
      ORDER BY day, lane FOR UPDATE;
    FOR _held IN
        SELECT * FROM scheduling.hold
         WHERE expires <= _now AND schedule = _schedule
         ORDER BY start
           FOR UPDATE SKIP LOCKED
    LOOP
        DELETE FROM scheduling.hold WHERE hold = _held.hold;
        INSERT INTO scheduling.passed
        SELECT entry, _held.schedule, _held.start FROM scheduling.waiting WHERE entry = _held.entry
            ON CONFLICT DO NOTHING;
        UPDATE scheduling.waiting SET missed = missed + 1, nudge_due = false WHERE entry = _held.entry;
        DELETE FROM scheduling.waiting AS w
         WHERE entry = _held.entry
           AND (missed >= 3 OR EXISTS (SELECT FROM scheduling.held_token AS h WHERE h.token = w.token AND h.offers >= 3));
        PERFORM scheduling.free_hold(_held);
        _count := _count + 1;
    END LOOP;
    RETURN _count;
END $$;

-- As before, for a right that was not yet offered three times.
CREATE OR REPLACE FUNCTION scheduling.wait_for(_entry bytea, _practice bytea, _schedules bytea[], _class text, _first date,
                                    _last date, _from smallint, _until smallint, _token bytea, _ticket bytea,
                                    _most integer) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    _place integer;
BEGIN
    PERFORM FROM scheduling.practice WHERE practice = _practice FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM scheduling.waiting WHERE entry = _entry AND token = _token) THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM scheduling.waiting WHERE entry = _entry OR token = _token) THEN
        RAISE EXCEPTION 'bound' USING ERRCODE = 'SR004';
    END IF;
    IF identity.is_spent(_token) THEN
        RAISE EXCEPTION 'spent' USING ERRCODE = 'SR003';
    END IF;
    -- Three offers are all that a right has in its life, however often it leaves and comes back.
    IF EXISTS (SELECT FROM scheduling.held_token WHERE token = _token AND offers >= 3) THEN
        RAISE EXCEPTION 'bound' USING ERRCODE = 'SR004';
    END IF;
    IF (SELECT count(*) FROM unnest(_schedules) AS w (schedule)
          JOIN scheduling.schedule AS s USING (schedule) JOIN scheduling.service_class AS c USING (schedule)
         WHERE s.practice = _practice AND s.offered AND c.class = _class AND c.audience = 'public')
        <> cardinality(_schedules) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    IF (SELECT count(*) FROM scheduling.waiting WHERE practice = _practice) >= _most THEN
        RAISE EXCEPTION 'full' USING ERRCODE = 'SR005';
    END IF;
    SELECT coalesce(max(place), 0) + 1 INTO _place FROM scheduling.waiting WHERE practice = _practice;
    INSERT INTO scheduling.waiting (entry, practice, schedules, class, first, last, from_minute, until_minute, place,
                                    token, ticket)
    VALUES (_entry, _practice, _schedules, _class, _first, _last, _from, _until, _place, _token, _ticket);
END $$;

GRANT UPDATE ON scheduling.held_token TO scheduling;
