-- An officer may veto what they approved; a candidate's key becomes that of an officer; a told day needs no index.

ALTER TABLE officers.assertion DROP CONSTRAINT assertion_pkey, ADD PRIMARY KEY (decision, officer, step);
GRANT UPDATE (key_locked) ON officers.passkey TO officers;
COMMENT ON COLUMN officers.passkey.key_locked IS
    'Officer, public key and whether they decide, locked under the sealing key: a row written by others opens to nothing.';
ALTER TABLE ledger.day DROP COLUMN leaf;
