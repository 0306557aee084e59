"""Plumbing that both services share: database, migrations, edge, limits, periodic work, the Merkle log."""
