-- What a practice's desk signed for whoever holds a visit, sealed to it: it goes with the visit.
ALTER TABLE scheduling.appointment ADD COLUMN credentials bytea;
ALTER TABLE scheduling.appointment ALTER COLUMN credentials SET STORAGE EXTERNAL;
COMMENT ON COLUMN scheduling.appointment.credentials IS 'Sealed to the reply key of the visit, of one size.';
