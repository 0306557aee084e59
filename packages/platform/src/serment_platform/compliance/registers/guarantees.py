"""The public table and statement of guarantees that the French referential for health data asks of a host (HDS v2,
chapter 8, EXI 31). Computed from the register of processors: nobody types it. Pure.
"""

from typing import Literal

import msgspec

from serment_kernel.processors import EEA, Abroad, Processor, Register, Words

Statement = Literal["qualified", "no_transfer", "table", "incomplete"]

STATEMENTS: dict[Statement, Words] = {
    "qualified": Words(
        "Tous ceux qui hébergent ou traitent des données ici sont qualifiés SecNumCloud 3.2.",
        "Everybody who hosts or processes data here is qualified under SecNumCloud 3.2.",
    ),
    "no_transfer": Words(
        "Aucune donnée ne part hors de l’Espace économique européen, personne n’y accède d’ailleurs, et la loi d’un "
        "autre pays ne s’impose à aucun de ceux qui sont nommés ici.",
        "No data leaves the European Economic Area, nobody reaches it from elsewhere, and no other country’s law binds "
        "anybody named here.",
    ),
    "table": Words(
        "Des données peuvent être atteintes depuis un pays hors de l’Espace économique européen, ou par sa loi ; le "
        "tableau dit par qui et sous quelles garanties.",
        "Data may be reached from a country outside the European Economic Area, or by its law; the table says by whom "
        "and under which safeguards.",
    ),
    "incomplete": Words(
        "Le registre ne répond pas encore pour tous : rien ne peut être déclaré.",
        "The register does not answer for everybody yet: nothing can be stated.",
    ),
}


class Guarantee(msgspec.Struct, frozen=True):
    """A line of the table: its seven columns, and which entry it is."""

    id: str
    name: str
    role: str
    hds: bool
    secnumcloud: bool
    activities: tuple[int, ...]
    access: Abroad | None
    """EXI 29; none as long as nobody answered."""
    exposure: Abroad | None
    """EXI 30; likewise."""


class Guarantees(msgspec.Struct, frozen=True):
    """The statement, and the table that it follows from."""

    statement: Statement
    words: Words
    table: list[Guarantee]
    unanswered: list[str]
    """Entries that keep the statement from being made."""


def guarantees(register: Register) -> Guarantees:
    """What the register says. Suppliers get nothing about anybody and are not in it."""
    parties = {name: each for name, each in register.items() if each.role != "supplier"}
    unanswered = [name for name, each in parties.items() if not _is_answered(each)]
    statement = statement_of(list(parties.values()))
    return Guarantees(
        statement, STATEMENTS[statement], [_line(name, each) for name, each in parties.items()], unanswered
    )


def statement_of(parties: list[Processor]) -> Statement:
    """All qualified: the first. Else no transfer and nobody exposed: the second. Else the table speaks."""
    if parties and all(each.secnumcloud for each in parties):
        return "qualified"
    if any(_reaches_out(each) for each in parties):
        return "table"
    return "no_transfer" if parties and all(map(_is_answered, parties)) else "incomplete"


def _is_answered(each: Processor) -> bool:
    return each.secnumcloud or (bool(each.country) and each.access is not None and each.exposure is not None)


def _reaches_out(each: Processor) -> bool:
    answers = (each.access, each.exposure)
    return each.country not in {"", *EEA} or any(answer is not None and answer.countries for answer in answers)


def _line(name: str, each: Processor) -> Guarantee:
    return Guarantee(
        name, each.name, each.role, each.hds, each.secnumcloud, each.activities, each.access, each.exposure
    )
