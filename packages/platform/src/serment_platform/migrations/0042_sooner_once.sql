-- What is known of a practice's next free times is taken back once in a transaction, however many days and places become
-- free in it: an absence of a year in a practice of three hundred would else write each of its rows a year's worth of
-- times. Whoever took them back holds their rows until the commit, so nobody writes anything there meanwhile, and the
-- version is new to everybody who read before. A note of the transaction says what was done; a savepoint that is
-- rolled back takes the note with it. A trigger for each statement would cost every booking a look at its rows, which
-- the condition of these triggers spares it.

CREATE OR REPLACE FUNCTION scheduling.time_freed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    _practice bytea;
BEGIN
    SELECT practice INTO _practice FROM scheduling.schedule WHERE schedule = NEW.schedule;
    IF current_setting('serment.sooner_practice', true) IS DISTINCT FROM encode(_practice, 'hex') THEN
        PERFORM scheduling.may_be_sooner(ARRAY(
            SELECT schedule FROM scheduling.schedule WHERE practice = _practice));
        PERFORM set_config('serment.sooner_practice', encode(_practice, 'hex'), true);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION scheduling.rules_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('serment.sooner_schedule', true) IS DISTINCT FROM encode(NEW.schedule, 'hex') THEN
        PERFORM scheduling.may_be_sooner(ARRAY[NEW.schedule]);
        PERFORM set_config('serment.sooner_schedule', encode(NEW.schedule, 'hex'), true);
    END IF;
    RETURN NULL;
END $$;
