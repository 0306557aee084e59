"""The data service: it keeps sealed envelopes and taken times, and never learns who a patient is."""
