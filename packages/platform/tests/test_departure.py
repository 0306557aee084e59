"""Somebody has left the practice, and kept all there was to keep: nothing that is written afterwards opens to him.

He was a practitioner, so he had the desk's keys and the clinical ones. He has his own keys, the secrets of every epoch
until he left, an open session and, from now on, a copy of the platform's whole database: what is proved here holds
against him and the platform together. It says nothing of officers, who know the practice's root: what they could sign
is told in docs/security/threats.md.
"""

import asyncio
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from serment_client.access import Access
from serment_client.client import Client
from serment_client.errors import Refused
from serment_kernel.database import Database, opened
from serment_kernel.erasures import Erasures, replay
from serment_platform.erasing import KINDS
from serment_protocol.accounts import MemberKeys
from serment_protocol.encoding import b64, from_b64, read_time, write_time
from serment_protocol.errors import BadSignature, CannotOpen, PublicationForged
from serment_protocol.practice import CLINICAL, DESK, Compartment
from serment_protocol.publication import sign_publication, verify_publication
from serment_protocol.sealing import Context, open_sealed, unlock
from serment_protocol.statements import sign_next, verify_chain

from .clients import NewClient, clients, days, draft, join, signed_up, wish
from .installation import Installed


@dataclass(frozen=True)
class Closed:
    """Something of the database that only somebody's key opens; `sealed` to a public key, else under a filing key."""

    what: str
    epoch: int
    sealed: bool
    context: Context
    data: bytes

    def opens(self, ring: "Ring") -> bool:
        """Whether any key of the ring does."""
        opened = False
        for key in ring.seals if self.sealed else ring.filings:
            try:
                (open_sealed if self.sealed else unlock)(key, self.what, self.context, self.data)
            except CannotOpen:
                continue
            opened = True
        return opened


@dataclass(frozen=True)
class Ring:
    """Everything somebody can open with."""

    seals: list[bytes]
    filings: list[bytes]

    @classmethod
    def of(cls, keys: MemberKeys, access: Access) -> "Ring":
        """A member's own keys, and every secret of every epoch and compartment; signing seeds too, just in case."""
        secrets = [*access.secrets.values(), *access.clinical.values()]
        seeds = [from_b64(seed) for each in secrets for seed in (each.seal_seed, each.sign_seed, each.filing_key)]
        every = [keys.seal_seed, keys.sign_seed, *seeds]
        return cls(every, every)


