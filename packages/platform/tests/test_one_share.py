"""Whoever holds one share can do nothing: not alone, not with all that a server keeps, not after it was replaced.

Everything that the platform keeps of a practice is tried with every key that can be made of what somebody holds. Two
shares do open the way back: only so does the rest prove anything.
"""

from collections.abc import Generator
from dataclasses import dataclass

import pytest

from serment_client.client import Client
from serment_client.recovery import Found
from serment_protocol import shamir
from serment_protocol.primitives import derive
from serment_protocol.recovery import combine_shares, recovery_keys

from .clients import clients, draft, join, signed_up
from .installation import Installed
from .test_departure import House, Ring, work

DERIVED = ("recovery/seal", "recovery/sign", "recovery/share", "member/seal", "member/sign", "vault", "unlock/kit")
PARTS = {"wrap", "practice-root", "members", "previous", "envelope", "filing", "clinical-note", "absence"}


@dataclass(frozen=True)
class Shared:
    """A practice whose shares were made, then made again."""

    officer: Client
    clerk: Client
    practice: str
    old: tuple[bytes, bytes, bytes]
    """Of the first sharing: paper, colleague, custodian."""
    kept: Found
    """What somebody with the old paper had fetched in time."""
    now: tuple[bytes, bytes, bytes]


@pytest.fixture(scope="module")
def shared(platform: Installed) -> Generator[Shared]:
    """It happens once, and is looked at from all sides."""
    with clients(platform) as new:
        officer, clerk, patient = signed_up(new), signed_up(new), signed_up(new, "patient")
        practice = officer.team.open(draft(), "Dr Tilleul")
        member = join(officer, practice, clerk, "Camille")
        work(officer, patient, practice, 0)
        sheets: list[bytes] = []

        def three() -> tuple[bytes, bytes, bytes]:
            officer.shares.make(practice, lambda made: sheets.append(made.papers[0]), member)
            return sheets[-1], clerk.shares.own(practice), platform.custodian.shares[practice][1]

        old = three()
        kept = officer.recovery.find(old[0])
        now = three()
        work(officer, patient, practice, 2)
        yield Shared(officer, clerk, practice, old, kept, now)


def made_of(*secrets: bytes) -> Ring:
    """Every key that can be made of what somebody holds."""
    keys = [*secrets, *(derive(secret, name) for secret in secrets for name in DERIVED)]
    return Ring(keys, keys)


def opened(ring: Ring, platform: Installed, practice: str) -> set[str]:
    """What of the database a ring opens."""
    return {each.what for each in House(platform, practice).closed() if each.opens(ring)}


def test_everything_is_tried(shared: Shared, platform: Installed) -> None:
    closed = {each.what for each in House(platform, shared.practice).closed()}
    assert closed == PARTS | {"recovery", "share", "share-custody"}


@pytest.mark.parametrize("held", range(3))
def test_one_share_opens_nothing_of_all_that_the_platform_keeps(shared: Shared, platform: Installed, held: int) -> None:
    assert opened(made_of(shared.now[held]), platform, shared.practice) == set()


def test_custodian_and_operator_together_open_their_own_share_and_nothing_else(
    shared: Shared, platform: Installed
) -> None:
    """They have the custodian's share, every key of the custodian, and both databases."""
    custodian = platform.custodian
    seeds = (custodian.seed, custodian.share_seed, custodian.contact_seed, custodian.oprf_seed)
    ring = made_of(shared.now[2], shared.old[2], *seeds)
    assert opened(ring, platform, shared.practice) == {"share-custody"}


def test_a_colleague_s_share_adds_nothing_to_what_the_colleague_opens(shared: Shared, platform: Installed) -> None:
    clerk = Ring.of(shared.clerk.memberships.keys, shared.clerk.memberships.renew(shared.practice))
    with_share = made_of(shared.now[1])
    together = Ring(clerk.seals + with_share.seals, clerk.filings + with_share.filings)
    found = opened(together, platform, shared.practice)
    assert found == opened(clerk, platform, shared.practice)
    assert not found & {"practice-root", "recovery", "clinical-note", "share-custody"}


def test_guessing_the_second_share_is_guessing_the_key(shared: Shared, platform: Installed) -> None:
    """Each of these keys is as likely as any other, given the first share."""
    guesses = [bytes([byte]) * 32 for byte in range(256)]
    keys = [recovery_keys(shamir.combine(1, shared.now[0], 2, guess)).seal_seed for guess in guesses]
    assert opened(Ring(keys, keys), platform, shared.practice) == set()


def test_replaced_shares_open_nothing_that_is_there_now(shared: Shared, platform: Installed) -> None:
    """All three of them, and the recovery key that they give."""
    keys = combine_shares(shared.kept.record, shared.old[:2])
    ring = made_of(*shared.old, keys.seal_seed, keys.sign_seed)
    assert opened(ring, platform, shared.practice) == set()


@pytest.mark.parametrize("held", [(0, 1), (0, 2), (1, 2)])
def test_two_shares_open_the_way_back(shared: Shared, platform: Installed, held: tuple[int, int]) -> None:
    found = shared.officer.recovery.find(shared.now[0])
    keys = combine_shares(found.record, [shared.now[each] for each in held])
    assert opened(made_of(keys.seal_seed), platform, shared.practice) == {"recovery"}
    content = shared.officer.recovery.open(found, [shared.now[each] for each in held]).content
    access = shared.officer.memberships.renew(shared.practice)
    assert (content.root, content.secrets) == (access.root_seed(), (access.current, access.current_clinical))


def test_replaced_shares_with_a_copy_of_the_old_wrap_give_what_their_holders_had_and_the_root(
    shared: Shared, platform: Installed
) -> None:
    """The limit, said in docs/security: two holders of before and a kept wrap are a former officer.

    What was written since stays closed to them, and the root alone takes nothing over
    (`TestRecovery.test_is_refused_to_the_root_alone`).
    """
    stolen = shared.officer.recovery.open(shared.kept, shared.old[:2]).content
    assert stolen.root == shared.officer.memberships.renew(shared.practice).root_seed()
    seeds = [each.filing for each in stolen.secrets]
    newer = {
        each.what
        for each in House(platform, shared.practice).closed()
        if each.epoch > stolen.epoch and each.opens(made_of(stolen.root, *seeds))
    }
    assert newer == set()
