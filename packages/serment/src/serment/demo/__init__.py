"""Fictitious people, practices and weeks, so that a new installation can be tried."""
