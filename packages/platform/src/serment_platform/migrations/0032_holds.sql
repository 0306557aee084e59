-- Times held for some minutes, and lines of people who wait for one. No row names an account or a session.
--
-- What frees time leaves word of it, and no more; it is offered to those who wait afterwards, day by day, each in a
-- transaction of its own. And a time that is freed is what it is: what is held or absent there stays busy.
--
-- Order of locks, which everything here keeps: schedules; days by (schedule, day, lane), all lanes of a day at once where
-- one is freed; holds; entries of a line; bounds of free times. Rows of `freed` are only ever added, so nobody waits for one.

CREATE TABLE scheduling.hold (
    hold bytea PRIMARY KEY CHECK (octet_length(hold) = 16),
    practice bytea NOT NULL,
    schedule bytea NOT NULL REFERENCES scheduling.schedule ON DELETE CASCADE,
    lane smallint NOT NULL,
    start timestamptz NOT NULL,
    minutes smallint NOT NULL,
    before smallint NOT NULL,
    after smallint NOT NULL,
    class text NOT NULL,
    token bytea,
    entry bytea,
    expires timestamptz NOT NULL
);
CREATE INDEX hold_schedule ON scheduling.hold (schedule, start);
CREATE INDEX hold_expires ON scheduling.hold (expires);
CREATE INDEX hold_token ON scheduling.hold (token);
COMMENT ON COLUMN scheduling.hold.token IS 'Hash of the right that will book it; empty where staff hold it.';
COMMENT ON COLUMN scheduling.hold.entry IS 'Of whose line it is an offer; empty where somebody holds it of their own.';

CREATE TABLE scheduling.held_token (
    token bytea PRIMARY KEY,
    day date NOT NULL,
    held boolean NOT NULL,
    offers smallint NOT NULL DEFAULT 0
);
COMMENT ON TABLE scheduling.held_token IS 'What rights have held and were offered, for as long as they live: one hold of their own, and three offers.';

CREATE TABLE scheduling.waiting (
    entry bytea PRIMARY KEY CHECK (octet_length(entry) = 32),
    practice bytea NOT NULL,
    schedules bytea[] NOT NULL,
    class text NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    from_minute smallint NOT NULL CHECK (from_minute BETWEEN 0 AND 1440),
    until_minute smallint NOT NULL CHECK (until_minute BETWEEN 0 AND 1440),
    place integer NOT NULL,
    token bytea NOT NULL UNIQUE,
    ticket bytea NOT NULL,
    nudge_due boolean NOT NULL DEFAULT false,
    missed smallint NOT NULL DEFAULT 0
);
CREATE INDEX waiting_practice ON scheduling.waiting (practice, place);
CREATE INDEX waiting_last ON scheduling.waiting (last);
CREATE INDEX waiting_nudge ON scheduling.waiting (entry) WHERE nudge_due;
COMMENT ON COLUMN scheduling.waiting.place IS 'Counted within the practice: who comes first is offered first.';

CREATE TABLE scheduling.passed (
    entry bytea NOT NULL REFERENCES scheduling.waiting ON DELETE CASCADE,
    schedule bytea NOT NULL,
    start timestamptz NOT NULL,
    PRIMARY KEY (entry, schedule, start)
);
COMMENT ON TABLE scheduling.passed IS 'Offers that were not taken in time; they are not made again.';

CREATE TABLE scheduling.freed (
    schedule bytea NOT NULL REFERENCES scheduling.schedule ON DELETE CASCADE,
    day date NOT NULL,
    freed bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bits bit(300) NOT NULL,
    tx xid8 NOT NULL
);
CREATE INDEX freed_day ON scheduling.freed (schedule, day);
COMMENT ON TABLE scheduling.freed IS 'What became free since the lines were looked at.';
COMMENT ON COLUMN scheduling.freed.tx IS 'Who freed it may take another part of it at once.';

-- Whatever frees time leaves word of it in the same transaction, where anybody waits for that calendar.
CREATE FUNCTION scheduling.note_freed() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER freed AFTER UPDATE OF open, busy ON scheduling.occupancy FOR EACH ROW
    WHEN (bit_count(NEW.open & ~NEW.busy & ~(OLD.open & ~OLD.busy)) > 0)
    EXECUTE FUNCTION scheduling.note_freed();
CREATE TRIGGER opened AFTER INSERT ON scheduling.occupancy FOR EACH ROW
    WHEN (bit_count(NEW.open & ~NEW.busy) > 0)
    EXECUTE FUNCTION scheduling.note_freed();

CREATE TRIGGER freed AFTER UPDATE OF open ON scheduling.layer FOR EACH ROW
    WHEN (bit_count(NEW.open & ~OLD.open) > 0)
    EXECUTE FUNCTION scheduling.note_freed();