class House:
    """A practice that somebody has left, seen from the platform's database."""

    def __init__(self, platform: Installed, practice: str) -> None:
        self.platform, self.practice = platform, practice

    def rows(self, query: LiteralString) -> list[tuple[Any, ...]]:
        """Of this practice."""
        return self.platform.sql(query, [bytes.fromhex(self.practice)])

    def closed(self) -> list[Closed]:
        """All of it."""
        return [*self._keys(), *self._ways_back(), *self._visits(), *self._filed(), *self._absences()]

    def _context(self, epoch: int, compartment: str = DESK, **more: Any) -> dict[str, Any]:
        return {"v": 1, "practice": self.practice, "epoch": epoch, "compartment": compartment, **more}

    def _keys(self) -> Iterator[Closed]:
        newest = self.rows("SELECT max(epoch) FROM practice.epoch WHERE practice = %s")[0][0]
        query: LiteralString = "SELECT epoch, compartment, member, sealed FROM practice.wrap WHERE practice = %s"
        for epoch, compartment, member, sealed in self.rows(query):
            context = {**self._context(epoch, compartment), "member": member.hex()}
            yield Closed("wrap", epoch, True, context, sealed)
        query = "SELECT member, root_sealed FROM practice.member WHERE practice = %s AND root_sealed <> ''"
        for member, sealed in self.rows(query):
            context: Context = {"v": 1, "practice": self.practice, "member": member.hex()}
            yield Closed("practice-root", newest, True, context, sealed)
        query = (
            "SELECT epoch, members_locked, previous_locked, clinical_previous FROM practice.epoch WHERE practice = %s"
        )
        for epoch, members, desk, clinical in self.rows(query):
            yield Closed("members", epoch, False, {"v": 1, "practice": self.practice, "epoch": epoch}, members)
            for name, locked in ((DESK, desk), (CLINICAL, clinical)):
                if locked:
                    yield Closed("previous", epoch, False, self._context(epoch, name), locked)

    def _ways_back(self) -> Iterator[Closed]:
        newest = self.rows("SELECT max(epoch) FROM practice.epoch WHERE practice = %s")[0][0]
        query: LiteralString = (
            "SELECT sharing, wrap, holder, colleague_sealed, custodian_sealed FROM practice.sharing WHERE practice = %s"
        )
        for sharing, wrap, holder, colleague, custodian in self.rows(query):
            context: dict[str, Any] = {"v": 1, "practice": self.practice, "sharing": sharing}
            yield Closed("recovery", newest, True, {**context, "epoch": newest}, wrap)
            if holder:
                yield Closed("share", newest, True, {**context, "member": holder.hex()}, colleague)
            yield Closed("share-custody", newest, True, context, custodian)

    def _visits(self) -> Iterator[Closed]:
        query: LiteralString = "SELECT appointment, epoch, envelope FROM scheduling.appointment WHERE practice = %s"
        for appointment, epoch, envelope in self.rows(query):
            yield Closed("envelope", epoch, True, self._context(epoch, appointment=appointment.hex()), envelope)

    def _filed(self) -> Iterator[Closed]:
        tables: list[tuple[str, Compartment, LiteralString]] = [
            (
                "filing",
                DESK,
                "SELECT appointment, epoch, revision, previous, blob FROM scheduling.filing WHERE practice = %s",
            ),
            (
                "clinical-note",
                CLINICAL,
                "SELECT appointment, epoch, revision, previous, blob FROM scheduling.note WHERE practice = %s",
            ),
        ]
        for what, name, query in tables:
            for appointment, epoch, revision, previous, blob in self.rows(query):
                place = {"appointment": appointment.hex(), "revision": revision, "previous": previous.hex()}
                yield Closed(what, epoch, False, self._context(epoch, name, **place), blob)

    def _absences(self) -> Iterator[Closed]:
        for absence, epoch, sealed in self.rows(
            "SELECT absence, epoch, sealed FROM scheduling.absence WHERE practice = %s"
        ):
            context = {"v": 1, "practice": self.practice, "epoch": epoch, "absence": absence.hex()}
            yield Closed("absence", epoch, False, context, sealed)


EVERYTHING = {
    "wrap",
    "practice-root",
    "members",
    "previous",
    "envelope",
    "filing",
    "clinical-note",
    "absence",
}


@dataclass(frozen=True)
class Story:
    """Who stayed, who left, what he kept."""

    officer: Client
    gone: Client
    practice: str
    ring: Ring
    kept: Access
    before: list[Closed]
    bearer: str
    visit: str


def work(officer: Client, patient: Client, practice: str, number: int) -> str:
    """A day at the practice: a patient books, somebody telephones, there are notes and an absence."""
    booked = patient.visits.book(wish(patient, practice, number))
    called = officer.desk.book(wish(officer, practice, number + 1))
    officer.agendas.read(practice, *days(officer))
    officer.desk.note(practice, called.appointment, "Rappeler")
    officer.desk.clinical_note(practice, called.appointment, "Toux sèche")
    officer.desk.clinical_note(practice, booked.appointment, "Fièvre")
    later = wish(officer, practice, number + 40)
    end = write_time(read_time(later.start) + timedelta(minutes=5))
    officer.desk.block(practice, later.schedule, later.start, end, "Congrès")
    return called.appointment


@pytest.fixture(scope="module")
def story(platform: Installed) -> Generator[Story]:
    """It happens once, and is looked at from all sides."""
    with clients(platform) as new:
        yield tell(new, platform)


