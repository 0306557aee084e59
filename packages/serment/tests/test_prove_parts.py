"""The proof's own instruments: they must find what is there, and only that."""

import base64
import hashlib
import json
import random
from collections.abc import Callable
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment.prove import canaries, linkage
from serment.prove.canaries import Pattern
from serment.prove.linkage import Table, Truth
from serment_kernel.embedded import Cluster
from serment_protocol.encoding import b64, canonical

SHAPES: list[Callable[[str], bytes]] = [
    lambda v: v.encode(),
    lambda v: v.upper().encode(),
    lambda v: v.encode("utf-16-le"),
    lambda v: v.encode("utf-16-be"),
    lambda v: v.encode().hex().encode(),
    lambda v: json.dumps(v).encode(),
    lambda v: quote(v).encode(),
]


class TestNeedles:
    @given(st.binary(max_size=9), st.binary(max_size=9))
    def test_finds_base64_wherever_the_value_begins(self, before: bytes, after: bytes) -> None:
        pattern = Pattern({"name": "Canarié-4711-x"})
        data = before + "Canarié-4711-x".encode() + after
        assert pattern.found_in(base64.b64encode(data)) == {"name"}
        assert pattern.found_in(base64.urlsafe_b64encode(data)) == {"name"}

    @pytest.mark.parametrize("shape", SHAPES)
    def test_finds_each_shape(self, shape: Callable[[str], bytes]) -> None:
        value = canaries.draw().family
        assert Pattern({"family": value}).found_in(b"xx" + shape(value) + b"yy") == {"family"}

    def test_is_silent_on_random_bytes(self) -> None:
        pattern = Pattern(canaries.draw().values())
        assert pattern.found_in(random.Random(1).randbytes(1_000_000)) == set()


def _people(count: int) -> list[Truth]:
    return [Truth({"account": _identifier("account", i), "person": _identifier("person", i)}) for i in range(count)]


def _identifier(world: str, number: int) -> str:
    return hashlib.sha256(f"{world}/{number}".encode()).hexdigest()[:32]


def _tables(accounts: list[tuple[str, ...]], persons: list[tuple[str, ...]]) -> list[Table]:
    columns = ("id", "x")[: len(accounts[0])]
    return [Table("p.account", columns, tuple(accounts)), Table("c.person", columns, tuple(persons))]


class TestAttack:
    def test_a_shared_identifier_pairs_everybody(self) -> None:
        people = _people(100)
        result = linkage.attack(
            _tables(
                [(t.ids["account"], f"shared{i}") for i, t in enumerate(people)],
                [(t.ids["person"], f"shared{i}") for i, t in enumerate(people)],
            ),
            people,
        )
        assert result.hits == 100
        assert result.beaten

    def test_row_order_pairs_everybody(self) -> None:
        people = _people(100)
        tables = _tables([(t.ids["account"],) for t in people], [(t.ids["person"],) for t in people])
        assert linkage.attack(tables, people).beaten

    def test_a_time_column_pairs_everybody(self) -> None:
        people, shuffled = _people(100), random.Random(2)
        accounts = [(t.ids["account"], str(i)) for i, t in enumerate(people)]
        persons = [(t.ids["person"], str(1000 + i)) for i, t in enumerate(people)]
        shuffled.shuffle(accounts)
        shuffled.shuffle(persons)
        assert linkage.attack(_tables(accounts, persons), people).beaten

    def test_a_leaf_that_names_both_pairs_everybody(self, cluster: Cluster) -> None:
        people = _people(30)
        with psycopg.connect(cluster.superuser_dsn(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE leaves")
        with psycopg.connect(cluster.superuser_dsn("leaves")) as connection:
            connection.execute("CREATE TABLE leaf (index bigint PRIMARY KEY, entry bytea)")
            for index, truth in enumerate(people):
                body = canonical({name: b64(bytes.fromhex(each)) for name, each in truth.ids.items()})
                connection.execute("INSERT INTO leaf VALUES (%s, %s)", [index, canonical({"body": b64(body)})])
            assert linkage.attack(linkage.dump(connection), people).hits == 30

    def test_what_a_server_knows_together_is_no_finding(self) -> None:
        people = [Truth({"account": t.ids["account"], "way": t.ids["person"]}) for t in _people(100)]
        rows = [(t.ids["account"], t.ids["way"]) for t in people]
        assert not linkage.attack([Table("p.way", ("account", "way"), tuple(rows))], people).beaten

    def test_random_order_gives_nothing_away(self) -> None:
        people, shuffled = _people(200), random.Random(3)
        accounts = [(t.ids["account"],) for t in people]
        persons = [(t.ids["person"],) for t in people]
        shuffled.shuffle(accounts)
        shuffled.shuffle(persons)
        assert not linkage.attack(_tables(accounts, persons), people).beaten
