-- A practice chooses its period itself: a longer one counts at once, a shorter one, which deletes, after days in which it can be taken back.

ALTER TABLE scheduling.kept
    ALTER COLUMN months DROP NOT NULL,
    ADD COLUMN next_months smallint CHECK (next_months BETWEEN 3 AND 60),
    ADD COLUMN next_on date,
    ADD CHECK ((next_months IS NULL) = (next_on IS NULL));
COMMENT ON COLUMN scheduling.kept.months IS 'NULL: as the installation has it.';
COMMENT ON COLUMN scheduling.kept.next_months IS 'What counts from next_on on.';

CREATE OR REPLACE FUNCTION scheduling.is_over(_practice bytea, _ended timestamptz, _before timestamptz, _months integer)
    RETURNS boolean LANGUAGE sql STABLE
    RETURN _ended < _before - make_interval(months => coalesce(
        (SELECT CASE WHEN next_on <= (_before AT TIME ZONE 'UTC')::date THEN next_months ELSE months END
           FROM scheduling.kept WHERE practice = _practice), _months));
