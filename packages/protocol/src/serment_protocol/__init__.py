"""What patients, practices and both services agree on, as pure functions: bytes, keys and a time in, bytes out."""
