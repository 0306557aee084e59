"""Codes and sessions: what is in the letter, how often one may try, and that answers tell nothing."""

import asyncio
import re
from datetime import datetime

import httpx
import psycopg
import pytest

from .conftest import NewHouse
from .house import PATIENT, House, Proof, digits_in, refused, text_of

STRANGER = "nobody@example.org"
NO_HANDLE = "A" * 22


def visible(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Everything that an answer shows, but for the time and a handle that was drawn for it."""
    content = re.sub(rb'"handle":"[A-Za-z0-9_-]{22}"', b'"handle"', answer.content)
    return answer.status_code, content, [each for each in answer.headers.multi_items() if each[0] != "date"]


def wrong(proof: Proof) -> Proof:
    """Digits that are not those of the letter."""
    return proof.with_code("000000" if proof.code != "000000" else "000001")


class TestLetter:
    async def test_carries_six_digits_and_says_what_it_is(self, house: House) -> None:
        await house.ask_code()
        (mail,) = house.mailbox.mails
        assert mail["To"] == PATIENT
        assert mail["From"] == "Serment <nudge@example.org>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Subject"] == "Votre code Serment"
        assert len(digits_in(mail)) == 6
        assert not [name for name in mail.keys() if name.lower() in {"received", "x-mailer", "x-originating-ip"}]  # noqa: SIM118

    async def test_speaks_the_language_asked_for(self, house: House) -> None:
        await house.ask_code(language="en")
        assert text_of(house.mailbox.mails[0]).startswith("Hello,")

    async def test_repeats_the_digits_for_whoever_has_their_handle_while_they_are_fresh(self, house: House) -> None:
        first = await house.proof()
        house.clock.advance(minutes=4)
        again = await house.ask_code(handle=first.handle)
        assert (again.json()["handle"], digits_in(house.mailbox.mails[-1])) == (first.handle, first.code)
        house.clock.advance(minutes=2)
        later = await house.ask_code(handle=first.handle)
        assert later.json()["handle"] != first.handle

    async def test_has_a_handle_and_digits_of_its_own(self, house: House) -> None:
        proofs = [await house.proof(), await house.proof(), *[await house.proof(f"p{n}@example.org") for n in range(3)]]
        assert len({proof.handle for proof in proofs}) == len(proofs)
        assert len({proof.code for proof in proofs}) > 1


class TestAskingSaysNothing:
    async def test_about_who_is_known(self, house: House) -> None:
        await house.enter()
        assert visible(await house.ask_code(PATIENT)) == visible(await house.ask_code(STRANGER))

    async def test_about_a_used_up_budget(self, new_house: NewHouse) -> None:
        async with new_house(codes_per_address_and_network_hour=2) as house:
            answers = [visible(await house.ask_code()) for _ in range(4)]
            assert answers == [answers[0]] * 4
            assert len(house.mailbox.mails) == 2
            await house.ask_code(STRANGER)
            assert len(house.mailbox.mails) == 3

    async def test_about_a_network_that_writes_to_one_address_all_day(self, new_house: NewHouse) -> None:
        async with new_house(codes_per_address_and_network_day=2, codes_per_address_day=3) as house:
            for _ in range(4):
                await house.ask_code()
            assert len(house.mailbox.mails) == 2

    async def test_about_a_network_that_writes_to_everybody(self, new_house: NewHouse) -> None:
        async with new_house(sign_ins_per_network_hour=3) as house:
            answers = [visible(await house.ask_code(f"p{number}@example.org")) for number in range(5)]
            assert answers == [answers[0]] * 5
            assert len(house.mailbox.mails) == 3

    async def test_but_an_address_that_is_none_is_told(self, house: House) -> None:
        assert refused(await house.ask_code("lea@localhost")) == (422, "bad_address")
        nobody = {"email": "", "code": "1", "handle": NO_HANDLE}
        assert refused(await house.post("/v1/sessions", nobody)) == (422, "bad_address")
        assert house.mailbox.mails == []

    async def test_but_too_much_from_one_address_of_the_day_is_not_sent(self, new_house: NewHouse) -> None:
        async with new_house(codes_per_address_day=1) as house:
            assert [(await house.ask_code()).status_code for _ in range(3)] == [202] * 3
            assert len(house.mailbox.mails) == 1


class TestProving:
    async def test_opens_a_session_and_knows_the_person_again(self, house: House) -> None:
        first = await house.enter()
        again = await house.enter(PATIENT)
        other = await house.enter(STRANGER)
        assert (first.known, again.known, other.known) == (False, True, False)
        assert first.salt == again.salt != other.salt
        assert len({first.session, again.session, other.session}) == 3

    async def test_takes_every_spelling_of_an_address(self, house: House) -> None:
        first = await house.enter()
        proof = await house.proof()
        spelt = Proof("  LEA.Martin@Example.ORG. ", proof.code, proof.handle)
        answer = await house.post("/v1/sessions", spelt)
        assert (answer.json()["known"], answer.json()["salt"]) == (True, first.salt)

    async def test_gives_a_session_whose_end_lies_on_the_grid(self, house: House) -> None:
        house.clock.advance(minutes=7, seconds=13)
        assert datetime.fromisoformat((await house.enter()).expires) == datetime.fromisoformat("2026-03-04T12:30:00Z")

    async def test_works_once(self, house: House) -> None:
        proof = await house.proof()
        assert (await house.post("/v1/sessions", proof)).status_code == 201
        assert refused(await house.post("/v1/sessions", proof)) == (401, "code_refused")

    async def test_has_five_tries(self, house: House) -> None:
        proof = await house.proof()
        for _ in range(4):
            assert refused(await house.post("/v1/sessions", wrong(proof))) == (401, "code_refused")
        assert (await house.post("/v1/sessions", proof)).status_code == 201

    async def test_does_not_have_six(self, house: House) -> None:
        proof = await house.proof()
        for _ in range(5):
            await house.post("/v1/sessions", wrong(proof))
        assert refused(await house.post("/v1/sessions", proof)) == (401, "code_refused")
        assert (await house.post("/v1/sessions", await house.proof())).status_code == 201

    async def test_ends_after_ten_minutes(self, house: House) -> None:
        proof = await house.proof()
        house.clock.advance(minutes=11)
        assert refused(await house.post("/v1/sessions", proof)) == (401, "code_refused")

    async def test_refuses_alike_whatever_the_reason(self, house: House) -> None:
        proof = await house.proof()
        unknown = await house.post("/v1/sessions", Proof(STRANGER, proof.code, proof.handle))
        elsewhere = await house.post("/v1/sessions", Proof(PATIENT, proof.code, NO_HANDLE))
        mistyped = await house.post("/v1/sessions", wrong(proof))
        house.clock.advance(minutes=11)
        late = await house.post("/v1/sessions", proof)
        assert visible(unknown) == visible(elsewhere) == visible(mistyped) == visible(late)

    @pytest.mark.parametrize("code", ["", " ", "\uff11\uff12\uff13\uff14\uff15\uff16", "9" * 5000, "\x00"])
    async def test_takes_nonsense_for_a_wrong_code(self, house: House, code: str) -> None:
        proof = (await house.proof()).with_code(code)
        assert refused(await house.post("/v1/sessions", proof)) == (401, "code_refused")

    async def test_has_a_budget_for_one_network(self, new_house: NewHouse) -> None:
        async with new_house(sign_ins_per_network_hour=2) as house:
            proof = Proof(STRANGER, "000000", NO_HANDLE)
            for _ in range(2):
                await house.post("/v1/sessions", proof)
            answer = await house.post("/v1/sessions", proof)
            assert refused(answer) == (429, "too_many_requests")
            assert answer.headers["retry-after"] == "3600"


class TestStrangers:
    """Whoever knows somebody's address, and nothing else."""

    async def test_use_up_no_try_of_a_code_that_is_not_theirs(self, house: House) -> None:
        proof = await house.proof()
        theirs = await house.proof()
        for handle in (theirs.handle, NO_HANDLE, "B" * 22):
            for number in range(6):
                await house.post("/v1/sessions", wrong(Proof(PATIENT, str(number).zfill(6), handle)))
        assert (await house.post("/v1/sessions", proof)).status_code == 201

    async def test_cannot_use_the_digits_of_another_s_letter(self, house: House) -> None:
        proof, theirs = await house.proof(), await house.proof()
        if proof.code != theirs.code:  # Once in a million both letters have the same.
            assert refused(await house.post("/v1/sessions", theirs.with_code(proof.code))) == (401, "code_refused")
        assert (await house.post("/v1/sessions", proof)).status_code == 201

    async def test_get_no_tries_beyond_the_letters_they_may_cause(self, new_house: NewHouse) -> None:
        """A code that was not sent can be tried by nobody, even with the right digits."""
        async with new_house(codes_per_address_day=1) as house:
            await house.proof()
            handle = (await house.ask_code()).json()["handle"]
            for number in range(6):
                proof = Proof(PATIENT, str(number).zfill(6), handle)
                assert refused(await house.post("/v1/sessions", proof)) == (401, "code_refused")
            assert await asyncio.to_thread(tries_left, house) == [0, 5]

    async def test_who_used_up_the_letters_leave_a_running_code_alone(self, new_house: NewHouse) -> None:
        async with new_house(codes_per_address_day=1) as house:
            proof = await house.proof()
            await house.post("/v1/sessions", wrong(proof))
            again = await house.ask_code(handle=proof.handle)
            assert again.json()["handle"] == proof.handle
            assert (await house.post("/v1/sessions", proof)).status_code == 201


def tries_left(house: House) -> list[int]:
    """What the codes under way have left."""
    with psycopg.connect(house.site.cluster.superuser_dsn(house.site.database)) as connection:
        rows = connection.execute("SELECT tries_left FROM people.code ORDER BY tries_left").fetchall()
    return [int(row[0]) for row in rows]


class TestForm:
    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"{", b"[]", b"null", b'{"email":"lea@example.org"}', b'{"email":1,"language":"fr"}'),
            *(b'{"email":"lea@example.org","language":"de"}', b'{"email":"\xff","language":"fr"}'),
            *(b'{"email":"\\ud800@example.org","language":"fr"}', b"[" * 100_000),
            b'{"email":"lea@example.org","language":"fr","name":"Martin"}',
        ],
    )
    async def test_of_a_body_is_strict(self, house: House, body: bytes) -> None:
        assert refused(await house.http.post("/v1/codes", content=body)) == (400, "bad_request")

    @pytest.mark.parametrize("handle", ["A", "A" * 21, "=" * 22, "A" * 43])
    async def test_of_a_handle_is_sixteen_bytes(self, house: House, handle: str) -> None:
        assert refused(await house.ask_code(handle=handle)) == (400, "bad_base64")
        assert refused(await house.post("/v1/sessions", Proof(PATIENT, "000000", handle))) == (400, "bad_base64")

    async def test_of_a_body_is_small(self, house: House) -> None:
        answer = await house.http.post("/v1/codes", content=b" " * (128 * 1024 + 1))
        assert refused(answer) == (413, "body_too_large")

    async def test_of_an_address_is_exact(self, house: House) -> None:
        assert refused(await house.get("/v1/nothing")) == (404, "not_found")
        assert refused(await house.get("/v1/keys/")) == (404, "not_found")
        assert refused(await house.get("/v1/codes")) == (405, "method_not_allowed")

    async def test_health_is_empty(self, house: House) -> None:
        answer = await house.get("/health")
        assert (answer.status_code, answer.content) == (204, b"")
