-- The mailbox of an appointment (SPEC 19): sealed letters both ways, and of what a patient asks the days alone.

CREATE TABLE scheduling.letter (
    appointment bytea REFERENCES scheduling.appointment ON DELETE CASCADE,
    by_desk boolean,
    number smallint CHECK (number BETWEEN 0 AND 999),
    practice bytea NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    sealed bytea NOT NULL CHECK (octet_length(sealed) IN (3185, 9329, 33905)),
    copy bytea NOT NULL CHECK (octet_length(copy) IN (2077, 8221, 32797)),
    day date NOT NULL,
    due date CHECK (due IS NULL OR NOT by_desk AND due > day),
    extended boolean NOT NULL DEFAULT false CHECK (due IS NOT NULL OR NOT extended),
    settled date CHECK (due IS NOT NULL OR settled IS NULL),
    CONSTRAINT letter_pkey PRIMARY KEY (appointment, by_desk, number)
);
CREATE INDEX letter_practice ON scheduling.letter (practice);
CREATE INDEX letter_due ON scheduling.letter (due) WHERE settled IS NULL AND due IS NOT NULL;
GRANT SELECT, INSERT, DELETE ON scheduling.letter TO scheduling;
GRANT UPDATE (due, extended, settled) ON scheduling.letter TO scheduling;
COMMENT ON TABLE scheduling.letter IS 'What a patient and a practice write each other after a booking; days, and nothing that is asked.';

-- Whether somebody still waits for an answer. Nobody waits for ever: a year after it was due the mailbox goes with the rest.
CREATE FUNCTION scheduling.awaits(_appointment bytea, _before timestamptz) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM scheduling.letter
                    WHERE appointment = _appointment AND settled IS NULL
                          AND due > (_before - interval '1 year')::date);

-- Past visits as before, but for those about which somebody waits for an answer.
CREATE OR REPLACE FUNCTION scheduling.past_visits(_before timestamptz, _months integer) RETURNS SETOF bytea
    LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT appointment FROM scheduling.appointment
     WHERE octet_length(envelope) > 0 AND start < _before - interval '3 months'
           AND scheduling.is_over(practice, start, _before, _months) AND NOT scheduling.is_care(appointment, state)
           AND NOT scheduling.awaits(appointment, _before);
    END;
CREATE OR REPLACE FUNCTION scheduling.past_envelopes(_before timestamptz, _months integer) RETURNS SETOF bytea
    LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT appointment FROM scheduling.appointment
     WHERE octet_length(envelope) > 0 AND start < _before - interval '3 months'
           AND scheduling.is_over(practice, start, _before, _months) AND scheduling.is_care(appointment, state)
           AND EXISTS (SELECT FROM scheduling.filing AS f WHERE f.appointment = scheduling.appointment.appointment)
           AND NOT scheduling.awaits(appointment, _before);
    END;

-- Mailboxes whose last letter is older than the practice keeps visits, and in which nobody waits.
CREATE FUNCTION scheduling.past_letters(_before timestamptz, _months integer) RETURNS SETOF bytea LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT appointment FROM scheduling.letter
     WHERE day < (_before - interval '3 months')::date
     GROUP BY appointment, practice
    HAVING NOT EXISTS (SELECT FROM scheduling.letter AS l
                        WHERE l.appointment = scheduling.letter.appointment
                              AND NOT scheduling.is_over(l.practice, l.day::timestamptz, _before, _months))
           AND NOT scheduling.awaits(scheduling.letter.appointment, _before);
    END;

CREATE OR REPLACE FUNCTION scheduling.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF _table NOT IN ('appointment', 'statement', 'filing', 'note', 'letter', 'absence') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER scheduling.%I USING %I', _table, _table || '_pkey');
END $$;

CREATE OR REPLACE FUNCTION scheduling.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM scheduling.rewrite(name)
       FROM unnest(ARRAY['appointment', 'statement', 'filing', 'note', 'letter', 'absence']) AS name;
END $$;

REVOKE ALL ON FUNCTION scheduling.awaits, scheduling.past_letters FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.awaits, scheduling.past_letters TO scheduling;
