"""The verifier that needs nothing but Python, as a file to hand out: by `serment verify`, and in every auditor kit."""

from pathlib import Path

NAME = "verify_evidence.py"
FILE = Path(__file__).with_name(NAME)


def source() -> bytes:
    """The file itself."""
    return FILE.read_bytes()
