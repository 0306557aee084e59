"""Four letters of authorities come to an installation, and each ends as it should. The drill can fail, too."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from serment.drill.authority import drill, tell
from serment.drill.office import Office
from serment.drill.scenes import Playing


def test_every_letter_ends_as_it_should() -> None:
    # Where a browser was, its loop runs on in the main thread.
    with ThreadPoolExecutor(1) as apart:
        found = apart.submit(drill, lambda _: None).result()
    assert found.ok, tell(found)
    assert [each.name for each in found.scenes] == [
        *("forged", "over_broad", "secret", "lawful"),
        *("custodian_everybody", "custodian_one_address"),
    ]
    refused = {line.rpartition(" ")[2] for each in found.scenes for line in each.went if "refused by" in line}
    assert refused >= {
        "only_on_paper",
        "too_broad",
        "secrecy_forbids",
        "proposer_signs",
        "role_missing",
        "not_now",
        "silence_too_long",
    }


@pytest.mark.parametrize(
    ("answer", "good"),
    [
        (httpx.Response(409, json={"code": "too_broad"}), True),
        (httpx.Response(403, json={"code": "role_missing"}), False),
        (httpx.Response(200, json={"state": "DECISION_PENDING"}), False),
    ],
)
def test_what_goes_through_and_must_not_is_wrong(answer: httpx.Response, good: bool) -> None:
    playing = Playing(Office(Path("nowhere")))
    playing.must_not("too_broad", "everything about everybody is proposed", answer)
    assert bool(playing.went) is good
    assert bool(playing.wrong) is not good