def tell(client: NewClient, platform: Installed) -> Story:
    """He joined, worked, copied everything, and was removed; those who stayed went on."""
    officer, gone, patient = signed_up(client), signed_up(client), signed_up(client, "patient")
    practice = officer.team.open(draft(), "Dr Tilleul")
    member = join(officer, practice, gone, "Dr Parti", "practitioner")
    visit = work(officer, patient, practice, 0)
    gone.agendas.read(practice, *days(gone))
    kept, bearer = gone.memberships.access(practice), gone.account.session.bearer
    before = House(platform, practice).closed()
    officer.team.rotate(practice, remove=[member])
    officer.desk.clinical_note(practice, visit, "Toux sèche, mieux")  # What he has read is written anew.
    officer.desk.note(practice, visit, "Rappelé")
    work(officer, patient, practice, 2)
    join(officer, practice, signed_up(client), "Camille")
    work(officer, patient, practice, 4)
    return Story(officer, gone, practice, Ring.of(gone.memberships.keys, kept), kept, before, bearer, visit)


def test_what_was_written_before_opened_to_him(story: Story) -> None:
    """He had keys: only so do the next tests prove anything."""
    readable = {each.what for each in story.before if each.opens(story.ring)}
    assert readable == EVERYTHING - {"practice-root"}


def test_nothing_written_afterwards_opens_to_him(story: Story, platform: Installed) -> None:
    after = [each for each in House(platform, story.practice).closed() if each.epoch > story.kept.epoch.epoch]
    assert {each.what for each in after} == EVERYTHING
    assert [each.what for each in after if each.opens(story.ring)] == []


def test_it_opens_to_those_who_stayed(story: Story, platform: Installed) -> None:
    after = [each for each in House(platform, story.practice).closed() if each.epoch > story.kept.epoch.epoch]
    officer = Ring.of(story.officer.memberships.keys, story.officer.memberships.renew(story.practice))
    assert {each.what for each in after if each.opens(officer)} == EVERYTHING
    agenda = story.officer.agendas.read(story.practice, *days(story.officer))
    notes = [visit.clinical_note for visit in agenda.visits]
    assert sorted(filter(None, notes)) == ["Fièvre"] * 3 + ["Toux sèche"] * 2 + ["Toux sèche, mieux"]
    assert [each.reason for each in agenda.absences] == ["Congrès"] * 3


def test_the_platform_keeps_nothing_for_him(story: Story, platform: Installed) -> None:
    query: LiteralString = "SELECT FROM practice.wrap WHERE member = %s"
    assert platform.sql(query, [bytes.fromhex(story.kept.self.member)]) == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/access", None),
        ("GET", "/agenda?from=2026-12-01&to=2026-12-02", None),
        ("GET", "/events", None),
        ("GET", "/invitations", None),
        (
            "POST",
            "/invitations",
            {"invitation": "0" * 32, "role": "secretary", "officer": False, "expires": "2026-12-31"},
        ),
        ("POST", "/epochs", {}),
        ("PUT", "/publication", {}),
        ("POST", "/appointments", {}),
        ("PUT", "/filings/" + "0" * 64, {}),
        ("PUT", "/notes/" + "0" * 64, {}),
        ("POST", "/absences", {}),
        ("DELETE", "/absences/" + "0" * 32, None),
        ("POST", "/closing", {}),
    ],
)
def test_his_open_session_is_refused_everywhere(
    story: Story, method: str, path: str, body: dict[str, Any] | None
) -> None:
    context = story.gone.context
    url = context.platform_url(f"/practices/{story.practice}{path}")
    with pytest.raises(Refused) as refused:
        context.transport.send(method, url, body, session=story.bearer)
    assert (refused.value.status, refused.value.code) == (403, "not_a_member")


def test_a_restored_backup_lets_him_in_no_more(story: Story, platform: Installed) -> None:
    practice, member = bytes.fromhex(story.practice), bytes.fromhex(story.kept.self.member)
    [(now,)] = platform.sql("SELECT epoch FROM practice.practice WHERE practice = %s", [practice])
    account = bytes.fromhex(story.gone.account.session.account)
    who = [practice, member, account]
    platform.sql("INSERT INTO practice.member VALUES (%s, %s, %s, 'practitioner', true, '', '')", who)
    # Whoever came back stands in an epoch that knows that they had left.
    assert let_in(story, platform) == 200
    goes_to(platform, practice, story.kept.epoch.epoch)
    others: LiteralString = """
        UPDATE practice.member SET officer = NOT officer WHERE practice = %s AND member <> %s AND root_sealed <> ''
    """
    platform.sql(others, [practice, member])
    # The last officer that the backup knows.
    assert let_in(story, platform) == 200
    platform.sql(others, [practice, member])
    assert let_in(story, platform) == 403
    assert [cancelled_by_him(story, session) for session in ("", story.bearer)] == ["session_refused", "not_a_member"]
    platform.sql("DELETE FROM practice.member WHERE practice = %s AND member = %s", [practice, member])
    goes_to(platform, practice, now)


