"""The protocol in Python for programs and terminals: sign up, search, book, and keep an agenda."""
