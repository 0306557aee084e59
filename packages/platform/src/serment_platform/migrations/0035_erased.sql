-- The end of a visit that is no care: every row of it goes, and the desk's signed word stays a while, for whoever held the visit.

CREATE TABLE scheduling.erased (
    appointment bytea PRIMARY KEY CHECK (octet_length(appointment) = 32),
    practice bytea NOT NULL REFERENCES scheduling.practice ON DELETE CASCADE,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    day date NOT NULL
);
GRANT SELECT, INSERT, DELETE ON scheduling.erased TO scheduling;
COMMENT ON COLUMN scheduling.erased.body IS 'Signed by the desk: that this visit ended, on which day.';

CREATE TABLE scheduling.erasure (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 32),
    receipt bytea NOT NULL,
    receipt_signature bytea NOT NULL,
    record bytea NOT NULL,
    record_signature bytea NOT NULL,
    leaf bigint NOT NULL,
    day date NOT NULL
);
GRANT SELECT, INSERT, DELETE ON scheduling.erasure TO scheduling;
COMMENT ON COLUMN scheduling.erasure.request IS 'Hash of a number that the desk drew; repeats the answer.';

-- As with an account: a leaf of the log in the transaction that does it, and nothing else there.
CREATE FUNCTION scheduling.append_erasure(_entry bytea) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT keys.append_leaf(_entry);
$$;

-- Done again it finds nothing, which is as good: a restored backup is brought up to date by it. There the visit may
-- still be booked, and its time is given back.
CREATE FUNCTION scheduling.erase(_appointment bytea) RETURNS TABLE (what text, count bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    _visit scheduling.appointment;
BEGIN
    SELECT * INTO _visit FROM scheduling.appointment WHERE appointment = _appointment FOR UPDATE;
    IF FOUND AND _visit.state <> 'cancelled' THEN
        PERFORM scheduling.release(_visit);
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

CREATE OR REPLACE FUNCTION scheduling.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF _table NOT IN ('appointment', 'statement', 'filing', 'note', 'letter', 'absence', 'hold', 'held_token',
                      'waiting', 'passed', 'erased') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER scheduling.%I USING %I', _table, _table || '_pkey');
END $$;

CREATE OR REPLACE FUNCTION scheduling.rewrite() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM scheduling.rewrite(name)
       FROM unnest(ARRAY['appointment', 'statement', 'filing', 'note', 'letter', 'absence', 'hold', 'held_token',
                         'waiting', 'passed', 'erased']) AS name;
END $$;

REVOKE ALL ON FUNCTION scheduling.append_erasure, scheduling.erase FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.append_erasure, scheduling.erase TO scheduling;
