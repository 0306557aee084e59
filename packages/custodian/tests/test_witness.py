"""The witness over HTTP: the custodian cosigns its own log here, as it does the platform's in an installation."""

from serment_protocol.cosignatures import Submission, check_cosigned, read_witnesses, write_submission
from serment_protocol.merkle import EMPTY_ROOT
from serment_protocol.notes import Checkpoint, sign_checkpoint

from .house import ORIGIN, House, refused


def submission(note: str, old: int = 0) -> bytes:
    return write_submission(Submission(old, (), note))


async def test_the_log_is_shown_with_a_cosignature(house: House) -> None:
    note = (await house.get("/v1/log/checkpoint")).text
    check_cosigned(note, read_witnesses([house.site.witness], 1, 3), house.clock())
    keys = (await house.get("/v1/keys")).json()
    assert {each["checkpoint"] for each in [*keys["issuers"], keys["contact"]]} == {note}


async def test_a_log_that_starts_too_early_is_told_the_size(house: House) -> None:
    note = (await house.get("/v1/log/checkpoint")).text
    answer = await house.http.post("/add-checkpoint", content=submission(note))
    assert (answer.status_code, answer.text) == (409, note.split("\n")[1] + "\n")
    assert answer.headers["content-type"] == "text/x.tlog.size"


async def test_others_are_refused(house: House) -> None:
    stranger = sign_checkpoint(Checkpoint("stranger.example", 0, EMPTY_ROOT), "stranger.example", bytes(32))
    liar = sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), ORIGIN, bytes(32))
    for body, expected in (
        (submission(stranger), (404, "not_found")),
        (submission(liar), (403, "checkpoint_forged")),
        (b"old", (400, "bad_request")),
    ):
        assert refused(await house.http.post("/add-checkpoint", content=body)) == expected
