"""The tokens room: signs rights to book blindly, so many a person and week, with keys that its log publishes."""
