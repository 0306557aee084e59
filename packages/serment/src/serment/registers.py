"""The registers of processors of a one-machine installation: true of it as it stands, and its keeper's to edit.

Unlike the configuration they are written once: who is behind an installation, no program knows.
"""

from datetime import date
from pathlib import Path

from serment import toml

FILE = "processors.toml"
OWN, PLATFORM, CUSTODIAN, MAILBOX, WITNESS = "own", "platform", "custodian", "mailbox", "witness"

HEAD = """\
# Who gets what from this hand, shown to everybody. `serment up` wrote it once; it is yours to edit.
# Every address of the configuration names one of these entries. As long as no legal name and no country stand here,
# nobody has said who is behind this installation.
"""

ENTRY = """
[{id}]
role = "{role}"
since = {since}
hds = false
receives = [{receives}]
purpose.fr = "{purpose[0]}"
purpose.en = "{purpose[1]}"
"""

Both = tuple[str, str]
"""French, English."""

OF_PLATFORM: tuple[Both, ...] = (
    ("l'annuaire public, les horaires et les heures prises", "the public directory, opening hours and times taken"),
    ("des enveloppes chiffrées qu'il ne peut pas ouvrir", "sealed envelopes that it cannot open"),
    ("des comptes sans nom", "accounts without a name"),
)
OF_CUSTODIAN: tuple[Both, ...] = (
    ("des adresses e-mail, scellées dans sa base", "e-mail addresses, sealed in its database"),
    ("le jour où un rappel part", "the day on which a nudge goes out"),
)
ONE_MACHINE: Both = (
    "Cette installation elle-même, sur une seule machine\u00a0: personne d'autre n'intervient.",
    "This installation itself, on one machine: nobody else takes part.",
)
THE_OTHER: Both = (
    "L'autre main, sur la même machine et aux mêmes mains\u00a0; en production, une société indépendante.",
    "The other hand, on the same machine and run by the same people; in production, an independent company.",
)
THE_MAILBOX: Both = (
    "La boîte aux lettres de démonstration\u00a0: elle garde les messages sur cette machine, et rien ne part.",
    "The demonstration's mailbox: it keeps mail on this machine, and nothing leaves.",
)
OUTSIDE: Both = (
    "Un témoin extérieur, qui contresigne les journaux publics. Il n'en voit que la taille et une empreinte.",
    "An outside witness, which cosigns the public logs. It sees their size and a hash.",
)
PUBLIC: Both = ("des clés publiques, des preuves et des billets illisibles", "public keys, proofs and opaque tickets")
MAIL: Both = ("l'adresse e-mail et un message sans contenu", "the e-mail address and a message without content")
SMS: Both = (
    "le numéro de qui a accepté les SMS, et un message sans contenu",
    "the number of whoever agreed to SMS, and a message without content",
)


def write_missing(folder: Path, hand: str, *, witnesses: bool) -> None:
    """Write the register of a hand, unless its keeper has one already."""
    path = folder / FILE
    if not path.exists():
        toml.write_private(path, HEAD + "".join(_entries(hand, witnesses=witnesses)))


def _entries(hand: str, *, witnesses: bool) -> list[str]:
    if hand == PLATFORM:
        entries = [_entry(OWN, "own", OF_PLATFORM, ONE_MACHINE), _entry(CUSTODIAN, "own", (PUBLIC,), THE_OTHER)]
    else:
        entries = [
            _entry(OWN, "own", OF_CUSTODIAN, ONE_MACHINE),
            _entry(PLATFORM, "own", (PUBLIC,), THE_OTHER),
            _entry(MAILBOX, "own", (MAIL, SMS), THE_MAILBOX),
        ]
    return [*entries, _entry(WITNESS, "supplier", (), OUTSIDE)] if witnesses else entries


def _entry(name: str, role: str, receives: tuple[Both, ...], purpose: Both) -> str:
    classes = ", ".join(f'{{ fr = "{fr}", en = "{en}" }}' for fr, en in receives)
    return ENTRY.format(
        id=name,
        role=role,
        since=date.today().isoformat(),  # noqa: DTZ011 -- the day of whoever starts it
        receives=classes,
        purpose=purpose,
    )
