-- To put a visit on top of what is there is an act of somebody, which stays known when the visit is moved elsewhere.

CREATE TABLE scheduling.overbooking (
    appointment bytea NOT NULL REFERENCES scheduling.appointment ON DELETE CASCADE,
    sequence integer NOT NULL CHECK (sequence >= 0),
    member bytea NOT NULL CHECK (octet_length(member) = 16),
    day date NOT NULL,
    PRIMARY KEY (appointment, sequence)
);
COMMENT ON TABLE scheduling.overbooking IS 'Which statements of a visit put it on top of others; written once.';
GRANT SELECT, INSERT ON scheduling.overbooking TO scheduling;
