-- Letters from practice to practice about a patient who agreed (SPEC 18), each sealed to the practice where it lies. Who
-- sent one stands inside. And what research a practice does, sealed to itself.

CREATE TABLE practice.referral (
    referral bytea PRIMARY KEY CHECK (octet_length(referral) = 16),
    practice bytea NOT NULL REFERENCES practice.practice ON DELETE CASCADE,
    epoch integer NOT NULL CHECK (epoch >= 1),
    sealed bytea NOT NULL CHECK (octet_length(sealed) IN (3185, 9329, 33905)),
    day date NOT NULL
);
CREATE INDEX referral_practice ON practice.referral (practice);
CREATE INDEX referral_day ON practice.referral (day);
GRANT SELECT, INSERT, DELETE ON practice.referral TO practice;

CREATE TABLE practice.project (
    practice bytea PRIMARY KEY REFERENCES practice.practice ON DELETE CASCADE,
    epoch integer NOT NULL CHECK (epoch >= 1),
    sealed bytea NOT NULL CHECK (octet_length(sealed) = 2077)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON practice.project TO practice;

CREATE OR REPLACE FUNCTION practice.rewrite(_table text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF _table NOT IN ('practice', 'epoch', 'member', 'wrap', 'invitation', 'sharing', 'share', 'share_check', 'referral') THEN
        RAISE EXCEPTION 'not a table of persons';
    END IF;
    EXECUTE format('CLUSTER practice.%I USING %I', _table, _table || '_pkey');
END
$$;
