"""Accounts over real HTTP: opening, signing in, ways, sessions; and that what fails changes nothing."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from serment_protocol.accounts import open_root
from serment_protocol.encoding import b64, from_b64
from serment_protocol.primitives import hash_bytes

from ..installation import Installed
from ..people import Somebody, at_once, code
from ..stand_in import new_token


@pytest.fixture(scope="module")
def zoe(platform: Installed) -> Somebody:
    """Somebody with an account."""
    return Somebody(platform).open()


class TestOpening:
    def test_gives_a_session_and_an_empty_vault(self, platform: Installed) -> None:
        new = Somebody(platform)
        body = new.opening()
        new.open(body)
        found = platform.ask("GET", "/vault", session=new.session).json()
        assert found == {"version": 1, "previous": "0" * 64, "blob": body["vault"]}

    def test_the_same_request_again_only_signs_in(self, platform: Installed) -> None:
        new = Somebody(platform)
        body = new.opening()
        first, second = (platform.ask("POST", "/accounts", body).json()["session"] for _ in range(2))
        assert first != second
        assert all(platform.ask("GET", "/ways", session=each).status_code == 200 for each in (first, second))

    def test_two_at_once_open_one_account(self, platform: Installed) -> None:
        body = Somebody(platform).opening()
        answers = at_once(*[lambda: platform.ask("POST", "/accounts", body)] * 4)
        assert [each.status_code for each in answers] == [201] * 4

    def test_a_right_is_spent_once(self, platform: Installed) -> None:
        token = new_token("opening")
        Somebody(platform).open(Somebody(platform).opening(token))
        assert code(platform.ask("POST", "/accounts", Somebody(platform).opening(token))) == (409, "token_spent")

    def test_a_failure_spends_nothing(self, platform: Installed, zoe: Somebody) -> None:
        token = new_token("opening")
        twin = Somebody(platform, account=zoe.account)
        assert code(platform.ask("POST", "/accounts", twin.opening(token))) == (409, "account_exists")
        Somebody(platform).open(Somebody(platform).opening(token))

    @pytest.mark.parametrize(
        ("token", "refusal"),
        [
            (lambda: new_token("booking"), "token_wrong_purpose"),
            (lambda: new_token("opening", issuer="Another"), "token_wrong_purpose"),
            (lambda: new_token("opening", "of a stranger"), "token_key_unknown"),
            (lambda: new_token("opening")[:-1] + b"\0", "token_forged"),
            (lambda: new_token("opening")[:-1], "token_malformed"),
        ],
    )
    def test_refuses_a_right_that_is_none(self, platform: Installed, token: Callable[[], bytes], refusal: str) -> None:
        assert code(platform.ask("POST", "/accounts", Somebody(platform).opening(token()))) == (403, refusal)

    def test_takes_a_right_under_a_key_that_has_just_appeared(self, platform: Installed) -> None:
        platform.custodian.add_issuer("opening", "of next week")
        Somebody(platform).open(Somebody(platform).opening(new_token("opening", "of next week")))

    def test_refuses_what_the_statement_does_not_say(self, platform: Installed) -> None:
        new = Somebody(platform)
        other = b64(new.vault_blob(1, "0" * 64))
        wrong = [
            new.opening(origin="https://elsewhere.example"),
            new.opening(vault=new.vault_blob(1, "0" * 64)) | {"vault": other},
            new.opening() | {"token": b64(new_token("opening"))},
        ]
        assert [code(platform.ask("POST", "/accounts", each)) for each in wrong] == [(400, "bad_structure")] * 3

    def test_refuses_a_signature_of_another_way(self, platform: Installed) -> None:
        new, other = Somebody(platform).opening(), Somebody(platform).opening()
        new["statement"]["signature"] = other["statement"]["signature"]
        assert code(platform.ask("POST", "/accounts", new)) == (422, "bad_signature")

    def test_refuses_other_sizes(self, platform: Installed) -> None:
        short = Somebody(platform).opening(vault=bytes(100))
        assert code(platform.ask("POST", "/accounts", short)) == (422, "vault_size")
        assert code(platform.ask("POST", "/accounts", Somebody(platform).opening(sealed=bytes(99)))) == (
            422,
            "bad_size",
        )

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"token": "á"}, "bad_base64"),
            ({"token": "AA=="}, "bad_base64"),
            ({"extra": 1}, "bad_request"),
            ({"token": 7}, "bad_request"),
            ({"statement": {"body": "AA", "signature": "AA", "more": ""}}, "bad_request"),
        ],
    )
    def test_refuses_another_form(self, platform: Installed, changes: dict[str, object], refusal: str) -> None:
        body = Somebody(platform).opening() | changes
        assert code(platform.ask("POST", "/accounts", body)) == (400, refusal)

    def test_refuses_what_is_no_json(self, platform: Installed) -> None:
        for content in (b"", b"{", b"\xff", b"[" * 5000):
            assert code(platform.http.post("/v1/accounts", content=content)) == (400, "bad_request")

    def test_refuses_a_body_that_is_too_large(self, platform: Installed) -> None:
        answer = platform.http.post("/v1/accounts", content=b" " * (128 * 1024 + 1))
        assert code(answer) == (413, "body_too_large")


class TestSignIn:
    def test_answers_the_sealed_root(self, platform: Installed, zoe: Somebody) -> None:
        answer = platform.ask("POST", "/sessions", zoe.signing_in())
        assert answer.status_code == 201
        found = answer.json()
        assert (found["account"], found["audience"]) == (zoe.account, "patient")
        assert open_root(from_b64(found["sealed_root"]), zoe.account, zoe.way) == zoe.root

    def test_refuses_alike_whatever_is_wrong(self, platform: Installed, zoe: Somebody) -> None:
        used, stale = zoe.challenge(), zoe.challenge()
        platform.ask("POST", "/sessions", zoe.signing_in(challenge=used))
        platform.sql(
            "UPDATE identity.challenge SET expires = now() WHERE challenge_hash = %s",
            [hash_bytes("challenge", from_b64(stale))],
        )
        forged = zoe.signing_in()
        forged["statement"]["signature"] = zoe.signing_in(zoe.new_way())["statement"]["signature"]
        wrong = [
            zoe.signing_in(zoe.new_way()),
            forged,
            zoe.signing_in(challenge=used),
            zoe.signing_in(challenge=stale),
            zoe.signing_in(challenge=b64(secrets.token_bytes(32))),
            zoe.signing_in(origin="https://elsewhere.example"),
        ]
        answers = [platform.ask("POST", "/sessions", each) for each in wrong]
        assert {each.status_code for each in answers} == {401}
        assert len({each.content for each in answers}) == 1
        assert answers[0].json()["code"] == "sign_in_refused"

    def test_a_challenge_is_used_up_by_a_miss(self, platform: Installed, zoe: Somebody) -> None:
        challenge = zoe.challenge()
        platform.ask("POST", "/sessions", zoe.signing_in(zoe.new_way(), challenge))
        assert code(platform.ask("POST", "/sessions", zoe.signing_in(challenge=challenge))) == (401, "sign_in_refused")

    def test_refuses_a_statement_that_is_none(self, platform: Installed, zoe: Somebody) -> None:
        other = {"statement": zoe.opening()["statement"]}
        assert code(platform.ask("POST", "/sessions", other)) == (400, "bad_structure")

    def test_a_guessing_network_is_stopped_and_others_are_not(self, platform: Installed, zoe: Somebody) -> None:
        guess = zoe.new_way()
        forwarded = {"x-forwarded-for": "203.0.113.7"}
        for _ in range(30):
            answer = platform.ask("POST", "/sessions", zoe.signing_in(guess), **forwarded)
            assert code(answer) == (401, "sign_in_refused")
        answer = platform.ask("POST", "/sessions", zoe.signing_in(), **forwarded)
        assert code(answer) == (429, "too_many_requests")
        assert answer.headers["retry-after"] == "3600"
        assert platform.ask("POST", "/sessions", zoe.signing_in()).status_code == 201

    def test_lasts_twelve_hours_up_to_the_grid(self, platform: Installed, zoe: Somebody) -> None:
        text = platform.ask("POST", "/sessions", zoe.signing_in()).json()["expires"]
        expires = datetime.fromisoformat(text)
        assert (expires.minute % 15, expires.second) == (0, 0)
        left = expires - datetime.now(UTC)
        assert timedelta(hours=12) - timedelta(minutes=1) < left < timedelta(hours=12, minutes=15)


class TestSession:
    def test_ends(self, platform: Installed) -> None:
        new = Somebody(platform).open()
        assert platform.ask("DELETE", "/sessions/current", session=new.session).status_code == 204
        assert code(platform.ask("GET", "/ways", session=new.session)) == (401, "session_refused")

    @pytest.mark.parametrize("bearer", ["x", "AA", b64(bytes(32)), "é"])
    def test_refuses_what_is_no_session(self, platform: Installed, bearer: str) -> None:
        headers = [(b"authorization", f"Bearer {bearer}".encode())]
        assert code(platform.http.get("/v1/ways", headers=headers)) == (401, "session_refused")

    def test_refuses_another_scheme(self, platform: Installed, zoe: Somebody) -> None:
        headers = {"authorization": f"Basic {zoe.session}"}
        assert code(platform.http.get("/v1/ways", headers=headers)) == (401, "session_refused")

    def test_its_row_names_nobody(self, platform: Installed, zoe: Somebody) -> None:
        hashed = hash_bytes("session", from_b64(zoe.session))
        rows = platform.sql("SELECT session_hash || locator_locked FROM identity.session")
        assert any(row[0].startswith(hashed) for row in rows)
        names = (bytes.fromhex(zoe.account), zoe.way.locator, from_b64(zoe.session))
        assert not any(name in row[0] for row in rows for name in names)


class TestWays:
    def test_another_opens_the_account_and_ends_with_its_sessions(self, platform: Installed) -> None:
        new = Somebody(platform).open()
        kit = new.new_way()
        assert platform.ask("POST", "/ways", new.adding(kit), new.session).status_code == 201
        # Sealed anew, it is another request for the same way.
        assert code(platform.ask("POST", "/ways", new.adding(kit), new.session)) == (409, "way_taken")
        listed = platform.ask("GET", "/ways", session=new.session).json()["ways"]
        assert {each["locator"] for each in listed} == {new.way.locator.hex(), kit.locator.hex()}
        other = platform.ask("POST", "/sessions", new.signing_in(kit)).json()["session"]
        for _ in range(2):
            assert platform.ask("POST", "/ways/remove", new.removing(kit), new.session).status_code == 204
        assert code(platform.ask("GET", "/ways", session=other)) == (401, "session_refused")
        assert code(platform.ask("POST", "/sessions", new.signing_in(kit))) == (401, "sign_in_refused")

    def test_the_same_request_again_changes_nothing(self, platform: Installed) -> None:
        new = Somebody(platform).open()
        body = new.adding(new.new_way())
        assert [platform.ask("POST", "/ways", body, new.session).status_code for _ in range(2)] == [201, 201]

    def test_the_last_one_stays(self, platform: Installed) -> None:
        new = Somebody(platform).open()
        assert code(platform.ask("POST", "/ways/remove", new.removing(new.way), new.session)) == (409, "last_way")

    def test_two_removals_at_once_leave_one(self, platform: Installed) -> None:
        new = Somebody(platform).open()
        kit = new.new_way()
        platform.ask("POST", "/ways", new.adding(kit), new.session)
        other = platform.ask("POST", "/sessions", new.signing_in(kit)).json()["session"]
        one, two = new.removing(kit), new.removing(new.way, kit)
        answers = at_once(
            lambda: platform.ask("POST", "/ways/remove", one, new.session),
            lambda: platform.ask("POST", "/ways/remove", two, other),
        )
        assert sorted(each.status_code for each in answers) in ([204, 401], [204, 409])

    def test_refuses_another_hand(self, platform: Installed, zoe: Somebody) -> None:
        way, stranger = zoe.new_way(), zoe.new_way()
        ask = platform.ask
        assert code(ask("POST", "/ways", zoe.adding(way, stranger), zoe.session)) == (422, "bad_signature")
        assert code(ask("POST", "/ways/remove", zoe.removing(way, stranger), zoe.session)) == (422, "bad_signature")
        assert code(ask("POST", "/ways", zoe.adding(way, account="0" * 32), zoe.session)) == (422, "bad_statement")
        other = zoe.adding(way) | {"sealed_root": zoe.adding(stranger)["sealed_root"]}
        assert code(ask("POST", "/ways", other, zoe.session)) == (422, "bad_statement")
        assert code(ask("POST", "/ways", zoe.adding(way))) == (401, "session_refused")

    def test_refuses_somebody_elses_way(self, platform: Installed, zoe: Somebody) -> None:
        new = Somebody(platform).open()
        assert code(platform.ask("POST", "/ways", new.adding(zoe.way), new.session)) == (409, "way_taken")

    def test_refuses_a_removal_of_long_ago(self, platform: Installed, zoe: Somebody) -> None:
        old = zoe.removing(zoe.new_way(), now=datetime.now(UTC) - timedelta(days=2))
        assert code(platform.ask("POST", "/ways/remove", old, zoe.session)) == (422, "signature_expired")


class TestChallenge:
    def test_lasts_a_minute(self, platform: Installed) -> None:
        found = platform.ask("POST", "/challenges", {}).json()
        assert len(from_b64(found["challenge"])) == 32
        left = datetime.fromisoformat(found["expires"]) - datetime.now(UTC)
        assert timedelta(seconds=55) < left <= timedelta(seconds=60)

    def test_asks_for_an_empty_body(self, platform: Installed) -> None:
        assert code(platform.ask("POST", "/challenges", {"more": 1})) == (400, "bad_request")
