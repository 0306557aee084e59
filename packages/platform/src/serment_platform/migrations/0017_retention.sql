-- How long visits are kept, where a practice chose, and on which day each job was last done.

CREATE TABLE scheduling.kept (
    practice bytea PRIMARY KEY REFERENCES scheduling.practice ON DELETE CASCADE,
    months smallint NOT NULL CHECK (months BETWEEN 3 AND 60)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduling.kept TO scheduling;

-- What still has its envelope, oldest visit first; and whatever is older than any care record.
CREATE INDEX appointment_sealed ON scheduling.appointment (start) WHERE octet_length(envelope) > 0;
CREATE INDEX appointment_start ON scheduling.appointment (start);

-- Whether what was kept for so long, unless the practice chose otherwise, was over then.
CREATE FUNCTION scheduling.is_over(_practice bytea, _ended timestamptz, _before timestamptz, _months integer)
    RETURNS boolean LANGUAGE sql STABLE
    RETURN _ended < _before - make_interval(months => coalesce(
        (SELECT months FROM scheduling.kept WHERE practice = _practice), _months));

-- A visit that took place, or may have, of which something was filed; or one with a clinical note.
CREATE FUNCTION scheduling.is_care(_appointment bytea, _state text) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM scheduling.note WHERE appointment = _appointment)
        OR _state NOT IN ('cancelled', 'noshow')
           AND EXISTS (SELECT FROM scheduling.filing WHERE appointment = _appointment);

-- A visit that goes: nothing of it is care. Its envelope is emptied otherwise, once a filing says who it was.
CREATE FUNCTION scheduling.past_visits(_before timestamptz, _months integer) RETURNS SETOF bytea LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT appointment FROM scheduling.appointment
     WHERE octet_length(envelope) > 0 AND start < _before - interval '3 months'
           AND scheduling.is_over(practice, start, _before, _months) AND NOT scheduling.is_care(appointment, state);
    END;
CREATE FUNCTION scheduling.past_envelopes(_before timestamptz, _months integer) RETURNS SETOF bytea LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT appointment FROM scheduling.appointment
     WHERE octet_length(envelope) > 0 AND start < _before - interval '3 months'
           AND scheduling.is_over(practice, start, _before, _months) AND scheduling.is_care(appointment, state)
           AND EXISTS (SELECT FROM scheduling.filing AS f WHERE f.appointment = scheduling.appointment.appointment);
    END;
CREATE FUNCTION scheduling.past_care(_before timestamptz, _years integer) RETURNS SETOF bytea LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT appointment FROM scheduling.appointment WHERE start < _before - make_interval(years => _years);
    END;
CREATE FUNCTION scheduling.past_absences(_before timestamptz, _months integer) RETURNS SETOF bytea LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT absence FROM scheduling.absence
     WHERE until < _before - interval '3 months' AND scheduling.is_over(practice, until, _before, _months);
    END;
REVOKE ALL ON FUNCTION scheduling.is_over, scheduling.is_care, scheduling.past_visits, scheduling.past_envelopes,
    scheduling.past_care, scheduling.past_absences FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.is_over, scheduling.is_care, scheduling.past_visits, scheduling.past_envelopes,
    scheduling.past_care, scheduling.past_absences TO scheduling;

CREATE TABLE keys.performed (
    job text PRIMARY KEY,
    day date NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON keys.performed TO keys;
COMMENT ON TABLE keys.performed IS 'A day a job, and nothing that a row of somebody could be joined with.';
