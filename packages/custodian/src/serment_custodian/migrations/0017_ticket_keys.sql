-- Ticket and contact keys are followed by newer ones, several in a day where it must be; a number says which came last.

ALTER TABLE tickets.ticket_key ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE tickets.contact_key ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
