"""Rights to book, end to end: the key believed by its log proof, a blind signature, a token that the platform takes."""

from datetime import datetime
from typing import Any, TypeVar

import httpx
import msgspec
import pytest

from serment_custodian.ledger.store import uses_of
from serment_custodian.main import prepare
from serment_custodian.tokens import actions
from serment_protocol.cosignatures import read_witnesses
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import TokenExpired, TokenWrongPurpose
from serment_protocol.notes import read_log_key
from serment_protocol.nudges import ContactKey
from serment_protocol.returns import due_of, request_return, sign_due
from serment_protocol.signing import verify
from serment_protocol.structure import convert
from serment_protocol.tokens import (
    IssuerKey,
    Purpose,
    TokenRequest,
    check_token,
    finish_token,
    request_token,
    token_key_id,
)
from serment_protocol.transparency import Bundle, EntryKind, open_bundle

from .conftest import NewHouse
from .house import NAME, ORIGIN, RELAY_SEED, House, refused
from .test_hardening import device_session

T = TypeVar("T", bound=msgspec.Struct)
SEED = bytes(range(32))


def believe(house: House, bundle: object, kind: EntryKind, name: str, structure: type[T]) -> T:
    """A record, after every check of SPEC section 9."""
    key = read_log_key(house.running.ledger.log.verifier)
    witnesses = read_witnesses([house.site.witness], 1, 3)
    signed, _ = open_bundle(convert(bundle, Bundle), kind, ORIGIN, key, witnesses, house.clock())
    return verify(key.public, name, signed, structure)


async def issuers(house: House) -> list[IssuerKey]:
    found = (await house.get("/v1/keys")).json()["issuers"]
    return [believe(house, bundle, "issuer_key", "issuer-key", IssuerKey) for bundle in found]


async def issuer(house: House, purpose: Purpose) -> IssuerKey:
    return next(key for key in await issuers(house) if key.issues(purpose, house.clock()))


def requests_to(key: IssuerKey, count: int) -> list[TokenRequest]:
    return [request_token(NAME, key.purpose, from_b64(key.modulus)) for _ in range(count)]


async def ask(
    house: House, session: str, key: IssuerKey, blinded: list[bytes], purpose: Purpose | None = None
) -> httpx.Response:
    body = {
        "purpose": purpose or key.purpose,
        "key_id": token_key_id(from_b64(key.modulus)).hex(),
        "blinded": [b64(one) for one in blinded],
    }
    return await house.post("/v1/tokens", body, session)


async def fetch(house: House, session: str, key: IssuerKey, count: int) -> list[bytes]:
    asked = requests_to(key, count)
    answer = await ask(house, session, key, [each.blinded for each in asked])
    assert answer.status_code == 200, answer.text
    modulus, signatures = from_b64(key.modulus), answer.json()["signatures"]
    return [finish_token(one, modulus, from_b64(signature)) for one, signature in zip(asked, signatures, strict=True)]


class TestKeys:
    async def test_are_this_week_s_and_next_week_s_for_each_purpose(self, house: House) -> None:
        keys = await issuers(house)
        assert [(key.purpose, key.issue_from) for key in keys] == [
            ("booking", "2026-03-02T00:00:00Z"),
            ("opening", "2026-03-02T00:00:00Z"),
            ("booking", "2026-03-09T00:00:00Z"),
            ("opening", "2026-03-09T00:00:00Z"),
        ]
        assert keys[0].redeem_until == "2026-04-06T00:00:00Z"

    async def test_come_with_the_contact_key(self, house: House) -> None:
        contact = (await house.get("/v1/keys")).json()["contact"]
        record = believe(house, contact, "contact_key", "contact-key", ContactKey)
        assert record.valid_from == "2026-03-04"

    async def test_are_made_ahead_and_destroyed_after_their_week(self, house: House) -> None:
        tokens = await fetch(house, (await house.enter()).session, await issuer(house, "booking"), 1)
        house.clock.advance(weeks=1)
        await prepare(house.running)
        keys = await issuers(house)
        assert len(keys) == 6
        check_token(tokens[0], NAME, "booking", keys, house.clock())
        async with house.running.rooms.tokens.transaction() as tx:
            query = "SELECT issue_from::date::text, private_locked IS NULL FROM tokens.issuer_key ORDER BY issue_from"
            found = await (await tx.execute(query)).fetchall()
        assert found == [("2026-03-02", True)] * 2 + [("2026-03-09", False)] * 2 + [("2026-03-16", False)] * 2

    async def test_are_shown_as_long_as_their_tokens_are_taken(self, house: House) -> None:
        tokens = await fetch(house, (await house.enter()).session, await issuer(house, "booking"), 1)
        old = await issuers(house)
        house.clock.advance(weeks=5)
        await prepare(house.running)
        assert "2026-03-02T00:00:00Z" not in {key.issue_from for key in await issuers(house)}
        with pytest.raises(TokenExpired):
            check_token(tokens[0], NAME, "booking", old, house.clock())

    async def test_two_processes_make_one_of_each(self, house: House, new_house: NewHouse) -> None:
        house.clock.advance(weeks=1)
        async with new_house(house.clock) as other:
            await prepare(house.running)
            assert len(await issuers(house)) == len(await issuers(other)) == 6


