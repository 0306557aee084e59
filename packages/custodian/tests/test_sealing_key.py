"""The sealing key keeps what it promises, whichever hand keeps it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from serment_custodian.errors import TwoHandsOneVersion
from serment_custodian.hsm import Hsm
from serment_custodian.key_files import KeyFiles
from serment_custodian.sealing_key import HEAD_BYTES, Hand, SealingKey, version_of
from serment_kernel.keyfiles import KeyFileUnreadable, write_key_file
from serment_kernel.softhsm import SoftHsm
from serment_protocol.errors import CannotOpen

from .house import ORIGIN, settings_of

ROW, OTHER = bytes(16), b"\1" + bytes(15)
SECRET = b"thirty-two bytes of a small secret"

NewHand = Callable[[], Hand]


@pytest.fixture(params=["key files", "token"])
def new_hand(tmp_path: Path, request: pytest.FixtureRequest) -> NewHand:
    """A hand of nothing yet; every call is as if another process opened it."""
    if request.param == "key files":
        return lambda: KeyFiles(tmp_path / "sealing.key")
    soft: SoftHsm = request.getfixturevalue("hsm")
    return lambda: Hsm(settings_of(soft), ORIGIN)


@pytest.fixture
def hand(new_hand: NewHand) -> Hand:
    """A hand with version 1."""
    made = new_hand()
    made.prepare(1)
    made.complete(1)
    return made


@pytest.fixture
def sealing(hand: Hand) -> SealingKey:
    return SealingKey([hand])


class TestLocking:
    def test_opens_for_the_same_purpose_and_row(self, sealing: SealingKey) -> None:
        locked = sealing.lock("people/address", ROW, SECRET)
        assert sealing.unlock("people/address", ROW, locked) == SECRET
        assert SECRET not in locked
        assert locked != sealing.lock("people/address", ROW, SECRET)

    def test_locks_nothing_and_much(self, sealing: SealingKey) -> None:
        for secret in (b"", bytes(8000)):
            assert sealing.unlock("p", ROW, sealing.lock("p", ROW, secret)) == secret

    def test_opens_nowhere_else(self, sealing: SealingKey) -> None:
        locked = sealing.lock("people/address", ROW, SECRET)
        for purpose, row in (("people/address", OTHER), ("hardening/seed", ROW)):
            with pytest.raises(CannotOpen):
                sealing.unlock(purpose, row, locked)

    def test_opens_with_no_byte_changed_or_missing(self, sealing: SealingKey) -> None:
        locked = sealing.lock("p", ROW, SECRET)
        for place in (0, 1, HEAD_BYTES - 1, HEAD_BYTES, HEAD_BYTES + 12, len(locked) - 1):
            with pytest.raises(CannotOpen):
                sealing.unlock("p", ROW, locked[:place] + bytes([locked[place] ^ 1]) + locked[place + 1 :])
        for length in (0, 1, HEAD_BYTES, HEAD_BYTES + 12, HEAD_BYTES + 28, len(locked) - 1):
            with pytest.raises(CannotOpen):
                sealing.unlock("p", ROW, locked[:length])

    def test_opens_by_another_process(self, sealing: SealingKey, new_hand: NewHand) -> None:
        assert SealingKey([new_hand()]).unlock("p", ROW, sealing.lock("p", ROW, SECRET)) == SECRET


class TestHashing:
    def test_is_the_same_again_and_for_nothing_else(self, sealing: SealingKey, new_hand: NewHand) -> None:
        found = sealing.mac("people/address", b"lea@example.org")
        assert found == SealingKey([new_hand()]).mac("people/address", b"lea@example.org")
        others = [sealing.mac("people/address", b"leo@example.org"), sealing.mac("people/code", b"lea@example.org")]
        assert len({found, *others}) == 3

    def test_cannot_be_led_from_one_purpose_into_another(self, sealing: SealingKey) -> None:
        assert sealing.mac("people", b"/code") != sealing.mac("people/code", b"")


class TestVersions:
    def test_one_that_is_coming_looks_up_and_does_not_lock(self, sealing: SealingKey, hand: Hand) -> None:
        before = sealing.mac("p", b"x")
        hand.prepare(2)
        sealing.look()
        assert sealing.stages() == {1: "ready", 2: "coming"}
        assert version_of(sealing.lock("p", ROW, SECRET)) == 1
        after = sealing.macs("p", b"x")
        assert [version_of(each) for each in after] == [2, 1]
        assert after[1] == before == sealing.mac("p", b"x")

    def test_one_that_is_ready_locks_and_the_old_one_still_opens(self, sealing: SealingKey, hand: Hand) -> None:
        locked, hashed = sealing.lock("p", ROW, SECRET), sealing.mac("p", b"x")
        hand.prepare(2)
        hand.complete(2)
        sealing.look()
        assert sealing.current == 2
        assert version_of(sealing.lock("p", ROW, SECRET)) == version_of(sealing.mac("p", b"x")) == 2
        assert sealing.unlock("p", ROW, locked) == SECRET
        assert hashed in sealing.macs("p", b"x")
        assert sealing.mac_beside(hashed, "p", b"x") == hashed

    def test_a_destroyed_one_opens_nothing(self, sealing: SealingKey, hand: Hand, new_hand: NewHand) -> None:
        locked = sealing.lock("p", ROW, SECRET)
        hand.prepare(2)
        hand.complete(2)
        hand.destroy(1)
        for each in (sealing, SealingKey([new_hand()])):
            each.look()
            assert each.stages() == {2: "ready"}
            with pytest.raises(CannotOpen):
                each.unlock("p", ROW, locked)

    def test_another_process_learns_of_one_when_it_meets_it(self, hand: Hand, new_hand: NewHand) -> None:
        late = SealingKey([new_hand()])
        hand.prepare(2)
        hand.complete(2)
        assert late.unlock("p", ROW, SealingKey([hand]).lock("p", ROW, SECRET)) == SECRET

    def test_another_process_learns_of_one_after_a_while(self, hand: Hand, new_hand: NewHand) -> None:
        late = SealingKey([new_hand()], fresh_seconds=0.0)
        hand.prepare(2)
        hand.complete(2)
        assert late.current == 2

    def test_two_hands_may_not_hold_the_same(self, hand: Hand, tmp_path: Path) -> None:
        write_key_file(tmp_path / "other.key")
        with pytest.raises(TwoHandsOneVersion, match="Version 1"):
            SealingKey([hand, KeyFiles(tmp_path / "other.key")])


class TestCheckValues:
    def test_tell_versions_apart_and_stay(self, hand: Hand, new_hand: NewHand) -> None:
        hand.prepare(2)
        hand.complete(2)
        again = new_hand()
        again.versions()
        assert hand.check_values(1) == again.check_values(1)
        values = [*hand.check_values(1), *hand.check_values(2)]
        assert len(set(values)) == 4
        assert {len(each) for each in values} == {8}


class TestKeyFiles:
    @pytest.fixture
    def new_hand(self, tmp_path: Path) -> NewHand:
        """Of files alone."""
        return lambda: KeyFiles(tmp_path / "sealing.key")

    def test_lie_side_by_side(self, hand: Hand, tmp_path: Path) -> None:
        hand.prepare(2)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["sealing.key", "sealing.key.2.coming"]
        hand.complete(2)
        hand.destroy(1)
        assert [path.name for path in tmp_path.iterdir()] == ["sealing.key.2"]

    def test_what_only_looks_alike_is_no_version(self, hand: Hand, tmp_path: Path) -> None:
        for name in ("sealing.key.bak", "sealing.key.1", "sealing.key.02", "sealing.keys", "sealing.key.new.coming"):
            (tmp_path / name).write_text("nothing of ours")
        assert dict(hand.versions()) == {1: "ready"}

    def test_one_that_is_damaged_is_said(self, new_hand: NewHand, tmp_path: Path) -> None:
        (tmp_path / "sealing.key").write_text("nothing of ours")
        with pytest.raises(KeyFileUnreadable):
            SealingKey([new_hand()])
