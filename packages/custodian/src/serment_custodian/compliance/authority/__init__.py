"""Requests of public authorities to the custodian: a refusal, or whether an address that they name opens an account.

Nothing else is here to give: no key, no right, no ticket, and nothing by which two visits could be joined. Decision
0029 says how it is decided; two officers sign, and silence means refusal.
"""
