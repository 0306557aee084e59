"""The proof: do the whole main job with canary values, then look for them everywhere a server writes."""

PATIENTS = 200
"""How many the linkage attacker gets, unless told otherwise."""
