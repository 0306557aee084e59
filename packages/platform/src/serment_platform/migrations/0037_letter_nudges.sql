-- Whom to nudge once a practice has written into a mailbox (SPEC 19): the visit's own ticket goes when it begins, so whoever
-- asks something leaves another with the letter, until it is answered.

CREATE TABLE scheduling.mailbox (
    appointment bytea CONSTRAINT mailbox_pkey PRIMARY KEY REFERENCES scheduling.appointment ON DELETE CASCADE,
    ticket bytea NOT NULL,
    newest smallint NOT NULL DEFAULT 0 CHECK (newest BETWEEN 0 AND 999),
    nudge_due boolean NOT NULL DEFAULT false
);
ALTER TABLE scheduling.mailbox ALTER COLUMN ticket SET STORAGE EXTERNAL;
CREATE INDEX mailbox_nudge ON scheduling.mailbox (appointment) WHERE nudge_due;
GRANT SELECT, INSERT, DELETE, UPDATE (ticket, newest, nudge_due) ON scheduling.mailbox TO scheduling;
COMMENT ON COLUMN scheduling.mailbox.newest IS 'The letter of the desk that the nudge is for: one that comes while it is on its way asks for another.';
