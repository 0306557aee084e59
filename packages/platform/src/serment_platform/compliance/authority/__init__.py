"""Requests of public authorities: a table of states, two signatures over one canonical decision, and a package of
ciphertext. Silence means refusal: no timer and no single person leads to a disclosure. Decision 0028 says why.
"""
