-- Witnessing (C2SP tlog-witness): the custodian's own checkpoints as the witnesses cosigned them (ledger), and, in a room
-- of its own, what it has itself cosigned of others' logs. All of it is public.

CREATE TABLE ledger.cosigned (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    size bigint NOT NULL CHECK (size >= 0),
    note text NOT NULL
);
COMMENT ON TABLE ledger.cosigned IS 'The newest checkpoint of our log that enough witnesses have cosigned; at most one row.';
GRANT SELECT, INSERT, UPDATE ON ledger.cosigned TO ledger;

CREATE SCHEMA witness;
GRANT USAGE ON SCHEMA witness TO witness;

CREATE TABLE witness.witnessed (
    origin text PRIMARY KEY,
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32)
);
COMMENT ON TABLE witness.witnessed IS 'The last checkpoint that we cosigned of each other log. It never goes back.';
GRANT SELECT, INSERT, UPDATE ON witness.witnessed TO witness;

CREATE FUNCTION witness.forward_only() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root) OR NEW.origin <> OLD.origin THEN
        RAISE EXCEPTION 'a witness never takes back what it cosigned';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER witnessed_forward_only BEFORE UPDATE ON witness.witnessed
    FOR EACH ROW EXECUTE FUNCTION witness.forward_only();
REVOKE ALL ON FUNCTION witness.forward_only() FROM PUBLIC;
