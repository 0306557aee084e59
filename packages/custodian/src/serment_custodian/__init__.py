"""The people service: it keeps addresses and hardening keys, and never learns of an appointment."""
