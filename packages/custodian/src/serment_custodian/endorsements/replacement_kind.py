"""What the officers decide about a practice's root: that another one takes its place, after seven days in the log."""

from datetime import timedelta
from typing import get_args

import msgspec

from serment_custodian import config
from serment_custodian.endorsements import replacements
from serment_custodian.endorsements.replacements import Tell
from serment_custodian.ledger import Ledger
from serment_custodian.officers import Kind, Words
from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_protocol.acts import Decision
from serment_protocol.replacements import DELAY, REPLACE, Reason
from serment_protocol.structure import Hex16, Number

WORDS = Words(
    fr="Remplacer la clé racine du cabinet {practice}, « {name} ». Appelez le cabinet par un numéro que vous tenez "
    "d’un annuaire officiel, jamais par celui qu’on vous donne : demandez-lui pourquoi, et faites-vous lire la marque "
    "{mark}. Qui possède l’ancienne clé peut demander cela aussi bien que le cabinet : seul l’appel distingue l’un de "
    "l’autre. Sept jours passent avant que ce soit fait ; si le cabinet s’y oppose, opposez votre veto.",
    en="Replace the root key of practice {practice}, “{name}”. Call the practice by a number that you have from an "
    "official register, never by one that you were given: ask why, and have the mark {mark} read to you. Whoever has "
    "the old key can ask for this as well as the practice: only the call tells one from the other. Seven days pass "
    "before it is done; if the practice objects, veto it.",
)


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which root is to take the place of which."""

    practice: Hex16
    number: Number
    old: str
    new: str
    name: str
    request: Hex16
    mark: str


def replacement_kind(db: Database, ledger: Ledger, settings: config.Officers, tell: Tell, now: Clock) -> Kind:
    """The kind of decision, with what carries it out."""

    async def replace(decision: Decision) -> None:
        await replacements.carry_out(db, ledger, tell, decision, now())

    delay = max(DELAY, timedelta(seconds=settings.delay))
    return Kind(REPLACE, WORDS, frozenset(get_args(Reason)), settings.quorum, replace, delay, form=Asked)
