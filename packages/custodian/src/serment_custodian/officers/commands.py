"""Commands of the officers' room. Whoever has this machine can ask, and can stop; deciding takes the passkeys."""

import argparse
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from serment_custodian.officers import enrolment, store
from serment_custodian.officers.approvals import standing
from serment_custodian.officers.decisions import Decisions
from serment_custodian.officers.errors import SubjectUnreadable
from serment_custodian.officers.switch import STOP
from serment_custodian.officers.types import Stored
from serment_kernel.database import Tx
from serment_protocol.acts import Act, Decision
from serment_protocol.course import Course
from serment_protocol.encoding import b64, write_time
from serment_protocol.structure import read

OfficeCommand = Callable[[Decisions, argparse.Namespace], Awaitable[list[str]]]
MOST_LISTED = 50


async def list_officers(decisions: Decisions, _options: argparse.Namespace) -> list[str]:
    """Who decides, who may come to, and who has left."""
    people = await enrolment.everybody(decisions.office)
    lines = [f"{each.officer.hex()}  {each.state:9}  since {each.since}  {each.name}" for each in people]
    return [*lines, f"It takes {decisions.office.settings.quorum} officers to decide."]


async def invite(decisions: Decisions, options: argparse.Namespace) -> list[str]:
    """Print a link by which somebody makes a passkey here, once, within three days."""
    office, secret = decisions.office, secrets.token_bytes(enrolment.SECRET_BYTES)
    await enrolment.invite(office, options.name, enrolment.invitation_hash(secret))
    if await enrolment.is_ceremony(office):
        then = "It makes an officer while there are fewer than the quorum, then a candidate: hand it over in person."
    else:
        then = "It makes a candidate; the officers decide."
    return [f"{office.party.origin}/officers#{b64(secret)}", f"For {options.name} alone. {then}"]


async def remove(decisions: Decisions, options: argparse.Namespace) -> list[str]:
    """Ask the officers to let one of them go."""
    officer = await enrolment.named(decisions.office, options.name)
    subject = {"officer": officer.officer.hex(), "name": officer.name}
    return [(await decisions.ask(enrolment.REMOVE, enrolment.CHANGE, subject)).hex()]


async def list_decisions(decisions: Decisions, _options: argparse.Namespace) -> list[str]:
    """What is under way, and what was settled lately."""
    async with decisions.office.db.transaction() as tx:
        found = await store.recent_decisions(tx, MOST_LISTED)
        return [await _line(tx, decisions, each) for each in found if each.kind in decisions.kinds]


async def ask(decisions: Decisions, options: argparse.Namespace) -> list[str]:
    """Open a decision; officers approve or veto it on their page."""
    try:
        subject = msgspec.json.decode(options.subject, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise SubjectUnreadable from error
    return [(await decisions.ask(options.kind, options.reason, subject)).hex()]


async def stop(decisions: Decisions, options: argparse.Namespace) -> list[str]:
    """Refuse every use of keys from now on; a quorum of officers lets go on."""
    await decisions.note(STOP, options.reason, {"by": "command"})
    return ["Stopped. A quorum of officers lets go on, on their page."]


async def acts(decisions: Decisions, _options: argparse.Namespace) -> list[str]:
    """Print every act of the log, once its signature and its course were verified."""
    course, found = Course(), await decisions.office.ledger.acts()
    for _, act in found:
        course.add(act)
    lines = [f"{leaf:7}  {_told(act)}" for leaf, act in found]
    return [*lines, f"{len(found)} acts: every signature is good, and every decision went its way."]


COMMANDS: dict[str, OfficeCommand] = {
    "officers list": list_officers,
    "officers invite": invite,
    "officers remove": remove,
    "decisions list": list_decisions,
    "decisions ask": ask,
    "stop": stop,
    "acts": acts,
}
"""By the words that call them; `office_parser.py` reads those."""


async def _line(tx: Tx, decisions: Decisions, stored: Stored) -> str:
    kind, body = decisions.kinds[stored.kind], read(stored.body, Decision)
    approvals = await standing(tx, decisions.office, kind, stored)
    ripe = f", not before {write_time(stored.not_before)}" if stored.not_before else ""
    counted = f"{len(approvals)} of {kind.quorum}{ripe}"
    return f"{stored.decision.hex()}  {stored.state:8}  {body.asked}  {kind.name} ({body.reason}), {counted}"


def _told(act: Act) -> str:
    about = act.subject or f"about {act.subject_hash[:16]}…"
    return f"{act.day}  {act.step:8}  {act.act} ({act.reason})  {about}"
