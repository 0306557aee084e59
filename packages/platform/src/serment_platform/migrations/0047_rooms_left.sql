-- A room that is about to close is left by whoever was to be in it, at the same time, for another one of the same need.

-- One room or device for each need of the class that has none yet, or `refused`; staff have one outside of its hours only
-- where no other is free. Their days are held, with those of the person. What another freed a moment ago is first offered
-- to those who wait for it.
CREATE OR REPLACE FUNCTION scheduling.take_resources(_appointment bytea, _schedule bytea, _class text,
                                                     _start timestamptz, _minutes integer, _before integer,
                                                     _after integer, _anywhere boolean, _hold bytea DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    _end timestamptz := _start + _minutes * interval '1 minute';
    _from timestamptz := _start - _before * interval '1 minute';
    _until timestamptz := _end + _after * interval '1 minute';
    _wanted smallint;
    _found record;
BEGIN
    FOR _wanted IN SELECT DISTINCT need FROM scheduling.need AS n
                    WHERE schedule = _schedule AND class = _class
                          AND NOT EXISTS (SELECT FROM scheduling.resource_use AS u
                                           WHERE (u.appointment = _appointment OR u.hold = _hold) AND u.need = n.need)
                    ORDER BY 1 LOOP
        SELECT r.schedule, r.number, o.lane INTO _found
          FROM scheduling.need AS n
          JOIN scheduling.schedule AS r ON r.schedule = n.resource AND r.offered
          JOIN scheduling.occupancy AS o ON o.schedule = n.resource
         WHERE n.schedule = _schedule AND n.class = _class AND n.need = _wanted
               AND o.day BETWEEN (_from AT TIME ZONE 'UTC')::date - 1 AND (_until AT TIME ZONE 'UTC')::date + 1
               AND o.begins < _until AND o.begins + o.positions * interval '5 minutes' > _from
               AND bit_count(o.busy & scheduling.stretch(o.begins, o.positions, _from, _until)) = 0
               AND (_anywhere OR bit_count(~o.open & scheduling.stretch(o.begins, o.positions, _start, _end)) = 0
                    AND NOT EXISTS (
                        SELECT FROM scheduling.freed AS f
                         WHERE f.schedule = o.schedule AND f.day = o.day AND f.tx <> pg_current_xact_id()
                               AND bit_count(f.bits & scheduling.stretch(o.begins, o.positions, _from, _until)) > 0))
         GROUP BY r.schedule, r.number, o.lane
        HAVING sum(bit_count(scheduling.stretch(o.begins, o.positions, _from, _until))) * interval '5 minutes'
               = _until - _from
         ORDER BY sum(bit_count(~o.open & scheduling.stretch(o.begins, o.positions, _start, _end))) > 0,
                  r.schedule, o.lane
         LIMIT 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001';
        END IF;
        UPDATE scheduling.occupancy
           SET busy = busy | scheduling.stretch(begins, positions, _from, _until)
         WHERE schedule = _found.schedule AND lane = _found.lane
               AND day BETWEEN (_from AT TIME ZONE 'UTC')::date - 1 AND (_until AT TIME ZONE 'UTC')::date + 1
               AND begins < _until AND begins + positions * interval '5 minutes' > _from;
        INSERT INTO scheduling.resource_use (appointment, hold, need, resource, number, lane, start, minutes, before, after)
        VALUES (_appointment, _hold, _wanted, _found.schedule, _found.number, _found.lane, _start, _minutes, _before, _after);
    END LOOP;
END $$;

-- Where a visit, whose row is held, is in this room within this span: another room for it, or `refused`. The room counts
-- as busy meanwhile, then as its visits and absences say.
CREATE FUNCTION scheduling.leave_room(_appointment bytea, _room bytea, _from timestamptz, _until timestamptz)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    _visit scheduling.appointment;
    _begins timestamptz;
    _ends timestamptz;
BEGIN
    SELECT * INTO _visit FROM scheduling.appointment WHERE appointment = _appointment;
    _begins := _visit.start - _visit.before * interval '1 minute';
    _ends := _visit.start + (_visit.minutes + _visit.after) * interval '1 minute';
    IF _begins >= _until OR _ends <= _from
       OR NOT EXISTS (SELECT FROM scheduling.resource_use WHERE appointment = _appointment AND resource = _room) THEN
        RETURN;
    END IF;
    PERFORM scheduling.lock_places(_visit, _visit.schedule, _visit.class, _begins, _ends);
    DELETE FROM scheduling.resource_use WHERE appointment = _appointment AND resource = _room;
    UPDATE scheduling.occupancy
       SET busy = busy | scheduling.stretch(begins, positions, _begins, _ends)
     WHERE schedule = _room AND day BETWEEN (_begins AT TIME ZONE 'UTC')::date - 1 AND (_ends AT TIME ZONE 'UTC')::date + 1
           AND begins < _ends AND begins + positions * interval '5 minutes' > _begins;
    PERFORM scheduling.take_resources(_appointment, _visit.schedule, _visit.class, _visit.start, _visit.minutes,
                                      _visit.before, _visit.after, true);
    UPDATE scheduling.occupancy
       SET busy = scheduling.busy_on(schedule, lane, begins, positions)
     WHERE schedule = _room AND day BETWEEN (_begins AT TIME ZONE 'UTC')::date - 1 AND (_ends AT TIME ZONE 'UTC')::date + 1
           AND begins < _ends AND begins + positions * interval '5 minutes' > _begins;
END $$;

REVOKE ALL ON FUNCTION scheduling.leave_room FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scheduling.leave_room TO scheduling;
