-- What ends gives back all that it had, and whatever became free by it is offered to those who wait: a room or device to
-- those whose class needs one, a quota that has room again to those who want a time of its day or week.
--
-- Order of locks, which everything here keeps: schedules; days by (schedule, day, lane); holds; entries of a line; bounds
-- of free times; quotas by their key.

CREATE TABLE scheduling.freed_quota (
    schedule bytea NOT NULL REFERENCES scheduling.schedule ON DELETE CASCADE,
    class text NOT NULL,
    per text NOT NULL,
    first date NOT NULL,
    freed bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tx xid8 NOT NULL
);
CREATE INDEX freed_quota_first ON scheduling.freed_quota (schedule, first);
COMMENT ON TABLE scheduling.freed_quota IS 'Which quotas have room again since the lines were looked at.';
COMMENT ON COLUMN scheduling.freed_quota.tx IS 'Who made room may take another time in it at once.';

CREATE FUNCTION scheduling.last_day(_per text, _first date) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN _first + CASE _per WHEN 'week' THEN 6 ELSE 0 END;

-- Leave word that a quota has room again, where anybody waits for a time of its day or week.
CREATE FUNCTION scheduling.note_quota(_schedule bytea, _class text, _per text, _first date) RETURNS void
    LANGUAGE sql AS $$
    INSERT INTO scheduling.freed_quota (schedule, class, per, first, tx)
    SELECT _schedule, _class, _per, _first, pg_current_xact_id()
      FROM scheduling.schedule AS s
     WHERE s.schedule = _schedule
       AND EXISTS (SELECT FROM scheduling.waiting AS w
                    WHERE w.practice = s.practice AND _schedule = ANY (w.schedules) AND _class IN ('', w.class)
                      AND w.first <= scheduling.last_day(_per, _first) AND w.last >= _first);
$$;

CREATE FUNCTION scheduling.quota_has_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scheduling.note_quota(NEW.schedule, NEW.class, NEW.per, NEW.first)
       FROM scheduling.quota
      WHERE (schedule, class, per) = (NEW.schedule, NEW.class, NEW.per) AND NEW.visits < most AND OLD.visits >= most;
    RETURN NULL;
END $$;
CREATE TRIGGER has_room AFTER UPDATE ON scheduling.counted FOR EACH ROW WHEN (NEW.visits < OLD.visits)
    EXECUTE FUNCTION scheduling.quota_has_room();

-- Whatever frees time leaves word of it in the same transaction, where anybody waits for that calendar, or for a class of
-- another that needs that room.
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
                    WHERE w.practice = s.practice AND NEW.day BETWEEN w.first AND w.last
                      AND (NEW.schedule = ANY (w.schedules)
                           OR EXISTS (SELECT FROM scheduling.need AS n
                                       WHERE n.schedule = ANY (w.schedules) AND n.class = w.class
                                             AND n.resource = NEW.schedule)));
    RETURN NULL;
END $$;

