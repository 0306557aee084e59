"""What the officers decide about practices: to stand by a root, and to stand by it no more."""

from datetime import timedelta

import msgspec

from serment_custodian import config
from serment_custodian.endorsements import actions
from serment_custodian.endorsements.types import Root
from serment_custodian.ledger import Ledger
from serment_custodian.officers import Kind, Subject, Words
from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_protocol.acts import Decision
from serment_protocol.encoding import b64, from_b64
from serment_protocol.structure import Hex16

ENDORSE, WITHDRAW = "endorse_practice", "withdraw_endorsement"
ASKED = "practice_asked"

ENDORSE_WORDS = Words(
    fr="Confirmer que « {name} » est le cabinet {practice}. Appelez-le par un numéro que vous tenez d’un annuaire "
    "officiel, jamais par celui qu’on vous donne, et faites-vous lire l’identifiant en entier.",
    en="Confirm that “{name}” is practice {practice}. Call it by a number that you have from an official register, "
    "never by one that you were given, and have the whole identifier read to you.",
)
WITHDRAW_WORDS = Words(
    fr="Ne plus confirmer le cabinet {practice}. Dans quarante jours au plus, plus personne n’y prendra rendez-vous en "
    "ligne.",
    en="Confirm practice {practice} no longer. In forty days at most, nobody books there online any more.",
)


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom it is asked to stand by: the root names the practice, and the officers compare that name."""

    practice: Hex16
    root: str
    name: str


class Practice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to stand by no more."""

    practice: Hex16


def subject_of(root: Root) -> Subject:
    """What is decided about a practice that asks."""
    return {"practice": root.practice.hex(), "root": b64(root.root), "name": root.name}


def endorsement_kinds(db: Database, ledger: Ledger, settings: config.Officers, now: Clock) -> list[Kind]:
    """Both kinds, with what carries them out."""

    async def endorse(decision: Decision) -> None:
        said = msgspec.convert(decision.subject, Shown)
        root = Root(bytes.fromhex(said.practice), from_b64(said.root), said.name)
        await actions.endorse(db, ledger, root, "officers", now())

    async def withdraw(decision: Decision) -> None:
        await actions.withdraw(db, ledger, _practice(decision.subject), now())

    async def require_standing(subject: Subject) -> None:
        await actions.require_standing(db, _practice(subject))

    async def require_open(subject: Subject) -> None:
        await actions.require_open(db, _practice(subject))

    delay = timedelta(seconds=settings.delay)
    return [
        Kind(
            ENDORSE,
            ENDORSE_WORDS,
            frozenset({ASKED}),
            settings.quorum,
            endorse,
            delay,
            form=Shown,
            require=require_open,
        ),
        Kind(
            WITHDRAW,
            WITHDRAW_WORDS,
            frozenset({ASKED, "practice_closed", "practice_invented", "emergency"}),
            settings.quorum,
            withdraw,
            form=Practice,
            require=require_standing,
            by_hand=True,
        ),
    ]


def _practice(subject: Subject) -> bytes:
    return bytes.fromhex(str(subject["practice"]))
