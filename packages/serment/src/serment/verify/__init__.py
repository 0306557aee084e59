"""`serment verify`: check from outside, with public data alone, what an installation has said to everybody."""
