-- What a restore must not bring back: sessions that were ended, and devices that were about to be let in. The owner calls this.

CREATE FUNCTION identity.end_open() RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM identity.session;
    DELETE FROM identity.challenge;
    DELETE FROM identity.rendezvous;
    DELETE FROM compliance.session;
$$;
REVOKE ALL ON FUNCTION identity.end_open() FROM PUBLIC;
