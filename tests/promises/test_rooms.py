"""Rooms meet at the front door: no room imports another's SQL, and no room's SQL names another's tables."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICES = ("platform", "custodian")
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|WITH|CALL)\b")


def rooms_of(root: Path, service: str) -> dict[str, list[Path]]:
    """The rooms of a service and their Python files."""
    home = root / "packages" / service / "src" / f"serment_{service}"
    rooms = sorted(path.parent for path in home.glob("*/store.py"))
    return {room.name: sorted(room.rglob("*.py")) for room in rooms}


def foreign_stores(room: str, service: str, tree: ast.AST) -> Iterator[str]:
    """Imports of another room's store."""
    store = re.compile(rf"serment_{service}\.(?!{room}\b)\w+\.store\b")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if store.match(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name for name in names if store.match(name))


def foreign_tables(room: str, rooms: set[str], tree: ast.AST) -> Iterator[str]:
    """Tables of other schemas in SQL; a function of another schema is that room's front door."""
    others = "|".join(sorted(rooms - {room})) or "(?!)"
    table = re.compile(rf"\b(?:{others})\.[a-z_]+\b(?!\s*\()")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            yield from table.findall(node.value)


class TestTheCheckItself:
    @pytest.mark.parametrize(
        "code",
        [
            "from serment_platform.practice.store import rows",
            "from serment_platform.practice import store",
            "import serment_platform.practice.store",
        ],
    )
    def test_sees_a_foreign_store(self, code: str) -> None:
        assert list(foreign_stores("vault", "platform", ast.parse(code)))
        assert not list(foreign_stores("practice", "platform", ast.parse(code)))

    def test_sees_a_foreign_table_but_lets_a_function_pass(self) -> None:
        code = 'query = "SELECT * FROM practice.epoch JOIN practice.live_epoch (%s) USING (id)"'
        assert list(foreign_tables("vault", {"vault", "practice"}, ast.parse(code))) == ["practice.epoch"]


@pytest.mark.parametrize("service", SERVICES)
class TestRooms:
    def test_import_no_store_of_another(self, root: Path, service: str) -> None:
        for room, files in rooms_of(root, service).items():
            for file in files:
                assert list(foreign_stores(room, service, ast.parse(file.read_text()))) == [], file

    def test_name_no_table_of_another(self, root: Path, service: str) -> None:
        rooms = rooms_of(root, service)
        for room, files in rooms.items():
            for file in files:
                assert list(foreign_tables(room, set(rooms), ast.parse(file.read_text()))) == [], file
