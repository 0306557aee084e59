"""The hardening room: answers a proven person's blinded passphrase, so often and no more."""
