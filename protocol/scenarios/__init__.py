"""The scenarios of the vectors, one module an area."""
