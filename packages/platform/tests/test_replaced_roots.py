"""A practice whose root was replaced, as a platform that lies would show it: each lie out of what was true once."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from serment.verify.log import LogReport, tell, trust_of, verify_log
from serment_client.client import Client
from serment_client.errors import Refused
from serment_client.practices import PracticeAnswer
from serment_kernel.embedded import Cluster
from serment_protocol.encoding import b64, from_b64, read_day, write_day
from serment_protocol.endorsements import Endorsement
from serment_protocol.errors import (
    BadSignature,
    BadStructure,
    NotInLog,
    PracticeNotEndorsed,
    ProtocolRefusal,
    RootNotReplaced,
    RootRolledBack,
)
from serment_protocol.primitives import sign_public
from serment_protocol.replacements import Replacement
from serment_protocol.signing import peek, sign
from serment_protocol.transparency import Bundle, entry_bytes

from .clients import NewClient, draft, signed_up, wish
from .installation import Installed, installed

Lie = Callable[[PracticeAnswer], PracticeAnswer]


@dataclass(frozen=True)
class Shown:
    """A practice before and after."""

    officer: Client
    platform: Installed
    practice: str
    before: PracticeAnswer

    @property
    def now(self) -> PracticeAnswer:
        """What is true, with the proofs of this moment."""
        self.officer.practices.roots_to_come(self.practice)
        return answer_of(self.officer, self.practice)

    @property
    def old(self) -> PracticeAnswer:
        """What was true before, with the proofs of this moment: a platform can always make them."""
        now, url = self.now, self.officer.context.platform_url(f"/practices/{self.practice}/epochs/1")
        epoch = self.officer.context.transport.ask(Bundle, "GET", url)
        assert self.before.endorsement is not None
        word = self.platform.custodian.bundle(self.before.endorsement.index)
        return PracticeAnswer(now.root, epoch, self.before.publication, word)


def answer_of(client: Client, practice: str) -> PracticeAnswer:
    """What the platform says."""
    return client.context.transport.ask(PracticeAnswer, "GET", client.context.platform_url(f"/practices/{practice}"))


def lied_to(client: Client, lie: Lie) -> Client:
    """The same client, before whom this stands."""
    true = client.context.transport.ask

    def ask(kind: Any, *rest: Any, **named: Any) -> Any:
        answer = true(kind, *rest, **named)
        return lie(answer) if kind is PracticeAnswer else answer

    client.context.transport.ask = ask  # type: ignore[method-assign] # pyright: ignore[reportAttributeAccessIssue]
    return client


@pytest.fixture(scope="module")
def platform(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Generator[Installed]:
    """One for this file: other tests write into the shared log what nobody should believe."""
    with installed(cluster, tmp_path_factory.mktemp("platform")) as found:
        yield found


@pytest.fixture
def shown(client: NewClient, platform: Installed) -> Shown:
    """Its root was replaced, and the new one taken up."""
    officer = signed_up(client)
    practice = officer.team.open(draft(), "Dr Tilleul")
    before = answer_of(officer, practice)
    officer.roots.ask(practice, "root_compromised")
    platform.custodian.replace(practice)
    officer.roots.take_up(practice)
    return Shown(officer, platform, practice, before)


def refuses(client: Client, practice: str, lie: Lie, refusal: type[ProtocolRefusal]) -> None:
    lied_to(client, lie)
    with pytest.raises(refusal):
        client.practices.refresh(practice)


def with_replacement(answer: PracticeAnswer, bundle: Bundle) -> PracticeAnswer:
    return msgspec.structs.replace(answer, replacements=(bundle,))


class TestTruth:
    def test_is_believed_and_booked_on(self, shown: Shown, client: NewClient) -> None:
        patient = signed_up(client, "patient")
        assert patient.practices.refresh(shown.practice).roots.number == 1
        assert patient.visits.book(wish(patient, shown.practice)).last.state == "booked"

    def test_is_a_log_that_holds(self, shown: Shown, platform: Installed) -> None:
        """The platform's own log, checked by itself, though the custodian signed what leads to the new root."""
        report = verified(shown, platform)
        assert report.ok, tell(report)
        assert f"practice {shown.practice} has its root number 2 (root_compromised)" in tell(report)

    def test_cannot_be_told_without_the_custodian_s_key(self, shown: Shown, platform: Installed) -> None:
        trust = trust_of(shown.officer.context.installation)._replace(custodian=b"")
        findings = verify_log(platform.url, trust).findings
        assert any("add --installation" in fault for finding in findings for fault in finding.faults)


def verified(shown: Shown, platform: Installed) -> LogReport:
    return verify_log(platform.url, trust_of(shown.officer.context.installation))


