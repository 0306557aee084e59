"""What a device has seen: kept for the account that saw it, unreadable without it, and never taken back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from serment_client import seen
from serment_client.seen import Seen
from serment_client.state import State
from serment_protocol.errors import FilingRolledBack, MailboxRolledBack, NoteRolledBack, PublicationRolledBack
from serment_protocol.letters import Cover
from serment_protocol.marks import Mark
from serment_protocol.signing import Signed, sign

ZOE, ADA = b"z" * 32, b"a" * 32
PRACTICE, APPOINTMENT = "p" * 32, "0" * 64
FIRST, SECOND, OTHER = (Mark(number, digit * 64) for number, digit in ((1, "a"), (2, "b"), (2, "c")))
DAYS = 30


class Calendar:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


RUNNING: dict[Path, State] = {}


def started(path: Path) -> State:
    """What the device remembers after a restart, which ended whatever ran before."""
    if path in RUNNING:
        RUNNING[path].close()
    RUNNING[path] = State(path)
    return RUNNING[path]


def opened(path: Path, root: bytes = ZOE, clock: Calendar | None = None) -> Seen:
    """The device after a restart, with somebody signed in."""
    made = Seen(started(path), clock or Calendar())
    made.open(root)
    return made


def test_what_was_seen_before_a_restart_is_not_undone(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    opened(path).follow("filing", APPOINTMENT, SECOND, FIRST.hash)
    again = opened(path)
    for older in (FIRST, OTHER, None):
        with pytest.raises(FilingRolledBack):
            again.follow("filing", APPOINTMENT, older, FIRST.hash)
    again.follow("filing", APPOINTMENT, SECOND, FIRST.hash)
    again.follow("note", APPOINTMENT, FIRST, "")
    with pytest.raises(NoteRolledBack):
        opened(path).follow("note", APPOINTMENT, None, "")


def test_a_refusal_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    device = opened(path)
    device.follow("filing", APPOINTMENT, SECOND, FIRST.hash)
    before = path.read_bytes()
    with pytest.raises(FilingRolledBack):
        device.follow("filing", APPOINTMENT, FIRST, "")
    assert path.read_bytes() == before


def test_accounts_of_one_device_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    opened(path).follow("publication", PRACTICE, SECOND, FIRST.hash)
    opened(path, ADA).follow("publication", PRACTICE, FIRST, "")
    with pytest.raises(PublicationRolledBack):
        opened(path).follow("publication", PRACTICE, FIRST, "")


def test_the_file_tells_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    device = opened(path)
    device.follow("publication", PRACTICE, SECOND, FIRST.hash)
    size = path.stat().st_size
    assert SECOND.hash.encode() not in path.read_bytes()
    assert PRACTICE.encode() not in path.read_bytes()
    device.follow("publication", "q" * 32, SECOND, FIRST.hash)
    assert path.stat().st_size == size


def test_before_anybody_signs_in_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    visitor = Seen(started(path), Calendar())
    visitor.follow("publication", PRACTICE, SECOND, FIRST.hash)
    assert not path.exists()
    with pytest.raises(PublicationRolledBack):
        visitor.follow("publication", PRACTICE, FIRST, "")
    visitor.open(ZOE)
    with pytest.raises(PublicationRolledBack):
        opened(path).follow("publication", PRACTICE, FIRST, "")


def test_whoever_signs_in_next_brings_no_older_mark(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    opened(path).follow("publication", PRACTICE, SECOND, FIRST.hash)
    visitor = Seen(started(path), Calendar())
    visitor.follow("publication", PRACTICE, FIRST, "")
    visitor.open(ZOE)
    with pytest.raises(PublicationRolledBack):
        visitor.follow("publication", PRACTICE, FIRST, "")


def test_what_was_not_looked_at_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "MOST", DAYS)
    path, clock = tmp_path / "state.json", Calendar()
    device = opened(path, clock=clock)
    for day in range(DAYS + 1):
        clock.now += timedelta(days=1)
        device.follow("note", f"{day:064}", SECOND, FIRST.hash)
    again = opened(path, clock=clock)
    with pytest.raises(NoteRolledBack):
        again.follow("note", f"{1:064}", FIRST, "")
    again.follow("note", f"{0:064}", FIRST, "")


def test_the_most_that_is_kept_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    device = opened(path)
    with device.together():
        for number in range(seen.MOST):
            device.follow("note", f"{number:064}", Mark(2**53 - 1, "a" * 64), "")
    with pytest.raises(NoteRolledBack):
        opened(path).follow("note", "0" * 64, SECOND, "")


def test_what_was_damaged_is_seen_anew(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    opened(path).follow("filing", APPOINTMENT, SECOND, FIRST.hash)
    state = started(path)
    state.content.seen = dict.fromkeys(state.content.seen, "AAAA")
    state.save()
    opened(path).follow("filing", APPOINTMENT, FIRST, "")


def letter(number: int, day: str = "2026-03-04", by: str = "manage") -> tuple[Cover, Signed]:
    """What a mailbox hands out, believed."""
    digest, clock = "d" * 64, "one_month" if by == "manage" else "none"
    cover = Cover(
        practice=PRACTICE.replace("p", "a"),
        appointment=APPOINTMENT,
        epoch=1,
        by=by,
        number=number,
        day=day,
        clock=clock,
        sealed=digest,
        copy=digest,
    )
    return cover, sign(b"s" * 32, "letter", cover)


def test_letters_that_were_seen_are_not_withheld_after_a_restart(tmp_path: Path) -> None:
    path, answer = tmp_path / "state.json", letter(0, by="desk:1")
    opened(path).follow_letters(APPOINTMENT, [letter(0), answer])
    for fewer in ([letter(0)], [answer], [letter(0, "2026-03-05"), answer], []):
        with pytest.raises(MailboxRolledBack):
            opened(path).follow_letters(APPOINTMENT, fewer)
    opened(path).follow_letters(APPOINTMENT, [letter(0), answer, letter(1)])
    with pytest.raises(MailboxRolledBack):
        opened(path).follow_letters(APPOINTMENT, [letter(0), answer])


def test_a_mailbox_that_its_practice_may_have_let_go_is_empty_without_a_lie(tmp_path: Path) -> None:
    path, clock = tmp_path / "state.json", Calendar()
    opened(path, clock=clock).follow_letters(APPOINTMENT, [letter(0), letter(0, "2026-03-10", "desk:1")])
    # To look again is no younger letter.
    clock.now += timedelta(days=6 + 88)
    opened(path, clock=clock).follow_letters(APPOINTMENT, [letter(0), letter(0, "2026-03-10", "desk:1")])
    with pytest.raises(MailboxRolledBack):
        opened(path, clock=clock).follow_letters(APPOINTMENT, [])
    clock.now += timedelta(days=1)
    opened(path, clock=clock).follow_letters(APPOINTMENT, [])
    with pytest.raises(MailboxRolledBack):
        opened(path, clock=clock).follow_letters(APPOINTMENT, [letter(0)])