def goes_to(platform: Installed, practice: bytes, epoch: int) -> None:
    """As a backup has it."""
    for table in ("practice.practice", "scheduling.practice", "scheduling.schedule"):
        query = sql.SQL("UPDATE {} SET epoch = %s WHERE practice = %s").format(sql.Identifier(*table.split(".")))
        with psycopg.connect(platform.owner, autocommit=True) as connection:
            connection.execute(query, [epoch, practice])


def let_in(story: Story, platform: Installed) -> int:
    """What his session is answered once everything was erased again."""
    asyncio.run(erased_again(platform))
    return platform.ask("GET", f"/practices/{story.practice}/access", session=story.bearer).status_code


def cancelled_by_him(story: Story, session: str) -> str:
    """How it is refused by a signature of the epoch that is in force again."""
    current, transport = story.kept.current, story.gone.context.transport
    before = story.officer.agendas.find(story.visit).row.statements[-1]
    signed = sign_next(before, "cancelled", f"desk:{current.epoch}", from_b64(current.sign_seed))
    url = story.gone.context.platform_url(f"/appointments/{story.visit}/statements")
    with pytest.raises(Refused) as refused:
        transport.send("POST", url, {"statement": signed}, session=session)
    return refused.value.code


async def erased_again(platform: Installed) -> None:
    """As a restore does."""
    db, journal = Database(platform.owner, size=1), Erasures(platform.config.parent / "erasures.journal")
    async with opened(db):
        await replay(db, journal, KINDS)


def test_the_desks_old_key_signs_nothing(story: Story) -> None:
    """Neither the platform nor those who stayed take a statement or a publication by it."""
    officer, old, context = story.officer, story.kept.current, story.gone.context
    visit = officer.agendas.find(story.visit)
    url = context.platform_url(f"/appointments/{story.visit}/statements")
    number = officer.memberships.access(story.practice).epoch.epoch
    for by, code in ((f"desk:{old.epoch}", "epoch_retired"), (f"desk:{number}", "bad_signature")):
        signed = sign_next(visit.row.statements[-1], "cancelled", by, from_b64(old.sign_seed))
        with pytest.raises(Refused) as refused:
            context.transport.send("POST", url, {"statement": signed})
        assert refused.value.code == code
    forged = sign_next(visit.row.statements[-1], "cancelled", f"desk:{number}", from_b64(old.sign_seed))
    with pytest.raises(BadSignature):
        verify_chain(
            [*visit.row.statements, forged],
            from_b64(visit.row.manage),
            lambda epoch: officer.practices.desk_key(story.practice, story.kept.roots, epoch),
        )
    known = officer.practices.refresh(story.practice)
    with pytest.raises(PublicationForged):
        verify_publication(sign_publication(from_b64(old.sign_seed), known.publication), known.epoch)


def test_he_cannot_file_as_somebody_else_who_stayed(story: Story) -> None:
    """With a colleague's session he would still have no key: what he locks under the old ones is refused as retired."""
    officer = story.officer
    visit = officer.agendas.find(story.visit)
    assert visit.note
    stale = {"revision": visit.note.revision + 1, "previous": "0" * 64, "epoch": story.kept.epoch.epoch}
    body = {**stale, "blob": visit.note.blob, "member": story.kept.self.member, "signature": b64(bytes(64))}
    url = officer.context.platform_url(f"/practices/{story.practice}/notes/{story.visit}")
    with pytest.raises(Refused) as refused:
        officer.context.transport.send("PUT", url, body, session=officer.account.session.bearer)
    assert refused.value.code == "bad_signature"
