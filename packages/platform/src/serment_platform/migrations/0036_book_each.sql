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

REVOKE ALL ON FUNCTION scheduling.book_each FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.book_each TO scheduling;
