"""Backups of one hand: encrypted on the way out of PostgreSQL, signed, chained, rehearsed and restored.

Nothing here reads what is in a row, beyond a digest of all rows of a table; and no plain copy of the database lies on a
disk before somebody restores one with an identity that the server does not have.
"""
