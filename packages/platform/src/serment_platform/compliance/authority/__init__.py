"""Requests of public authorities to the platform: two signatures over one canonical decision, and a package of
ciphertext. Silence means refusal: no timer and no single person leads to a disclosure. Decision 0029 says why.
"""
