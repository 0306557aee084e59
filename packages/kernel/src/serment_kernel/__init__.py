"""Plumbing both services share: database, migrations, settings, clock, errors, logs, jobs. No web framework."""
