"""Write who can read what, and for how long, as patients see it in the app; with `--check`, compare instead.

Who reads is taken from docs/security/who-can-read.md, how long from the classes of retention. Here stands only which
columns a person would call by one name; the words are in web/src/words/*/readers.ftl.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from serment_custodian.retention import CLASSES as CUSTODIAN_CLASSES
from serment_kernel.retention import DataClass, classes_of
from serment_platform.retention import CLASSES as PLATFORM_CLASSES

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/security/who-can-read.md"
MADE = ROOT / "web/src/rooms/readers/things.ts"

Part = Literal["platform", "custodian"]
Reader = Literal["you", "practice", "platform", "custodian", "host", "thief"]
READERS: tuple[Reader, ...] = ("you", "practice", "platform", "custodian", "host", "thief")
CLASSES: Mapping[Part, tuple[DataClass, ...]] = {"platform": PLATFORM_CLASSES, "custodian": CUSTODIAN_CLASSES}
# Whoever runs a service shares what it reads with its host, and with whoever steals a copy of its database; what lies
# under the sealing key opens to the service at work, and in no copy.
READ_BY: Mapping[str, frozenset[Reader]] = {
    "nobody": frozenset(),
    "patient": frozenset({"you"}),
    "practice": frozenset({"practice"}),
    "platform": frozenset({"platform", "host", "thief"}),
    "custodian": frozenset({"custodian", "host", "thief"}),
    "custodian at work": frozenset({"custodian", "host"}),
    "everybody": frozenset(READERS),
}
HEAD = "/** Made by scripts/readers.py, from who-can-read.md and the classes of retention: change those instead. */\n"


class Thing(NamedTuple):
    """What a person would call by one name."""

    name: str
    kept: str
    """The sentence that says how long, `readers-kept-...`."""
    columns: tuple[str, ...] = ()
    """Each after `platform` or `custodian`; none where nothing is stored."""
    also: tuple[Reader, ...] = ()
    """Who knows it without reading a column: whoever it is about, and the practice that expects them."""
    mine: bool = False
    """Whether what patients and practices can each read of their own is here the patient's own."""


VISIT = "platform scheduling.appointment."
THINGS = (
    Thing(
        "name",
        "visit",
        (f"{VISIT}envelope", f"{VISIT}self_copy", "platform scheduling.filing.blob"),
    ),
    Thing("reason", "visit", (f"{VISIT}envelope", f"{VISIT}self_copy", "platform scheduling.filing.blob")),
    Thing("note", "care", ("platform scheduling.note.blob",)),
    Thing("letter", "letters", ("platform scheduling.letter.sealed", "platform scheduling.letter.copy")),
    Thing("referral", "referral", ("platform practice.referral.sealed",)),
    Thing("request", "letters", ("platform scheduling.letter.due",), ("you", "practice")),
    Thing("time", "visit", (f"{VISIT}start", f"{VISIT}minutes", f"{VISIT}state"), ("you", "practice")),
    Thing("doctor", "visit", (f"{VISIT}practice", f"{VISIT}schedule"), ("you", "practice")),
    Thing("search", "never", (), ("you",)),
    Thing("email", "account", ("custodian people.person.address_sealed",), ("you",)),
    Thing("new-email", "change", ("custodian people.change.address_sealed",), ("you",)),
    Thing(
        "phone",
        "phone",
        ("custodian people.phone.number_sealed", "custodian people.phone_code.number_sealed"),
        ("you",),
    ),
    Thing("ending", "ending", ("custodian people.ending.wish_sealed",), ("you",)),
    Thing("asked-about", "told", ("custodian compliance.authority_person.person_locked",)),
    Thing(
        "reminder",
        "nudge",
        (
            f"{VISIT}ticket",
            f"{VISIT}remind_on",
            "platform scheduling.mailbox.ticket",
            "custodian tickets.waiting.person",
        ),
        ("you",),
    ),
    Thing("passphrase", "never", ("platform identity.way.locator",), ("you",)),
    Thing("account", "account", ("platform vault.vault.blob", "platform identity.way.sealed_root"), mine=True),
    Thing("device", "device", ("custodian people.device.used",), ("you",)),
    Thing("code", "code", ("custodian people.code.expires",), ("you",)),
    Thing("session", "session", ("platform identity.session.expires", "custodian people.session.expires"), ("you",)),
    Thing("second-device", "meeting", ("platform identity.rendezvous.offer",), mine=True),
    Thing("counter", "meeting", ("platform scheduling.turn.sealed",)),
    Thing("held", "held", ("platform scheduling.hold.start", "platform scheduling.held_token.token")),
    Thing("line", "line", ("platform scheduling.waiting.first", "platform scheduling.waiting.ticket"), ("you",)),
    Thing("tries", "tries", ("custodian hardening.evaluation.count", "custodian tokens.issued.count"), ("you",)),
    Thing("erased", "erased", ("platform scheduling.erased.body",), ("you", "practice")),
    Thing("erasure", "erasure", ("platform identity.erasure.day", "custodian people.erasure.day"), ("you",)),
)
# The classes that a sentence about time speaks of, and the numbers it needs; a thing may be of no other class.
KEPT: Mapping[str, tuple[frozenset[str], Mapping[str, str]]] = {
    "visit": (frozenset({"appointment", "envelope", "care"}), {"months": "appointment", "years": "care"}),
    "care": (frozenset({"care"}), {"years": "care"}),
    "letters": (frozenset({"letter"}), {"months": "letter"}),
    "referral": (frozenset({"referral"}), {"months": "referral"}),
    "account": (frozenset({"account", "person"}), {}),
    # What is stored is a hash of what was derived from it, and says nothing by itself.
    "never": (frozenset({"account"}), {}),
    "change": (frozenset({"change"}), {}),
    "phone": (frozenset({"phone", "phone_code"}), {"minutes": "phone_code"}),
    "ending": (frozenset({"ending"}), {}),
    "told": (frozenset({"authority_person"}), {}),
    "nudge": (frozenset({"nudge", "letter_nudge"}), {}),
    "device": (frozenset({"device"}), {"days": "device"}),
    "code": (frozenset({"code"}), {"minutes": "code"}),
    "session": (frozenset({"session"}), {"hours": "session"}),
    "meeting": (frozenset({"rendezvous", "turn"}), {"minutes": "turn"}),
    "held": (frozenset({"hold", "held_token"}), {"hours": "hold", "days": "held_token"}),
    "line": (frozenset({"waiting"}), {"days": "waiting"}),
    "tries": (frozenset({"guesses", "rights"}), {"months": "guesses"}),
    "erasure": (frozenset({"erasure"}), {"days": "erasure"}),
    "erased": (frozenset({"erased"}), {"months": "erased"}),
}


