-- Roots that replaced another, as the custodian's log says it. All of it is public.

ALTER TABLE keys.endorsement DROP CONSTRAINT endorsement_pkey, ADD PRIMARY KEY (practice, root);
COMMENT ON TABLE keys.endorsement IS
    'The custodian’s newest word for each root, until it takes it back: one that was replaced keeps its last one.';

CREATE TABLE keys.replacement (
    practice bytea NOT NULL CHECK (octet_length(practice) = 16),
    number integer NOT NULL CHECK (number >= 1),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    leaf bigint NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (practice, number)
);
GRANT SELECT, INSERT ON keys.replacement TO keys;
COMMENT ON TABLE keys.replacement IS 'Each replacement that follows the one before, in the order of the custodian’s log.';

ALTER TABLE practice.practice ADD COLUMN root_number integer NOT NULL DEFAULT 0 CHECK (root_number >= 0);
COMMENT ON COLUMN practice.practice.root_number IS
    'How many replacements the practice has taken up; the root of the last one signed the epoch now valid.';
GRANT UPDATE (root_number) ON practice.practice TO practice;
GRANT UPDATE (officer) ON practice.member TO practice;