CREATE TRIGGER opened AFTER INSERT ON scheduling.layer FOR EACH ROW
    EXECUTE FUNCTION scheduling.note_freed();

-- What must be busy in a lane of a day, from visits, rooms in use, holds and absences themselves. An absence is of all
-- lanes. Held time is busy like a visit's. A room that the visit would need is not held: booking decides.
DROP FUNCTION scheduling.busy_on;
CREATE FUNCTION scheduling.busy_on(_schedule bytea, _lane smallint, _begins timestamptz, _positions smallint)
    RETURNS bit(300) LANGUAGE sql STABLE
    RETURN coalesce((
        SELECT bit_or(scheduling.stretch(_begins, _positions, stay.start, stay.until))
          FROM (SELECT start - before * interval '1 minute' AS start,
                       start + (minutes + after) * interval '1 minute' AS until
                  FROM scheduling.appointment
                 WHERE schedule = _schedule AND lane = _lane AND state <> 'cancelled' AND NOT overbooked
                       AND start > _begins - interval '1 day' AND start < _begins + interval '2 days'
                 UNION ALL
                SELECT start - before * interval '1 minute', start + (minutes + after) * interval '1 minute'
                  FROM scheduling.resource_use
                 WHERE resource = _schedule AND lane = _lane
                       AND start > _begins - interval '1 day' AND start < _begins + interval '2 days'
                 UNION ALL
                SELECT start - before * interval '1 minute', start + (minutes + after) * interval '1 minute'
                  FROM scheduling.hold WHERE schedule = _schedule AND lane = _lane
                 UNION ALL
                SELECT start, until FROM scheduling.absence WHERE schedule = _schedule) AS stay
         WHERE stay.start < _begins + _positions * interval '5 minutes' AND stay.until > _begins), 0::bit(300));

-- Make the days of a hold that has ended say what still stands there. All their lanes are held already.
CREATE FUNCTION scheduling.free_hold(_held scheduling.hold) RETURNS void LANGUAGE sql AS $$
    UPDATE scheduling.occupancy
       SET busy = scheduling.busy_on(schedule, lane, begins, positions)
     WHERE schedule = (_held).schedule AND lane = (_held).lane
       AND day BETWEEN ((_held).start AT TIME ZONE 'UTC')::date - 2 AND ((_held).start AT TIME ZONE 'UTC')::date + 2
       AND begins < (_held).start + ((_held).minutes + (_held).after) * interval '1 minute'
       AND begins + positions * interval '5 minutes' > (_held).start - (_held).before * interval '1 minute';
$$;

CREATE FUNCTION identity.is_spent(_hash bytea) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    RETURN EXISTS (SELECT FROM identity.spent_token WHERE token_hash = _hash);
REVOKE ALL ON FUNCTION identity.is_spent FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.is_spent TO scheduling;

-- Hold a time, or raise: a right holds once, and is not spent by it. Without a right, staff hold it, who stand above
-- opening hours. A hold that ends before the notice begins can be confirmed until its last moment.
CREATE FUNCTION scheduling.hold(_hold bytea, _practice bytea, _schedule bytea, _class text, _start timestamptz,
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

-- An offer to somebody who waits: a hold for the right in their entry, or nothing.
CREATE FUNCTION scheduling.offer(_hold bytea, _entry bytea, _schedule bytea, _start timestamptz,
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

-- End a hold of this right (or of staff) that has not run out, and give its time back; false if there is none.
CREATE FUNCTION scheduling.let_go(_hold bytea, _token bytea, _now timestamptz) RETURNS boolean
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

-- End the holds that have run out, of one calendar or of all; whoever let an offer pass is not made it again, and
-- after three of them gives up the place. Says how many there were.
CREATE FUNCTION scheduling.sweep(_schedule bytea, _now timestamptz) RETURNS integer
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

-- Join the line of a practice behind everybody who waits there; the same entry twice is one.
CREATE FUNCTION scheduling.wait_for(_entry bytea, _practice bytea, _schedules bytea[], _class text, _first date,
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

REVOKE ALL ON FUNCTION scheduling.busy_on, scheduling.free_hold, scheduling.note_freed, scheduling.hold, scheduling.offer, scheduling.let_go, scheduling.sweep,
    scheduling.wait_for FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.busy_on, scheduling.free_hold, scheduling.note_freed, scheduling.hold, scheduling.offer, scheduling.let_go,
    scheduling.sweep, scheduling.wait_for TO scheduling;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.hold, scheduling.waiting TO scheduling;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.held_token TO scheduling;
GRANT SELECT, INSERT, DELETE ON scheduling.passed TO scheduling;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.freed TO scheduling;
