-- A quota that is no longer reached opens times again, also where no bit was freed: what staff put on top has none.

CREATE OR REPLACE FUNCTION scheduling.count_out(_schedule scheduling.schedule, _class text, _start timestamptz)
    RETURNS void LANGUAGE sql AS $$
    SELECT scheduling.may_be_sooner(ARRAY[(_schedule).schedule]);
    UPDATE scheduling.counted
       SET visits = visits - 1
     WHERE schedule = (_schedule).schedule AND class IN ('', _class)
           AND first = date_trunc(per, _start AT TIME ZONE (_schedule).time_zone)::date;
$$;
