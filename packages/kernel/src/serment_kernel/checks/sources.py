"""The digest of a check's source: of the file it stands in, and of those of ours that this file takes checks from."""

import hashlib
import inspect
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType

MEASURING = ".checks"
"""Packages of which the source counts; what they ask is the running system."""


def code_of(measure: FunctionType) -> str:
    """By which everybody sees that a check is the one it was."""
    digest = hashlib.sha256()
    for module in sorted(_modules(sys.modules[measure.__module__]), key=lambda each: each.__name__):
        source = inspect.getsource(module).encode()
        digest.update(f"{module.__name__} {len(source)}\n".encode() + source)
    return digest.hexdigest()


def _modules(module: ModuleType) -> set[ModuleType]:
    used = {sys.modules[name] for name in _names(module) if MEASURING in name and name in sys.modules}
    return {module, *used}


def _names(module: ModuleType) -> Iterator[str]:
    for value in vars(module).values():
        if isinstance(value, ModuleType):
            yield value.__name__
        elif inspect.isfunction(value) or inspect.isclass(value):
            yield value.__module__
