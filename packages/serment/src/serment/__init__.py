"""Starts all three parts on one machine, proves what they promise, and measures them. Holds no logic of theirs."""
