"""What a reader has seen: nothing goes back, and nothing takes another way."""

from collections.abc import Iterator, Sequence

from scenarios.appointments import EPOCH, FIRST, KEYS, MOVED, follow, signed
from scenarios.base import Values, Vector, plain, seed
from scenarios.practices import PRACTICE
from serment_protocol.letters import NAME as LETTER
from serment_protocol.letters import Cover
from serment_protocol.marks import LETTER as COVER
from serment_protocol.marks import REFUSALS, LetterKind, Mark, MarkKind
from serment_protocol.signing import Signed, body_hash, sign
from serment_protocol.statements import statement_hash

AREA = "marks"
SECOND, THIRD, OTHER = (seed(name).hex() for name in ("second", "third", "another"))
SEEN = Mark(2, SECOND)
NONE = ""


def vectors(_: object) -> Iterator[Vector]:
    """Every scenario of this area."""
    yield from names()
    yield from rows()
    yield from chains()
    yield from mailboxes()


def names() -> Iterator[Vector]:
    """Under which a mark is kept."""
    kinds: tuple[MarkKind | LetterKind, ...] = ("epoch", "note", "answered")
    for kind in kinds:
        yield Vector(AREA, f"thing_of_kind_{kind}", "thing", {"kind": kind, "identifier": "0" * 32})


def rows() -> Iterator[Vector]:
    """Things with a number and a predecessor."""
    accepted: dict[str, Values] = {
        "nothing_seen": given(NONE, Mark(5, OTHER), SECOND),
        "nothing_at_all": given(NONE, NONE, OTHER),
        "the_same": given(SEEN, SEEN, OTHER),
        "the_next": given(SEEN, Mark(3, THIRD), SECOND),
        "a_later_one": given(SEEN, Mark(4, THIRD), OTHER),
    }
    for case, value in accepted.items():
        yield Vector(AREA, case, "check_mark", {"kind": "filing", **value})
    refused: dict[str, Values] = {
        "is_gone": given(SEEN, NONE, OTHER),
        "went_back": given(SEEN, Mark(1, SECOND), OTHER),
        "has_another_content": given(SEEN, Mark(2, THIRD), SECOND),
        "follows_another": given(SEEN, Mark(3, THIRD), OTHER),
    }
    for kind, refusal in REFUSALS.items():
        yield from refused_as(kind, refused, refusal.code)


def refused_as(kind: MarkKind, refused: dict[str, Values], code: str) -> Iterator[Vector]:
    """The same lies of one kind."""
    for case, value in refused.items():
        yield Vector(AREA, f"{kind}_{case}", "check_mark", {"kind": kind, **value}, code)


def given(seen: Mark | str, now: Mark | str, previous: str) -> Values:
    """What was seen, what is shown, and what it says it follows."""
    return {"seen": written(seen), "now": written(now), "previous": previous}


def written(mark: Mark | str) -> object:
    """A mark as JSON; nothing as an empty text."""
    return plain(mark) if isinstance(mark, Mark) else mark


def chains() -> Iterator[Vector]:
    """Histories of an appointment, which are shown whole."""
    cancelled = signed(follow(FIRST, 1, state="cancelled"))
    moved = Mark(2, statement_hash(MOVED))
    yield chain_of("history_new", NONE, [FIRST])
    yield chain_of("history_as_seen", moved, [FIRST, MOVED])
    again = signed(follow(MOVED, 2, state="cancelled", start="2026-02-03T09:00:00Z"))
    yield chain_of("history_continued", moved, [FIRST, MOVED, again])
    yield chain_of("history_shortened", moved, [FIRST], "statement_rolled_back")
    yield chain_of("history_exchanged", moved, [FIRST, cancelled], "statement_rolled_back")
    revived = signed(follow(cancelled, 2, state="booked"))
    yield chain_of("history_exchanged_and_continued", moved, [FIRST, cancelled, revived], "statement_rolled_back")


def chain_of(case: str, seen: Mark | str, chain: Sequence[Signed], expect: str = "accepted") -> Vector:
    """A history against a mark."""
    value = {"seen": written(seen), "chain": [plain(each) for each in chain]}
    return Vector(AREA, case, "check_chain", value, expect)


def mailboxes() -> Iterator[Vector]:
    """Letters of one hand, of which the last one seen must be there; a gap before it is counted elsewhere."""
    first, second, third = (letter(number) for number in range(3))
    seen = Mark(2, body_hash(COVER, second))
    gone = "mailbox_rolled_back"
    yield letters_of("letters_none", NONE, [])
    yield letters_of("letters_new", NONE, [first])
    yield letters_of("letters_as_seen", seen, [first, second])
    yield letters_of("letters_in_any_order_and_one_more", seen, [third, second, first])
    yield letters_of("letters_with_a_gap", seen, [second, third])
    yield letters_of("letters_shortened", seen, [first], gone)
    yield letters_of("letters_gone", seen, [], gone)
    yield letters_of("letters_exchanged", seen, [first, letter(1, "2026-11-21")], gone)
    yield letters_of("letters_of_which_the_last_seen_is_missing", seen, [first, third], gone)


def letter(number: int, day: str = "2026-11-20") -> Signed:
    """A cover; what is sealed is not looked at."""
    cover = Cover(
        practice=PRACTICE,
        appointment=KEYS.appointment,
        epoch=EPOCH,
        by="manage",
        number=number,
        day=day,
        clock="one_month",
        sealed=SECOND,
        copy=THIRD,
    )
    return sign(KEYS.sign_seed, LETTER, cover)


def letters_of(case: str, seen: Mark | str, letters: Sequence[Signed], expect: str = "accepted") -> Vector:
    """A mailbox against a mark."""
    value = {"seen": written(seen), "letters": [plain(each) for each in letters]}
    return Vector(AREA, case, "check_letters", value, expect)