class TestIssuing:
    @pytest.mark.parametrize("purpose", ["opening", "booking"])
    async def test_gives_tokens_that_are_taken_for_their_purpose_alone(self, house: House, purpose: Purpose) -> None:
        key = await issuer(house, purpose)
        tokens = await fetch(house, (await house.enter()).session, key, 2)
        assert len(set(tokens)) == 2
        for token in tokens:
            assert check_token(token, NAME, purpose, await issuers(house), house.clock()) == key
            with pytest.raises(TokenWrongPurpose):
                check_token(token, NAME, "booking" if purpose == "opening" else "opening", [key], house.clock())

    async def test_works_with_a_device_session_too(self, house: House) -> None:
        session = await device_session(house, (await house.enter()).session)
        assert await fetch(house, session, await issuer(house, "booking"), 1)

    async def test_refuses_a_key_of_another_week_and_of_nobody(self, house: House) -> None:
        session = (await house.enter()).session
        following = next(key for key in await issuers(house) if not key.issues(key.purpose, house.clock()))
        blinded = [requests_to(following, 1)[0].blinded]
        assert refused(await ask(house, session, following, blinded)) == (403, "token_key_unknown")
        nobodys = msgspec.structs.replace(following, modulus=b64(b"\x01" * 256))
        assert refused(await ask(house, session, nobodys, blinded)) == (403, "token_key_unknown")

    async def test_refuses_another_purpose(self, house: House) -> None:
        key = await issuer(house, "booking")
        blinded = [requests_to(key, 1)[0].blinded]
        answer = await ask(house, (await house.enter()).session, key, blinded, "opening")
        assert refused(answer) == (403, "token_wrong_purpose")

    @pytest.mark.parametrize("blinded", [b"", bytes(256), b"\xff" * 256, b"\x01" * 255])
    async def test_refuses_what_is_no_request_at_no_cost(self, new_house: NewHouse, blinded: bytes) -> None:
        async with new_house(booking_tokens_week=1) as house:
            session, key = (await house.enter()).session, await issuer(house, "booking")
            assert refused(await ask(house, session, key, [blinded])) == (403, "token_malformed")
            assert await fetch(house, session, key, 1)

    async def test_refuses_what_has_not_the_form(self, house: House) -> None:
        session, key = (await house.enter()).session, await issuer(house, "booking")
        assert refused(await ask(house, session, key, [])) == (400, "bad_request")
        assert refused(await ask(house, session, key, [b"\x01" * 256] * 13)) == (400, "bad_request")
        body = {"purpose": "booking", "key_id": "00", "blinded": ["AA"]}
        assert refused(await house.post("/v1/tokens", body, session)) == (400, "bad_request")
        body = {"purpose": "booking", "key_id": "0" * 64, "blinded": ["="]}
        assert refused(await house.post("/v1/tokens", body, session)) == (400, "bad_base64")


