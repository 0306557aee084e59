"""Codes and sessions: what is in the letter, how often one may try, and that answers tell nothing."""

from datetime import datetime

import httpx
import pytest

from .conftest import NewHouse
from .house import PATIENT, House, digits_in, refused, text_of

STRANGER = "nobody@example.org"


def visible(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Everything that an answer shows, but for the time."""
    return answer.status_code, answer.content, [each for each in answer.headers.multi_items() if each[0] != "date"]


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

    async def test_repeats_the_digits_while_they_are_fresh(self, house: House) -> None:
        first = await house.code()
        house.clock.advance(minutes=4)
        assert await house.code() == first
        house.clock.advance(minutes=2)
        assert await house.code() != first

    async def test_has_other_digits_for_another_address(self, house: House) -> None:
        codes = [await house.code(f"p{number}@example.org") for number in range(4)]
        assert len(set(codes)) > 1


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
        assert refused(await house.post("/v1/sessions", {"email": "", "code": "1"})) == (422, "bad_address")
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
        code = await house.code()
        answer = await house.post("/v1/sessions", {"email": "  LEA.Martin@Example.ORG. ", "code": code})
        assert (answer.json()["known"], answer.json()["salt"]) == (True, first.salt)

    async def test_gives_a_session_whose_end_lies_on_the_grid(self, house: House) -> None:
        house.clock.advance(minutes=7, seconds=13)
        assert datetime.fromisoformat((await house.enter()).expires) == datetime.fromisoformat("2026-03-04T12:30:00Z")

    async def test_works_once(self, house: House) -> None:
        proof = {"email": PATIENT, "code": await house.code()}
        assert (await house.post("/v1/sessions", proof)).status_code == 201
        assert refused(await house.post("/v1/sessions", proof)) == (401, "code_refused")

    async def test_has_five_tries(self, house: House) -> None:
        code = await house.code()
        wrong = {"email": PATIENT, "code": "000000" if code != "000000" else "000001"}
        for _ in range(4):
            assert refused(await house.post("/v1/sessions", wrong)) == (401, "code_refused")
        assert (await house.post("/v1/sessions", {"email": PATIENT, "code": code})).status_code == 201

    async def test_does_not_have_six(self, house: House) -> None:
        code = await house.code()
        wrong = {"email": PATIENT, "code": "000000" if code != "000000" else "000001"}
        for _ in range(5):
            await house.post("/v1/sessions", wrong)
        assert refused(await house.post("/v1/sessions", {"email": PATIENT, "code": code})) == (401, "code_refused")
        fresh = await house.code()
        assert (await house.post("/v1/sessions", {"email": PATIENT, "code": fresh})).status_code == 201

    async def test_ends_after_ten_minutes(self, house: House) -> None:
        code = await house.code()
        house.clock.advance(minutes=11)
        assert refused(await house.post("/v1/sessions", {"email": PATIENT, "code": code})) == (401, "code_refused")

    async def test_refuses_alike_whatever_the_reason(self, house: House) -> None:
        code = await house.code()
        wrong = str((int(code) + 1) % 10**6).zfill(6)
        unknown = await house.post("/v1/sessions", {"email": STRANGER, "code": code})
        mistyped = await house.post("/v1/sessions", {"email": PATIENT, "code": wrong})
        house.clock.advance(minutes=11)
        late = await house.post("/v1/sessions", {"email": PATIENT, "code": code})
        assert visible(unknown) == visible(mistyped) == visible(late)

    @pytest.mark.parametrize("code", ["", " ", "\uff11\uff12\uff13\uff14\uff15\uff16", "9" * 5000, "\x00"])
    async def test_takes_nonsense_for_a_wrong_code(self, house: House, code: str) -> None:
        await house.ask_code()
        assert refused(await house.post("/v1/sessions", {"email": PATIENT, "code": code})) == (401, "code_refused")

    async def test_has_a_budget_for_one_network(self, new_house: NewHouse) -> None:
        async with new_house(sign_ins_per_network_hour=2) as house:
            for _ in range(2):
                await house.post("/v1/sessions", {"email": STRANGER, "code": "000000"})
            answer = await house.post("/v1/sessions", {"email": STRANGER, "code": "000000"})
            assert refused(answer) == (429, "too_many_requests")
            assert answer.headers["retry-after"] == "3600"


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
