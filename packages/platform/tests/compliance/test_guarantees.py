"""The statement about transfers follows from the register; nobody types it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_kernel.processors import Abroad, Processor, RegisterRefused, Words, read_register
from serment_platform.compliance.registers.certificates import held
from serment_platform.compliance.registers.exporting import order, table
from serment_platform.compliance.registers.guarantees import guarantees
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.types import Measured

from .builders import CERTIFICATE, NOW, version

NOBODY, SAFE = Abroad(()), Words("des clauses", "clauses")


def entry(
    *,
    role: str = "processor",
    country: str = "FR",
    qualified: bool = False,
    access: Abroad | None = NOBODY,
    exposure: Abroad | None = NOBODY,
) -> Processor:
    return Processor(
        role,  # pyright: ignore[reportArgumentType]
        (Words("tout", "all"),),
        Words("p", "p"),
        date(2026, 11, 26),
        hds=False,
        name="Fictif",
        country=country,
        transfers=SAFE,
        secnumcloud=qualified,
        access=access,
        exposure=exposure,
    )


@pytest.mark.parametrize(
    ("register", "statement"),
    [
        ({}, "incomplete"),
        ({"a": entry(qualified=True)}, "qualified"),
        ({"a": entry(qualified=True), "b": entry()}, "no_transfer"),
        ({"a": entry()}, "no_transfer"),
        ({"a": entry(country="")}, "incomplete"),
        ({"a": entry(), "b": entry(access=None)}, "incomplete"),
        ({"a": entry(exposure=None)}, "incomplete"),
        ({"a": entry(country="US")}, "table"),
        ({"a": entry(), "b": entry(access=Abroad(("US",), SAFE))}, "table"),
        ({"a": entry(exposure=Abroad(("US",), SAFE)), "b": entry(access=None)}, "table"),
        ({"a": entry(), "b": entry(role="supplier", country="US")}, "no_transfer"),
    ],
)
def test_statement(register: dict[str, Processor], statement: str) -> None:
    assert guarantees(register).statement == statement


@given(st.lists(st.booleans(), min_size=1), st.sampled_from(["", "FR", "US"]), st.booleans())
def test_nothing_good_is_stated_with_a_question_open(qualified: list[bool], country: str, answered: bool) -> None:
    access = NOBODY if answered else None
    register = {f"p{at}": entry(qualified=each, country=country, access=access) for at, each in enumerate(qualified)}
    found = guarantees(register)
    if found.statement == "no_transfer":
        assert not found.unanswered
    if found.statement == "qualified":
        assert all(each.secnumcloud for each in found.table)


@pytest.mark.parametrize(
    "answer",
    ['{ countries = ["FR"], why = { fr = "x", en = "x" } }', '{ countries = ["US"] }', '{ countries = ["usa"] }'],
)
def test_an_answer_of_another_form_is_refused(tmp_path: Path, answer: str) -> None:
    text = (
        '[a]\nrole = "own"\nsince = 2026-11-26\nhds = false\nreceives = [{fr="x",en="x"}]\npurpose = {fr="x",en="x"}\n'
    )
    path = tmp_path / "processors.toml"
    path.write_text(f"{text}access = {answer}\n")
    with pytest.raises(RegisterRefused):
        read_register(path)


def test_a_statement_of_applicability_shows_what_was_measured() -> None:
    fields = {"state": "approved", "applicable": True, "responsibility": "us", "status": "implemented", "shown": "L"}
    rows = [version("control", "A.8.24", {**fields, "checks": ["C25"]}), version("control", "A.5.9", fields)]
    said = table(REGISTERS["control"], rows, "fr", {"C25": Measured("pass", fresh=False)})
    lines = said.splitlines()
    assert lines[0].startswith("n°,intitulé,applicable")
    assert [line.split(",")[0] for line in lines[1:]] == ["A.5.9", "A.8.24"]
    assert '"C25 réussi, périmé"' in lines[2]


def test_no_cell_is_a_formula() -> None:
    row = version("risk", "risk-1", {"state": "draft", "title": "=1+1", "family": "A", "feared_event": "a; =2;b-c"})
    assert all(each in table(REGISTERS["risk"], [row], "en") for each in ("'=1+1", "a; '=2;b-c"))


def test_ids_are_in_the_order_of_their_numbers() -> None:
    assert sorted(["A.5.10", "A.5.2", "risk-10", "risk-9"], key=order) == ["A.5.2", "A.5.10", "risk-9", "risk-10"]


@pytest.mark.parametrize(
    ("state", "until", "shown"),
    [
        ("preparing", "", False),
        ("stage_2", "2029-11-01", False),
        ("issued", "2029-11-01", True),
        ("surveillance_1", "2026-11-26", True),
        ("renewal", "2026-11-25", False),
        ("suspended", "2029-11-01", False),
        ("withdrawn", "2029-11-01", False),
    ],
)
def test_a_certificate_is_shown_while_it_is_held(state: str, until: str, *, shown: bool) -> None:
    fields = {**CERTIFICATE, "state": state, **({"until": until} if until else {})}
    assert bool(held([version("certificate", "certificate-1", fields)], NOW)) is shown