class TestBudget:
    async def test_is_a_person_s_week_for_each_purpose(self, new_house: NewHouse) -> None:
        async with new_house(booking_tokens_week=3, opening_tokens_week=1) as house:
            session, key = (await house.enter()).session, await issuer(house, "booking")
            await fetch(house, session, key, 2)
            too_many = [each.blinded for each in requests_to(key, 2)]
            assert refused(await ask(house, session, key, too_many)) == (429, "tokens_exhausted")
            await fetch(house, session, key, 1)
            assert refused(await ask(house, session, key, too_many[:1])) == (429, "tokens_exhausted")
            await fetch(house, session, await issuer(house, "opening"), 1)
            await fetch(house, (await house.enter("other@example.org")).session, key, 3)

    async def test_is_refused_whole_when_no_week_allows_it(self, new_house: NewHouse) -> None:
        async with new_house(opening_tokens_week=1) as house:
            session, key = (await house.enter()).session, await issuer(house, "opening")
            too_many = [each.blinded for each in requests_to(key, 2)]
            assert refused(await ask(house, session, key, too_many)) == (429, "tokens_exhausted")
            await fetch(house, session, key, 1)

    async def test_comes_back_on_monday_and_old_counts_are_forgotten(self, new_house: NewHouse) -> None:
        async with new_house(opening_tokens_week=1) as house:
            await fetch(house, (await house.enter()).session, await issuer(house, "opening"), 1)
            house.clock.advance(weeks=2)
            await prepare(house.running)
            await fetch(house, (await house.enter()).session, await issuer(house, "opening"), 1)
            await actions.purge(house.running.rooms.tokens, house.clock())
            async with house.running.rooms.tokens.transaction() as tx:
                found = await (await tx.execute("SELECT week FROM tokens.issued")).fetchall()
            assert found == [(datetime(2026, 3, 16).date(),)]  # noqa: DTZ001


def word(key: IssuerKey, seed: bytes, by: bytes = RELAY_SEED) -> dict[str, Any]:
    """What the platform says is due for a visit."""
    modulus = from_b64(key.modulus)
    signed = sign_due(by, due_of(request_return(seed, NAME, modulus), modulus))
    return {"due": {"body": signed.body, "signature": signed.signature}}


async def given_back(house: House) -> int:
    """How many rights came back today, by what will be published."""
    async with house.running.rooms.ledger.transaction() as tx:
        return (await uses_of(tx, house.clock().date())).get(("token", "returned"), 0)


class TestReturned:
    async def test_needs_nobody_and_counts_in_no_week(self, new_house: NewHouse) -> None:
        async with new_house(booking_tokens_week=1) as house:
            key = await issuer(house, "booking")
            await fetch(house, (await house.enter()).session, key, 1)
            answer = await house.post("/v1/tokens/returned", word(key, SEED))
            assert answer.status_code == 200, answer.text
            asked, modulus = request_return(SEED, NAME, from_b64(key.modulus)), from_b64(key.modulus)
            token = finish_token(asked, modulus, from_b64(answer.json()["signature"]))
            assert check_token(token, NAME, "booking", await issuers(house), house.clock()) == key

    async def test_the_same_word_again_is_the_same_right(self, house: House) -> None:
        key = await issuer(house, "booking")
        answers = [(await house.post("/v1/tokens/returned", word(key, SEED))).text for _ in range(2)]
        assert answers[0] == answers[1]

    async def test_the_same_word_all_day_costs_one_signature_and_counts_once(self, new_house: NewHouse) -> None:
        async with new_house(rights_returned_per_network_hour=1) as house:
            key = await issuer(house, "booking")
            told = {(await house.post("/v1/tokens/returned", word(key, SEED))).text for _ in range(5)}
            assert len(told) == 1
            assert await given_back(house) == 1

    async def test_a_network_has_no_more_than_its_share(self, new_house: NewHouse) -> None:
        async with new_house(rights_returned_per_network_hour=2) as house:
            key = await issuer(house, "booking")
            answers = [await house.post("/v1/tokens/returned", word(key, bytes([seed]) * 32)) for seed in range(1, 5)]
            assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
            assert refused(answers[-1]) == (429, "too_many_requests")
            assert await given_back(house) == 2

    async def test_is_by_the_platform_s_word_alone(self, house: House) -> None:
        key = await issuer(house, "booking")
        answer = await house.post("/v1/tokens/returned", word(key, SEED, bytes(32)))
        assert refused(answer) == (422, "bad_signature")
        assert refused(await house.post("/v1/tokens/returned", {})) == (400, "bad_request")

    async def test_is_not_of_another_week_nor_to_open_an_account(self, house: House) -> None:
        following = next(key for key in await issuers(house) if not key.issues(key.purpose, house.clock()))
        assert refused(await house.post("/v1/tokens/returned", word(following, SEED))) == (403, "token_key_unknown")
        opening = await issuer(house, "opening")
        assert refused(await house.post("/v1/tokens/returned", word(opening, SEED))) == (403, "token_wrong_purpose")
