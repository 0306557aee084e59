"""Starts the three parts on one machine, proves what they promise, measures them. Holds no logic of theirs."""
