"""Starts the three parts on one machine, proves what they promise, measures them. No logic of theirs."""
