-- The newest run of each check, and the newest time it failed, are found without reading the chain.

-- What a body says under a name. It is called immutable for an index to take it: the encoding of a database never changes.
CREATE FUNCTION compliance.said(_body bytea, _name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN convert_from(_body, 'UTF8')::jsonb ->> _name;
REVOKE ALL ON FUNCTION compliance.said(bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compliance.said(bytea, text) TO compliance;

CREATE INDEX event_check ON compliance.event (compliance.said(body, 'check'), seq) WHERE kind = 'check';
CREATE INDEX event_failed ON compliance.event
    (compliance.said(body, 'check'), compliance.said(body, 'code'), seq)
    WHERE kind IN ('check', 'drill') AND compliance.said(body, 'result') = 'fail';
