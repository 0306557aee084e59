"""The half-yearly report: counted from files that the evidence bears out, signed, chained, and published for good.

Nobody asks for it: once a half is over, the next round of the room's work makes it, also where nothing came.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from statistics import median
from typing import get_args

from serment_kernel.authority import actions, report_store
from serment_kernel.authority.actions import Desk
from serment_kernel.authority.errors import RequestAltered
from serment_kernel.authority.report_store import Report
from serment_kernel.authority.types import Country, File, Kind
from serment_kernel.database import Tx
from serment_kernel.evidence.chain import Chain
from serment_protocol.authority_reports import PERSONS, REPORT, AuthorityReport, Cell, banded, report_hash
from serment_protocol.encoding import canonical, write_day
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.signing import verify_bytes
from serment_protocol.structure import read

KIND = "authority_report"
FIRST_MONTH_OF_SECOND = 7
NOTHING = "0" * 64
Sign = Callable[[str, bytes], bytes]
logger = logging.getLogger(__name__)


def half_of(day: date) -> str:
    """The half-year of a day."""
    return f"{day.year}-H{1 if day.month < FIRST_MONTH_OF_SECOND else 2}"


def after(half: str) -> str:
    """The next half-year."""
    year, number = int(half[:4]), half[-1]
    return f"{year}-H2" if number == "1" else f"{year + 1}-H1"


def missing(first: str, have: Iterable[str], today: date) -> list[str]:
    """The halves that are over and have no report, oldest first."""
    found, half, known = list[str](), first, set(have)
    while half < half_of(today):
        if half not in known:
            found.append(half)
        half = after(half)
    return found


def count(
    files: Sequence[File], half: str, origin: str, today: date, previous: str, ends: Sequence[str]
) -> AuthorityReport:
    """The report of a half. What was played is not counted, unless a package came of it: that is none."""
    real = [each for each in files if not each.is_played and half_of(each.opened.date()) <= half]
    came = [each for each in real if half_of(each.opened.date()) == half]
    ended = [each for each in real if each.ended_at and half_of(each.ended_at.date()) == half]
    contested = [each for each in came if each.contested]
    return AuthorityReport(
        origin=origin,
        half=half,
        received=len(came),
        disclosed=sum(each.disclosed for each in ended),
        # At the platform, no step of the table ends so. If one ever does, it is counted.
        clear_text=sum(each.ended == "clear_text_disclosed" for each in ended),
        contested=len(contested),
        secrecy_orders=banded(sum(bool(each.qualified and each.qualified.secrecy) for each in came)),
        by_country=_cells((*get_args(Country), "unqualified"), [_country(each) for each in came]),
        by_kind=_cells((*get_args(Kind), "unqualified"), [_kind(each) for each in came]),
        by_outcome=_cells((*ends, "redirected", "narrowed"), _outcomes(ended)),
        contests=_cells(("narrowed", "upheld", "withdrawn", "open"), [_contest(each) for each in contested]),
        persons=_cells(PERSONS, [each.persons for each in ended if each.persons]),
        open=banded(sum(1 for each in real if not each.ended_at or half_of(each.ended_at.date()) > half)),
        median_days=_median(ended),
        made=write_day(today),
        previous=previous,
    )


async def sound(chain: Chain, tx: Tx) -> list[Report]:
    """The reports that the platform's log signed and the evidence has, oldest first; others are nobody's word."""
    noted, found = await _noted(chain, tx), list[Report]()
    for each in await report_store.reports(tx):
        if noted.get(each.half) == report_hash(each.body) and _is_signed(chain, each):
            found.append(each)
        else:
            logger.error("the report of %s is not what the evidence has, and is not shown", each.half)
    return found


async def publish(desk: Desk, sign: Sign) -> int:
    """Make the reports that are missing; how many. None is made while a request contradicts the evidence."""
    today = desk.now().date()
    async with desk.db.transaction() as tx:
        first = await _first(desk, tx)
        due = missing(first, await _noted(desk.chain, tx), today) if first else []
    for half in due:
        await _publish(desk, sign, half)
    return len(due)


async def _publish(desk: Desk, sign: Sign, half: str) -> None:
    found, today = await actions.everything(desk), desk.now().date()
    if found.altered:
        raise RequestAltered
    async with desk.db.transaction() as tx:
        have = await sound(desk.chain, tx)
        previous = report_hash(have[-1].body) if have else NOTHING
        body = canonical(count(found.files, half, desk.chain.origin, today, previous, desk.procedure.ends))
        event = await desk.chain.append(tx, KIND, {"half": half, "report": report_hash(body)}, desk.now())
        await report_store.add_report(tx, Report(half, body, sign(REPORT, body)), event.seq)


async def _noted(chain: Chain, tx: Tx) -> dict[str, str]:
    """By half, the hash of the report that the evidence had first."""
    found, signers = dict[str, str](), await chain.signers(tx)
    for event in await chain.events(tx, kind=KIND):
        match event.content if signers.signed(event) else None:
            case {"half": str(half), "report": str(report)}:
                found.setdefault(half, report)
            case _:
                continue
    return found


def _is_signed(chain: Chain, each: Report) -> bool:
    try:
        verify_bytes(chain.log_key, REPORT, each.body, each.signature)
        return read(each.body, AuthorityReport).half == each.half
    except ProtocolRefusal:
        return False


async def _first(desk: Desk, tx: Tx) -> str:
    """The half in which the evidence begins."""
    found = await desk.chain.events(tx, 0, 1)
    return half_of(found[0].at.date()) if found else ""


def _country(file: File) -> str:
    return file.qualified.country if file.qualified else "unqualified"


def _kind(file: File) -> str:
    return file.qualified.kind if file.qualified else "unqualified"


def _outcomes(ended: Sequence[File]) -> list[str]:
    ways = [each.ended for each in ended]
    ways += ["redirected" for each in ended if each.redirected]
    return ways + ["narrowed" for each in ended if each.narrowed]


def _contest(file: File) -> str:
    if file.narrowed:
        return "narrowed"
    if file.upheld:
        return "upheld"
    return "withdrawn" if file.ended == "withdrawn" else "open"


def _cells(names: Sequence[str], found: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(name, banded(found.count(name))) for name in names)


def _median(ended: Sequence[File]) -> int:
    days = [_days(each.opened, each.ended_at) for each in ended if each.ended_at]
    return round(median(days)) if days else -1


def _days(opened: datetime, ended: datetime) -> int:
    return (ended.date() - opened.date()).days
