"""What the demonstration says of itself."""

from serment.demo.people import STAFF
from serment.demo.practices import attended, practices


def test_names_the_practices_that_answer_and_no_others() -> None:
    answering = [draft for draft in practices() if draft["attended"]]
    assert [name for name, _ in attended()] == [draft["name"] for draft in answering]
    assert len(answering) == len({part.number for part in STAFF})
