-- A right that comes back after a visit was cancelled in time, and visits for those whom a practice knows.
--
-- Whether a right was spent on a visit, and whether one is due, stands in its row; what was asked for, as a hash alone.
-- Credentials are the practice's own word for somebody, blindly given: which are spent is all that is kept.

ALTER TABLE scheduling.appointment
    ADD COLUMN right_spent boolean NOT NULL DEFAULT false,
    ADD COLUMN right_back bytea CHECK (octet_length(right_back) IN (0, 32));
COMMENT ON COLUMN scheduling.appointment.right_back IS
    'Empty: one is due. Else the hash of what it was given back for, so that the same again is answered alike.';

CREATE TABLE scheduling.credential_key (
    practice bytea NOT NULL,
    audience text NOT NULL CHECK (audience IN ('known', 'colleagues')),
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    modulus bytea NOT NULL CHECK (octet_length(modulus) = 256),
    PRIMARY KEY (practice, audience)
);
COMMENT ON TABLE scheduling.credential_key IS 'By which a practice says whom it knows, as it publishes it.';

CREATE TABLE scheduling.spent_credential (
    practice bytea NOT NULL,
    credential bytea NOT NULL CHECK (octet_length(credential) = 32),
    key bytea NOT NULL,
    PRIMARY KEY (practice, credential)
);
COMMENT ON TABLE scheduling.spent_credential IS 'Goes with its key, when the practice has another.';

-- Everything a booking writes, in one round trip: the right, the credential where its class is not for everybody, the time,
-- the row, the statement; or nothing at all.
-- A booking by staff has no token and may use the classes kept for staff; where they say so (`_overbook`), it is put on
-- top of what is there. The class says when, where it says so. The schedule is held until the end of the transaction, so that no rotation passes in between.
DROP FUNCTION scheduling.book;
CREATE FUNCTION scheduling.book(_appointment bytea, _practice bytea, _schedule bytea, _start timestamptz,
                                _minutes integer, _class text, _epoch integer, _manage bytea, _envelope bytea,
                                _self_copy bytea, _ticket bytea, _body bytea, _signature bytea,
                                _hash bytea, _token bytea, _request bytea, _now timestamptz,
                                _overbook boolean DEFAULT false, _credential bytea DEFAULT NULL,
                                _key bytea DEFAULT NULL) RETURNS text
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
        PERFORM scheduling.count_in(_held, _class, _start, _staff);
    END IF;
    PERFORM pg_notify('practice_changed', encode(_practice, 'hex'));
    RETURN 'booked';
END $$;

CREATE OR REPLACE FUNCTION scheduling.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF _table NOT IN ('appointment', 'statement', 'filing', 'note', 'letter', 'absence', 'hold', 'held_token',
                      'waiting', 'passed', 'erased', 'mailbox', 'spent_credential') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER scheduling.%I USING %I', _table, _table || '_pkey');
END $$;

CREATE OR REPLACE FUNCTION scheduling.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM scheduling.rewrite(name)
       FROM unnest(ARRAY['appointment', 'statement', 'filing', 'note', 'letter', 'absence', 'hold', 'held_token',
                         'waiting', 'passed', 'erased', 'mailbox', 'spent_credential']) AS name;
END $$;

REVOKE ALL ON FUNCTION scheduling.book FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.book TO scheduling;
GRANT SELECT, INSERT, DELETE ON scheduling.credential_key, scheduling.spent_credential TO scheduling;
