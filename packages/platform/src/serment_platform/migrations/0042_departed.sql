-- A member who left comes back with a restored backup, and is shut out again. Their row stays, for the epoch that came back
-- names them, until an officer begins the next one without them.
ALTER TABLE practice.member ADD COLUMN departed boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN practice.member.departed IS 'Left since the backup that this database was restored from.';

-- By practice, member and the epoch that began without them, in four bytes: where the tables have that epoch, whoever is
-- there came back. The last officer of a practice stays: the next one may be younger than the backup, and a practice without
-- officers is lost.
CREATE FUNCTION practice.depart(_who bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE practice.member AS m SET departed = true FROM practice.practice AS p
     WHERE p.practice = substring(_who FROM 1 FOR 16) AND m.practice = p.practice
       AND m.member = substring(_who FROM 17 FOR 16)
       AND p.epoch < ('x' || encode(substring(_who FROM 33), 'hex'))::bit(32)::integer
       AND EXISTS (SELECT FROM practice.member AS o
                    WHERE o.practice = m.practice AND o.member <> m.member AND o.officer AND NOT o.departed);
$$;
REVOKE ALL ON FUNCTION practice.depart(bytea) FROM PUBLIC;
