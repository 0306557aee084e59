-- Practices that have closed by their own signature: nobody is asked to stand by them again.

CREATE TABLE endorsements.closed (
    practice bytea PRIMARY KEY CHECK (octet_length(practice) = 16)
);
GRANT SELECT, INSERT ON endorsements.closed TO endorsements;

ALTER TABLE endorsements.unlogged DROP CONSTRAINT unlogged_kind_check;
ALTER TABLE endorsements.unlogged ADD CONSTRAINT unlogged_kind_check
    CHECK (kind IN ('practice_endorsement', 'endorsement_withdrawn', 'root_replacement', 'practice_closing'));