class TestLies:
    def test_the_old_root_after_the_new_one_was_seen(self, shown: Shown, client: NewClient) -> None:
        patient = signed_up(client, "patient")
        patient.practices.refresh(shown.practice)
        refuses(patient, shown.practice, lambda _: shown.old, RootRolledBack)

    def test_the_old_root_to_a_newcomer_for_as_long_as_its_last_word_lasts(
        self, shown: Shown, client: NewClient
    ) -> None:
        """The bound: who has not seen the new root believes the old one for forty days at most."""
        newcomer = lied_to(signed_up(client, "patient"), lambda _: shown.old)
        known = newcomer.practices.refresh(shown.practice)
        assert known.roots.number == 0
        assert isinstance(known.endorsement, Endorsement)
        until = read_day(known.endorsement.until)
        assert until - datetime.now(UTC).date() <= timedelta(days=40)

    def test_the_new_keys_without_what_leads_to_them(self, shown: Shown, client: NewClient) -> None:
        refuses(
            signed_up(client, "patient"),
            shown.practice,
            lambda now: msgspec.structs.replace(now, replacements=()),
            BadSignature,
        )

    def test_the_old_keys_under_the_new_root(self, shown: Shown, client: NewClient) -> None:
        old = shown.old
        refuses(
            signed_up(client, "patient"),
            shown.practice,
            lambda now: msgspec.structs.replace(now, epoch=old.epoch, publication=old.publication),
            BadSignature,
        )

    def test_the_last_word_for_the_old_root(self, shown: Shown, client: NewClient) -> None:
        patient = signed_up(client, "patient")
        word = shown.old.endorsement
        refuses(
            patient,
            shown.practice,
            lambda now: msgspec.structs.replace(now, endorsement=word),
            PracticeNotEndorsed,
        )

    def test_a_replacement_that_was_never_logged(self, shown: Shown, client: NewClient, platform: Installed) -> None:
        """Signed by the custodian, even: what nobody else could see does not count."""
        true = platform.custodian.replaced[shown.practice][0]
        record = msgspec.structs.replace(peek(true, Replacement), new=b64(sign_public(b"l" * 32)))
        entry = entry_bytes("root_replacement", sign(platform.custodian.seed, "root-replacement", record))

        def lie(now: PracticeAnswer) -> PracticeAnswer:
            [bundle] = now.replacements
            return with_replacement(now, msgspec.structs.replace(bundle, entry=b64(entry)))

        refuses(signed_up(client, "patient"), shown.practice, lie, NotInLog)

    def test_the_replacement_of_another_practice(self, shown: Shown, client: NewClient, platform: Installed) -> None:
        other = signed_up(client)
        practice = other.team.open(draft(), "Dr Autre")
        other.roots.ask(practice, "root_renewed")
        platform.custodian.replace(practice)
        other.roots.take_up(practice)
        patient = signed_up(client, "patient")
        [bundle] = answer_of(other, practice).replacements
        refuses(patient, shown.practice, lambda now: with_replacement(now, bundle), RootNotReplaced)

    def test_a_second_replacement_in_the_place_of_the_first(
        self, shown: Shown, client: NewClient, platform: Installed
    ) -> None:
        """A custodian that lies as well, and logs both: whoever saw one takes no other, and the log shows two."""
        patient = signed_up(client, "patient")
        patient.practices.refresh(shown.practice)
        platform.custodian.replaced[shown.practice].clear()
        platform.custodian.replace(shown.practice, new=b64(sign_public(b"l" * 32)))
        assert len(shown.officer.practices.roots_to_come(shown.practice).known) == 2
        forked = platform.custodian.bundle(len(platform.custodian.leaves) - 2)
        assert b"root_replacement" in from_b64(forked.entry)
        refuses(patient, shown.practice, lambda answer: with_replacement(answer, forked), RootRolledBack)


class TestTooEarly:
    @pytest.fixture
    def asked(self, client: NewClient) -> tuple[Client, str]:
        officer = signed_up(client)
        practice = officer.team.open(draft(), "Dr Tilleul")
        officer.roots.ask(practice, "root_renewed")
        return officer, practice

    def test_by_its_own_days(self, asked: tuple[Client, str], platform: Installed) -> None:
        """Six days after it was asked: nobody takes it, and the platform hands on no such thing."""
        officer, practice = asked
        today = datetime.now(UTC).date()
        platform.custodian.replace(practice, asked=write_day(today - timedelta(days=6)))
        assert officer.roots.state(practice).waiting == 0
        bundle = platform.custodian.bundle(len(platform.custodian.leaves) - 2)
        with pytest.raises(BadStructure):
            officer.practices.verify_roots(practice, from_b64(officer.practices.look_up(practice).root.root), [bundle])

    def test_by_the_calendar(self, asked: tuple[Client, str], platform: Installed) -> None:
        officer, practice = asked
        today = datetime.now(UTC).date()
        platform.custodian.replace(practice, holds_from=write_day(today + timedelta(days=3)))
        with pytest.raises(RootNotReplaced):
            officer.roots.state(practice)
        with pytest.raises(Refused) as refused:
            officer.team.rotate(practice)
        assert refused.value.code == "root_replaced"
