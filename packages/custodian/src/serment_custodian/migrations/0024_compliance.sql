-- The compliance room: the evidence of this hand. A chain of signed events, the root of each day in the log, and the
-- checkpoint by which witnesses saw it. Everything is only ever appended, by the functions below and by nothing else;
-- nothing in it identifies a person.

CREATE SCHEMA compliance;
GRANT USAGE ON SCHEMA compliance TO compliance;

CREATE FUNCTION compliance.refuse() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RAISE EXCEPTION 'evidence is only ever appended to';
END
$$;
REVOKE ALL ON FUNCTION compliance.refuse() FROM PUBLIC;

CREATE TABLE compliance.event (
    seq bigint PRIMARY KEY CHECK (seq >= 0),
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,31}$'),
    body bytea NOT NULL CHECK (octet_length(body) BETWEEN 2 AND 16384),
    prev bytea NOT NULL CHECK (octet_length(prev) = 32),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    signature bytea NOT NULL CHECK (octet_length(signature) = 64)
);
CREATE INDEX event_kind ON compliance.event (kind, seq);
GRANT SELECT ON compliance.event TO compliance;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.event
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();

CREATE TABLE compliance.signer (
    number bigint PRIMARY KEY CHECK (number >= 1),
    since bigint NOT NULL CHECK (since >= 0),
    public bytea NOT NULL CHECK (octet_length(public) = 32),
    record bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    leaf bigint NOT NULL
);
GRANT SELECT ON compliance.signer TO compliance;
CREATE TRIGGER signer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.signer
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();

CREATE TABLE compliance.root (
    day date PRIMARY KEY,
    total bigint NOT NULL CHECK (total >= 0),
    head bytea NOT NULL CHECK (octet_length(head) = 32),
    record bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    leaf bigint NOT NULL
);
GRANT SELECT ON compliance.root TO compliance;
CREATE TRIGGER root_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.root
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();

CREATE TABLE compliance.witnessed (
    day date PRIMARY KEY REFERENCES compliance.root,
    note text NOT NULL
);
GRANT SELECT ON compliance.witnessed TO compliance;
CREATE TRIGGER witnessed_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.witnessed
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();

CREATE TABLE compliance.stamp (
    day date PRIMARY KEY REFERENCES compliance.root,
    token bytea NOT NULL CHECK (octet_length(token) BETWEEN 1 AND 65536)
);
GRANT SELECT ON compliance.stamp TO compliance;
CREATE TRIGGER stamp_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON compliance.stamp
    FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse();

-- Where the chain ends. Whoever asks may append, and all others wait until that is committed, so that numbers have no
-- gap. A chain that is shorter or other than its last root says is refused (SR020).
CREATE FUNCTION compliance.lock_head(
    OUT total bigint, OUT hash bytea, OUT at timestamptz, OUT rooted date, OUT signer bytea
)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    _total bigint;
    _head bytea;
BEGIN
    LOCK TABLE compliance.event IN SHARE ROW EXCLUSIVE MODE;
    SELECT e.seq + 1, e.hash, e.at INTO total, hash, at FROM compliance.event AS e ORDER BY e.seq DESC LIMIT 1;
    total := coalesce(total, 0);
    hash := coalesce(hash, decode(repeat('00', 32), 'hex'));
    SELECT r.day, r.total, r.head INTO rooted, _total, _head FROM compliance.root AS r ORDER BY r.day DESC LIMIT 1;
    IF _total > total OR _total > 0 AND _head IS DISTINCT FROM (
        SELECT e.hash FROM compliance.event AS e WHERE e.seq = _total - 1
    ) THEN
        RAISE EXCEPTION 'the evidence is not what its last root says' USING ERRCODE = 'SR020';
    END IF;
    SELECT s.public INTO signer FROM compliance.signer AS s ORDER BY s.number DESC LIMIT 1;
    signer := coalesce(signer, ''::bytea);
END
$$;
REVOKE ALL ON FUNCTION compliance.lock_head() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.lock_head() TO compliance;

CREATE FUNCTION compliance.append_event(
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
REVOKE ALL ON FUNCTION compliance.append_event(bigint, timestamptz, text, bytea, bytea, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.append_event(bigint, timestamptz, text, bytea, bytea, bytea, bytea) TO compliance;

-- What the room may put into the log: a day of evidence or one of its keys, as its own row has it, and nothing else.
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

-- A key that signs from now on, with its leaf.
CREATE FUNCTION compliance.append_signer(
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
REVOKE ALL ON FUNCTION compliance.append_signer(bigint, bigint, bytea, bytea, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.append_signer(bigint, bigint, bytea, bytea, bytea, bytea) TO compliance;

-- The root of the next day, with its leaf: no day is left out, and none has two.
CREATE FUNCTION compliance.append_root(
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
REVOKE ALL ON FUNCTION compliance.append_root(date, bigint, bytea, bytea, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.append_root(date, bigint, bytea, bytea, bytea, bytea) TO compliance;

-- The first checkpoint with a root in it that witnesses have cosigned: a later one would let somebody choose.
CREATE FUNCTION compliance.append_witnessed(_size bigint, _note text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO compliance.witnessed (day, note)
    SELECT day, _note FROM compliance.root WHERE leaf < _size
        ON CONFLICT DO NOTHING
$$;
REVOKE ALL ON FUNCTION compliance.append_witnessed(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.append_witnessed(bigint, text) TO compliance;

-- A time-stamp over a day's root, once.
CREATE FUNCTION compliance.append_stamp(_day date, _token bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO compliance.stamp (day, token) VALUES (_day, _token) ON CONFLICT DO NOTHING
$$;
REVOKE ALL ON FUNCTION compliance.append_stamp(date, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.append_stamp(date, bytea) TO compliance;
