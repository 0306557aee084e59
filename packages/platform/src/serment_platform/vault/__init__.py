"""The vault room: one locked blob per account, under compare-and-swap. It opens nothing.

Front door: `write_first`, which the opening of an account calls in its own transaction.
"""

from serment_platform.vault.actions import write_first

__all__ = ["write_first"]
