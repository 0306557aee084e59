-- A rewrite locks several tables in turn, and so do requests, in another order: it gives up before PostgreSQL looks for a
-- deadlock (after a second), in which the request might be the one that fails. The job comes back a minute later.

ALTER FUNCTION people.rewrite() SET lock_timeout = '500ms';
ALTER FUNCTION hardening.rewrite() SET lock_timeout = '500ms';
ALTER FUNCTION tokens.rewrite() SET lock_timeout = '500ms';
ALTER FUNCTION tickets.rewrite() SET lock_timeout = '500ms';
