-- What the room of compliance may put into the log: a day of evidence or one of its keys, as its own row has it, and
-- nothing else. A day is one of UTC, whatever time zone the caller is in.

CREATE FUNCTION compliance.base64url(_data bytea) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT translate(encode(_data, 'base64'), E'+/=\n', '-_')
$$;
REVOKE ALL ON FUNCTION compliance.base64url(bytea) FROM PUBLIC;

-- Whether these are the canonical bytes of a leaf of this kind, which holds this signed record.
CREATE FUNCTION compliance.is_leaf(_entry bytea, _kind text, _record bytea, _signature bytea) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT _entry = convert_to(
        '{"body":"' || compliance.base64url(_record) || '","kind":"' || _kind
        || '","signature":"' || compliance.base64url(_signature) || '"}', 'UTF8')
$$;
REVOKE ALL ON FUNCTION compliance.is_leaf(bytea, text, bytea, bytea) FROM PUBLIC;

CREATE OR REPLACE FUNCTION compliance.append_event(
    _seq bigint, _at timestamptz, _kind text, _body bytea, _prev bytea, _hash bytea, _signature bytea
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _head record;
BEGIN
    SELECT * INTO _head FROM compliance.lock_head();
    IF _seq <> _head.total OR _prev <> _head.hash OR _at < _head.at
       OR (_at AT TIME ZONE 'UTC')::date <= _head.rooted THEN
        RAISE EXCEPTION 'this event does not follow the last one' USING ERRCODE = 'SR020';
    END IF;
    INSERT INTO compliance.event (seq, at, kind, body, prev, hash, signature)
    VALUES (_seq, _at, _kind, _body, _prev, _hash, _signature);
END
$$;

CREATE OR REPLACE FUNCTION compliance.append_signer(
    _number bigint, _since bigint, _public bytea, _record bytea, _signature bytea, _entry bytea
) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _leaf bigint;
    _said json := convert_from(_record, 'UTF8')::json;
BEGIN
    IF _number <> (SELECT coalesce(max(number), 0) + 1 FROM compliance.signer) THEN
        RAISE EXCEPTION 'this key does not follow the last one' USING ERRCODE = 'SR020';
    END IF;
    IF (_said ->> 'type', _said ->> 'number', _said ->> 'since', _said ->> 'key')
       IS DISTINCT FROM ('evidence_key', _number::text, _since::text, compliance.base64url(_public))
       OR compliance.is_leaf(_entry, 'evidence_key', _record, _signature) IS NOT TRUE THEN
        RAISE EXCEPTION 'this is not the leaf of this key' USING ERRCODE = 'SR020';
    END IF;
    _leaf := ledger.append_leaf(_entry);
    INSERT INTO compliance.signer (number, since, public, record, signature, leaf)
    VALUES (_number, _since, _public, _record, _signature, _leaf);
    RETURN _leaf;
END
$$;

CREATE OR REPLACE FUNCTION compliance.append_root(
    _day date, _total bigint, _head bytea, _record bytea, _signature bytea, _entry bytea
) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _leaf bigint;
    _said json := convert_from(_record, 'UTF8')::json;
BEGIN
    IF _day <> (SELECT max(day) + 1 FROM compliance.root) THEN
        RAISE EXCEPTION 'this day does not follow the last one' USING ERRCODE = 'SR020';
    END IF;
    IF (_said ->> 'type', _said ->> 'day', _said ->> 'total', _said ->> 'head')
       IS DISTINCT FROM ('evidence_root', to_char(_day, 'YYYY-MM-DD'), _total::text, encode(_head, 'hex'))
       OR compliance.is_leaf(_entry, 'evidence_root', _record, _signature) IS NOT TRUE THEN
        RAISE EXCEPTION 'this is not the leaf of this day' USING ERRCODE = 'SR020';
    END IF;
    _leaf := ledger.append_leaf(_entry);
    INSERT INTO compliance.root (day, total, head, record, signature, leaf)
    VALUES (_day, _total, _head, _record, _signature, _leaf);
    RETURN _leaf;
END
$$;
