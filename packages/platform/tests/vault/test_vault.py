"""The vault over real HTTP: what was written is read, and of two writers one is told to read first."""

import pytest

from serment_protocol.encoding import b64, from_b64
from serment_protocol.padding import VAULT_BUCKETS
from serment_protocol.vault import vault_hash

from ..installation import Installed
from ..people import Somebody, at_once, code

LOCK_BYTES = 29


@pytest.fixture
def zoe(platform: Installed) -> Somebody:
    """Somebody with an empty vault."""
    return Somebody(platform).open()


def following(somebody: Somebody, version: int, before: bytes) -> dict[str, object]:
    previous = vault_hash(before)
    return {"version": version, "previous": previous, "blob": b64(somebody.vault_blob(version, previous))}


def first_blob(somebody: Somebody) -> bytes:
    answer = somebody.platform.ask("GET", "/vault", session=somebody.session).json()
    return from_b64(answer["blob"])


class TestWrite:
    def test_is_read_again(self, platform: Installed, zoe: Somebody) -> None:
        body = following(zoe, 2, first_blob(zoe))
        assert platform.ask("PUT", "/vault", body, zoe.session).status_code == 204
        assert platform.ask("GET", "/vault", session=zoe.session).json() == body

    def test_refuses_what_does_not_follow(self, platform: Installed, zoe: Somebody) -> None:
        first = first_blob(zoe)
        right = following(zoe, 2, first)
        wrong = [right | {"version": 1}, right | {"version": 3}, right | {"previous": "0" * 64}]
        for body in wrong:
            assert code(platform.ask("PUT", "/vault", body, zoe.session)) == (409, "vault_conflict")
        assert first_blob(zoe) == first

    def test_of_two_at_once_one_is_told_to_read(self, platform: Installed, zoe: Somebody) -> None:
        first = first_blob(zoe)
        bodies = [following(zoe, 2, first) for _ in range(2)]
        one, two = bodies
        answers = at_once(
            lambda: platform.ask("PUT", "/vault", one, zoe.session),
            lambda: platform.ask("PUT", "/vault", two, zoe.session),
        )
        assert sorted(each.status_code for each in answers) == [204, 409]

    @pytest.mark.parametrize("size", [0, 4096, VAULT_BUCKETS[-1] + LOCK_BYTES + 1])
    def test_refuses_another_size(self, platform: Installed, zoe: Somebody, size: int) -> None:
        body = following(zoe, 2, first_blob(zoe)) | {"blob": b64(bytes(size))}
        assert code(platform.ask("PUT", "/vault", body, zoe.session)) == (422, "vault_size")

    def test_takes_the_largest(self, platform: Installed, zoe: Somebody) -> None:
        body = following(zoe, 2, first_blob(zoe)) | {"blob": b64(bytes(VAULT_BUCKETS[-1] + LOCK_BYTES))}
        assert platform.ask("PUT", "/vault", body, zoe.session).status_code == 204

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"version": "2"}, "bad_request"),
            ({"version": 0}, "bad_request"),
            ({"previous": "A" * 64}, "bad_request"),
            ({"blob": "A"}, "bad_base64"),
            ({"more": ""}, "bad_request"),
        ],
    )
    def test_refuses_another_form(
        self, platform: Installed, zoe: Somebody, changes: dict[str, object], refusal: str
    ) -> None:
        body = following(zoe, 2, first_blob(zoe)) | changes
        assert code(platform.ask("PUT", "/vault", body, zoe.session)) == (400, refusal)

    def test_refuses_a_stranger(self, platform: Installed, zoe: Somebody) -> None:
        assert code(platform.ask("PUT", "/vault", following(zoe, 2, first_blob(zoe)))) == (401, "session_refused")
        assert code(platform.ask("GET", "/vault")) == (401, "session_refused")

    def test_refuses_a_body_that_is_too_large(self, platform: Installed, zoe: Somebody) -> None:
        content = b" " * (512 * 1024 + 1)
        headers = {"authorization": f"Bearer {zoe.session}"}
        assert code(platform.http.put("/v1/vault", content=content, headers=headers)) == (413, "body_too_large")
