-- A visit gets another key (SPEC 7), and the counter where that is agreed: turns of meetings, for five minutes, of nobody.

CREATE TABLE scheduling.turn (
    meeting bytea CHECK (octet_length(meeting) = 16),
    place smallint CHECK (place BETWEEN 0 AND 13),
    sealed bytea NOT NULL CHECK (octet_length(sealed) IN (2077, 8221, 32797, 65565)),
    expires timestamptz NOT NULL,
    PRIMARY KEY (meeting, place)
);
GRANT SELECT, INSERT, DELETE ON scheduling.turn TO scheduling;
COMMENT ON TABLE scheduling.turn IS 'What a patient and a desk tell each other at the counter; no row names anybody.';
COMMENT ON COLUMN scheduling.turn.meeting IS 'Derived from a code that one screen showed to another.';
COMMENT ON COLUMN scheduling.turn.sealed IS 'Locked under that code.';
COMMENT ON COLUMN scheduling.turn.expires IS 'Five minutes after the patient showed the code; the same for all turns.';

-- One appointment ends and another begins in its place, at the same time in the same calendar, which is therefore never
-- free in between and whose bits do not change; nothing is written of either, or of both. `_token` is null where the desk
-- does it. `_copy` overwrites a self-copy that a code on paper still opens. The patient stands before us: there is
-- nothing to confirm.
CREATE FUNCTION scheduling.hand_over(_old bytea, _sequence integer, _previous bytea, _last_body bytea,
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
    INSERT INTO scheduling.appointment (appointment, practice, schedule, number, lane, start, minutes, class, epoch,
                                        state, sequence, last, manage, envelope, self_copy, ticket, confirm_due,
                                        remind_on)
    VALUES (_appointment, _visit.practice, _visit.schedule, _visit.number, _visit.lane, _visit.start, _visit.minutes,
            _visit.class, _epoch, 'booked', 0, _hash, _manage, _envelope, _self_copy, _ticket, false,
            scheduling.reminder_day(_held.time_zone, _visit.start, _now));
    INSERT INTO scheduling.statement VALUES (_appointment, 0, _body, _signature);
    PERFORM pg_notify('practice_changed', encode(_visit.practice, 'hex'));
    RETURN 'booked';
END $$;

REVOKE ALL ON FUNCTION scheduling.hand_over FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.hand_over TO scheduling;
