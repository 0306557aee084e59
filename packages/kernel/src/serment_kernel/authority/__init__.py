"""Requests of public authorities, as every hand handles them: a table of states, signatures over one canonical
decision, steps that the evidence bears out, a report that nobody asks for. Decision 0029 says why.

Each hand brings its own table, what may be asked of it, and the passkeys of those who decide there.
"""
