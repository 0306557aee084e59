"""Every refusal has a stable code that is documented, and a sentence in both languages where people can meet it."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import serment_custodian
import serment_kernel
import serment_platform
from serment_kernel.errors import ProtocolRefused, Refusal
from serment_protocol.errors import ProtocolRefusal

SERVICES = (serment_kernel, serment_platform, serment_custodian)
CODE = re.compile(r"`([a-z][a-z0-9_]*)`")


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Every module of a package."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


def below(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    """A class and all that derive from it."""
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


@pytest.fixture(scope="module")
def codes() -> dict[str, str]:
    """Code and sentence of every refusal of both servers and of the protocol."""
    for package in SERVICES:
        list(modules(package))
    kinds = [*below(Refusal), *below(ProtocolRefusal)]
    return {
        str(kind.__dict__["code"]): " ".join((kind.__doc__ or "").split())
        for kind in kinds
        if "code" in kind.__dict__ and kind is not ProtocolRefused
    }


def test_each_is_a_sentence(codes: dict[str, str]) -> None:
    assert len(codes) > 80
    assert [code for code, sentence in codes.items() if not sentence.endswith((".", "?"))] == []


def test_each_is_in_the_reference(codes: dict[str, str], root: Path) -> None:
    text = (root / "protocol" / "API.md").read_text() + (root / "protocol" / "SPEC.md").read_text()
    documented = set(CODE.findall(text)) | {"token_" + rest for rest in re.findall(r"`token_([a-z_]+)`", text)}
    assert sorted(set(codes) - documented) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_has_words(codes: dict[str, str], root: Path, language: str) -> None:
    folder = root / "web" / "src" / "words" / language
    said = "\n".join(path.read_text() for path in sorted(folder.glob("*.ftl")))
    keys = {f"refusal-{code.replace('_', '-')}": code for code in codes}
    assert sorted(code for key, code in keys.items() if not re.search(rf"^{key} =", said, re.MULTILINE)) == []