def main() -> int:
    """Write the file, or say that it is not what this would write."""
    made = written()
    if "--check" not in sys.argv[1:]:
        MADE.write_text(made, encoding="utf-8")
        return 0
    if MADE.exists() and MADE.read_text(encoding="utf-8") == made:
        return 0
    print(f"{MADE.relative_to(ROOT)} is stale; scripts/readers.py writes it.")
    return 1


def written() -> str:
    """The module that the app shows."""
    require_all(THINGS)
    table = readers_of_columns(PAGE.read_text(encoding="utf-8"))
    rows = "\n".join(f"  {row_of(thing, table)}," for thing in THINGS)
    readers = " | ".join(f'"{each}"' for each in READERS)
    return (
        f'{HEAD}import {{ t, type PlainKey }} from "../../words/words.svelte";\n\n'
        f"export type Reader = {readers};\n"
        "export interface Thing {\n  name: PlainKey;\n  why: PlainKey;\n  readers: readonly Reader[];\n"
        "  kept: () => string;\n}\n\n"
        f"export const things: readonly Thing[] = [\n{rows}\n];\n"
    )


def require_all(things: Iterable[Thing]) -> None:
    """Raise unless each class that is about patients is among these things."""
    wanted = {(part, each.name) for part, classes in CLASSES.items() for each in classes if each.about == "patient"}
    if missing := wanted - classes_in(things):
        raise ValueError(f"patients are not told of {missing}")


def row_of(thing: Thing, table: Mapping[str, frozenset[str]]) -> str:
    """One line of the module."""
    readers = ", ".join(f'"{each}"' for each in who_reads(thing, table))
    numbers = ", ".join(f"{name}: {number}" for name, number in numbers_of(thing).items())
    values = f", {{ {numbers} }}" if numbers else ""
    return (
        f'{{ name: "readers-{thing.name}", why: "readers-{thing.name}-why", readers: [{readers}],'
        f' kept: () => t("readers-kept-{thing.kept}"{values}) }}'
    )


def who_reads(thing: Thing, table: Mapping[str, frozenset[str]]) -> list[Reader]:
    """In the order of `READERS`."""
    found: set[Reader] = set(thing.also)
    for column in thing.columns:
        cells = table[column]
        found |= {reader for cell in cells for reader in READ_BY[cell]}
    if thing.mine:
        found.discard("practice")
    return [each for each in READERS if each in found]


def numbers_of(thing: Thing) -> dict[str, int]:
    """What the sentence about time needs; raise if the thing has a column that the sentence does not speak of."""
    spoken, wanted = KEPT[thing.kept]
    if strange := classes_in([thing]) - {(part, name) for part in CLASSES for name in spoken}:
        raise ValueError(f"{thing.name} is kept as {strange}, of which readers-kept-{thing.kept} does not speak")
    periods = {each.name: each.period for part in (CUSTODIAN_CLASSES, PLATFORM_CLASSES) for each in part}
    numbers = {unit: periods[name] for unit, name in wanted.items()}
    if wrong := [name for unit, name in wanted.items() if periods[name].unit != unit]:
        raise ValueError(f"{wrong} is not counted in the unit that readers-kept-{thing.kept} says")
    return {unit: period.number for unit, period in numbers.items()}


def classes_in(things: Iterable[Thing]) -> set[tuple[Part, str]]:
    """The classes of the columns of these."""
    found: set[tuple[Part, str]] = set()
    for column in (column for thing in things for column in thing.columns):
        part, _, name = column.partition(" ")
        table, _, field = name.rpartition(".")
        which: Part = "platform" if part == "platform" else "custodian"
        found |= {(which, each) for each in classes_of((table, field), CLASSES[which])}
    return found


def readers_of_columns(page: str) -> dict[str, frozenset[str]]:
    """`part room.table.column` → what stands in its cell."""
    found: dict[str, frozenset[str]] = {}
    for part in CLASSES:
        section = page.split(f"## {part.capitalize()}\n")[1].split("\n## ", maxsplit=1)[0]
        table = ""
        for line in section.splitlines():
            if line.startswith("### "):
                table = line.split()[1]
            elif match := re.match(r"\| (\w+) \| ([a-z, ]+) \| ", line):
                found[f"{part} {table}.{match[1]}"] = frozenset(match[2].split(", "))
    return found


if __name__ == "__main__":
    sys.exit(main())