-- One more visit of each quota that it falls under, or `refused`; the days and weeks in which `_but` lies as well are left
-- as they are. Staff may go beyond, and are counted.
DROP FUNCTION scheduling.count_in;
CREATE FUNCTION scheduling.count_in(_schedule scheduling.schedule, _class text, _start timestamptz, _beyond boolean,
                                    _but timestamptz DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    _quota scheduling.quota;
    _first date;
BEGIN
    FOR _quota IN SELECT * FROM scheduling.quota
                   WHERE schedule = _schedule.schedule AND class IN ('', _class) ORDER BY class, per LOOP
        _first := date_trunc(_quota.per, _start AT TIME ZONE _schedule.time_zone)::date;
        CONTINUE WHEN _first = date_trunc(_quota.per, _but AT TIME ZONE _schedule.time_zone)::date;
        INSERT INTO scheduling.counted AS c (schedule, class, per, first, visits)
        VALUES (_quota.schedule, _quota.class, _quota.per, _first, 1)
            ON CONFLICT (schedule, class, per, first) DO UPDATE SET visits = c.visits + 1
         WHERE _beyond OR c.visits < _quota.most;
        -- A place that another gave up a moment ago is first offered to those who wait for it.
        IF NOT FOUND OR NOT _beyond AND EXISTS (
            SELECT FROM scheduling.freed_quota
             WHERE (schedule, class, per, first) = (_quota.schedule, _quota.class, _quota.per, _first)
                   AND tx <> pg_current_xact_id()) THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
        END IF;
    END LOOP;
END $$;

-- A quota that is no longer reached opens times again, also where no bit was freed: what staff put on top has none.
DROP FUNCTION scheduling.count_out;
CREATE FUNCTION scheduling.count_out(_schedule scheduling.schedule, _class text, _start timestamptz,
                                     _but timestamptz DEFAULT NULL)
    RETURNS void LANGUAGE sql AS $$
    SELECT scheduling.may_be_sooner(ARRAY[(_schedule).schedule]);
    UPDATE scheduling.counted
       SET visits = visits - 1
     WHERE schedule = (_schedule).schedule AND class IN ('', _class)
           AND first = date_trunc(per, _start AT TIME ZONE (_schedule).time_zone)::date
           AND first IS DISTINCT FROM date_trunc(per, _but AT TIME ZONE (_schedule).time_zone)::date;
$$;

-- A visit goes from one time to another. Within a day or week of one calendar nothing rises, however full it is.
CREATE FUNCTION scheduling.count_moved(_one scheduling.schedule, _at timestamptz, _other scheduling.schedule,
                                       _then timestamptz, _class text, _beyond boolean)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    _same boolean := _one.schedule = _other.schedule;
BEGIN
    IF _one.quotas OR _other.quotas THEN
        PERFORM scheduling.lock_quotas(_one, _at, _other, _then);
        PERFORM scheduling.count_out(_one, _class, _at, CASE WHEN _same THEN _then END);
        PERFORM scheduling.count_in(_other, _class, _then, _beyond, CASE WHEN _same THEN _at END);
    END IF;
END $$;

-- Give back all that a visit has: its time, its rooms, its place within quotas. Its row is held.
CREATE FUNCTION scheduling.vacate(_visit scheduling.appointment) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    _left scheduling.schedule;
BEGIN
    SELECT * INTO _left FROM scheduling.schedule WHERE schedule = _visit.schedule FOR SHARE;
    PERFORM scheduling.lock_places(_visit, NULL, NULL, NULL, NULL);
    PERFORM scheduling.release(_visit);
    IF _left.quotas THEN
        PERFORM scheduling.count_out(_left, _visit.class, _visit.start);
    END IF;
END $$;

-- A later statement: compare-and-swap on the sequence, then free, take, or neither. `_epoch` is that of the desk key
-- that signed, or null where the patient did (the envelope keeps the epoch it was sealed for). A desk's move is worth
-- a nudge; a cancelled visit forgets its ticket. Only a desk moves a visit on top of others (`_overbook`).
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
        PERFORM scheduling.vacate(_visit);
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
        PERFORM scheduling.count_moved(_left, _visit.start, _held, _start, _visit.class, _desk);
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

-- Done again it finds nothing, which is as good: a restored backup is brought up to date by it. There the visit may
-- still be booked, and its time is given back.
CREATE OR REPLACE FUNCTION scheduling.erase(_appointment bytea) RETURNS TABLE (what text, count bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    _visit scheduling.appointment;
BEGIN
    SELECT * INTO _visit FROM scheduling.appointment WHERE appointment = _appointment FOR UPDATE;
    IF FOUND AND _visit.state <> 'cancelled' THEN
        PERFORM scheduling.vacate(_visit);
    END IF;
    RETURN QUERY
    WITH
        letters AS (DELETE FROM scheduling.letter WHERE appointment = _appointment RETURNING 1),
        notes AS (DELETE FROM scheduling.note WHERE appointment = _appointment RETURNING 1),
        filings AS (DELETE FROM scheduling.filing WHERE appointment = _appointment RETURNING 1),
        statements AS (DELETE FROM scheduling.statement WHERE appointment = _appointment RETURNING 1),
        visits AS (DELETE FROM scheduling.appointment WHERE appointment = _appointment RETURNING 1)
    SELECT 'scheduling.appointment', count(*) FROM visits
     UNION ALL SELECT 'scheduling.statement', count(*) FROM statements
     UNION ALL SELECT 'scheduling.filing', count(*) FROM filings
     UNION ALL SELECT 'scheduling.note', count(*) FROM notes
     UNION ALL SELECT 'scheduling.letter', count(*) FROM letters;
END $$;

-- Whoever waits for a class that is not for everybody has shown a credential, which every offer looks at again, and which
-- the visit spends, as any.
ALTER TABLE scheduling.waiting
    ADD COLUMN credential bytea CHECK (octet_length(credential) = 32),
    ADD COLUMN key bytea CHECK (octet_length(key) = 32);
COMMENT ON COLUMN scheduling.waiting.credential IS 'Hash of what was shown, where anything was; unspent so far.';

-- An offer to somebody who waits: a hold for the right in their entry, or nothing.
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
                            _expires, _now, _waiting.credential, _waiting.key);
    UPDATE scheduling.waiting SET nudge_due = true WHERE entry = _entry;
    INSERT INTO scheduling.held_token AS h (token, day, held, offers)
    VALUES (_waiting.token, (_now AT TIME ZONE 'UTC')::date, false, 1)
        ON CONFLICT (token) DO UPDATE SET offers = h.offers + 1;
    RETURN true;
EXCEPTION
    WHEN SQLSTATE 'SR001' THEN
        RETURN false;
    WHEN SQLSTATE 'SR003' OR SQLSTATE 'SR006' THEN
        -- The right, or the credential, was used for something else: nothing is waited for any more.
        DELETE FROM scheduling.waiting WHERE entry = _entry;
        RETURN false;
END $$;

-- Join the line of a practice behind everybody who waits there; the same entry twice is one.
DROP FUNCTION scheduling.wait_for;
CREATE FUNCTION scheduling.wait_for(_entry bytea, _practice bytea, _schedules bytea[], _class text, _first date,
                                    _last date, _from smallint, _until smallint, _token bytea, _ticket bytea,
                                    _most integer, _credential bytea DEFAULT NULL, _key bytea DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
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
    IF EXISTS (SELECT FROM scheduling.spent_credential WHERE practice = _practice AND credential = _credential) THEN
        RAISE EXCEPTION 'spent' USING ERRCODE = 'SR006';
    END IF;
    -- Three offers are all that a right has in its life, however often it leaves and comes back.
    IF EXISTS (SELECT FROM scheduling.held_token WHERE token = _token AND offers >= 3) THEN
        RAISE EXCEPTION 'bound' USING ERRCODE = 'SR004';
    END IF;
    IF (SELECT count(*) FROM unnest(_schedules) AS w (schedule)
          JOIN scheduling.schedule AS s USING (schedule) JOIN scheduling.service_class AS c USING (schedule)
         WHERE s.practice = _practice AND s.offered AND c.class = _class
               AND (c.audience = 'public'
                    OR EXISTS (SELECT FROM scheduling.credential_key AS k
                                WHERE k.practice = _practice AND k.audience = c.audience AND k.key = _key)))
        <> cardinality(_schedules) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
    END IF;
    IF (SELECT count(*) FROM scheduling.waiting WHERE practice = _practice) >= _most THEN
        RAISE EXCEPTION 'full' USING ERRCODE = 'SR005';
    END IF;
    SELECT coalesce(max(place), 0) + 1 INTO _place FROM scheduling.waiting WHERE practice = _practice;
    INSERT INTO scheduling.waiting (entry, practice, schedules, class, first, last, from_minute, until_minute, place,
                                    token, ticket, credential, key)
    VALUES (_entry, _practice, _schedules, _class, _first, _last, _from, _until, _place, _token, _ticket,
            _credential, _key);
END $$;

REVOKE ALL ON FUNCTION scheduling.last_day, scheduling.note_quota, scheduling.quota_has_room, scheduling.count_in,
    scheduling.count_out, scheduling.count_moved, scheduling.vacate, scheduling.wait_for FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.last_day, scheduling.note_quota, scheduling.quota_has_room, scheduling.count_in,
    scheduling.count_out, scheduling.count_moved, scheduling.vacate, scheduling.wait_for TO scheduling;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.freed_quota TO scheduling;
