"""A witness that stands alone: one process, one key, one file, for an association that wants to keep others honest."""
