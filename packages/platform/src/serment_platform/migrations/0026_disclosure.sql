-- What a package for an authority may hold. The role `disclosure` sees no table: it has this function, which gives the
-- ciphertext of exactly the appointments of a decision that stands approved, and nothing for any other request.

CREATE FUNCTION compliance.disclose(_request bytea)
    RETURNS TABLE (appointment bytea, practice bytea, epoch integer, envelope bytea, filed_epoch integer, filing bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _query jsonb;
    _named bytea[];
BEGIN
    SELECT convert_from(m.facts, 'UTF8')::jsonb -> 'query' INTO _query
      FROM compliance.authority_move AS m
     WHERE m.request = _request AND m.act = 'propose'
           AND (SELECT n.state FROM compliance.authority_move AS n
                 WHERE n.request = _request ORDER BY n.number DESC LIMIT 1) = 'APPROVED'
     ORDER BY m.number DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing is approved' USING ERRCODE = 'SR021';
    END IF;
    SELECT array_agg(decode(named, 'hex')) INTO _named FROM jsonb_array_elements_text(_query -> 'appointments') AS named;
    RETURN QUERY
    SELECT a.appointment, a.practice, a.epoch, a.envelope, f.epoch, f.blob
      FROM scheduling.appointment AS a
           JOIN scheduling.schedule AS s ON s.schedule = a.schedule
           LEFT JOIN scheduling.filing AS f ON f.appointment = a.appointment
     WHERE a.appointment = ANY (_named)
           AND a.practice = decode(_query ->> 'practice', 'hex')
           AND (a.start AT TIME ZONE s.time_zone)::date
               BETWEEN (_query ->> 'first')::date AND (_query ->> 'last')::date
     ORDER BY a.appointment;
END
$$;
REVOKE ALL ON FUNCTION compliance.disclose(bytea) FROM PUBLIC;
GRANT USAGE ON SCHEMA compliance TO disclosure;
GRANT EXECUTE ON FUNCTION compliance.disclose(bytea) TO disclosure;
