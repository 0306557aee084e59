"""Rights to book."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric import rsa

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from serment_protocol.blindrsa import MODULUS_BYTES, blind, encode_pss
from serment_protocol.encoding import b64, canonical
from serment_protocol.primitives import sign_public
from serment_protocol.returns import NAME, due_of, request_return, sign_due
from serment_protocol.signing import sign, sign_bytes
from serment_protocol.tokens import TOKEN_TYPE, IssuerKey, Purpose, challenge_digest, token_key_id

AREA = "tokens"
ISSUER = "Serment"
NOW = "2026-01-20T00:00:00Z"


class Issuer:
    """An issuer key for vectors alone; its signatures are textbook RSA, so the same every time."""

    def __init__(self, fixtures: Fixtures, purpose: Purpose) -> None:
        drawn = fixtures.once(f"issuer {purpose}", draw_key)
        self.modulus, exponent = drawn[:MODULUS_BYTES], drawn[MODULUS_BYTES:]
        self.n, self.d = int.from_bytes(self.modulus), int.from_bytes(exponent)
        self.purpose: Purpose = purpose

    @property
    def record(self) -> Values:
        """The issuer key's record."""
        return plain(
            IssuerKey(
                purpose=self.purpose,
                modulus=b64(self.modulus),
                issue_from="2026-01-05T00:00:00Z",
                issue_until="2026-01-12T00:00:00Z",
                redeem_until="2026-02-09T00:00:00Z",
            )
        )

    def token_input(self, name: str = ISSUER) -> bytes:
        """What a token of this key signs."""
        return TOKEN_TYPE + seed("token nonce") + challenge_digest(name, self.purpose) + token_key_id(self.modulus)

    def raise_to_private(self, data: bytes) -> bytes:
        """Textbook RSA."""
        return pow(int.from_bytes(data), self.d, self.n).to_bytes(MODULUS_BYTES)

    def token(self, name: str = ISSUER) -> bytes:
        """A token of this key."""
        data = self.token_input(name)
        return data + self.raise_to_private(encode_pss(data, seed("token salt", 48)))


def draw_key() -> bytes:
    """Modulus and private exponent."""
    numbers = rsa.generate_private_key(65537, 2048).private_numbers()
    return numbers.public_numbers.n.to_bytes(MODULUS_BYTES) + numbers.d.to_bytes(MODULUS_BYTES)


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    booking, opening = Issuer(fixtures, "booking"), Issuer(fixtures, "opening")
    yield Vector(AREA, "key_id", "token_key_id", {"modulus": b64(booking.modulus)})
    yield Vector(AREA, "modulus_too_short", "token_key_id", {"modulus": b64(booking.modulus[1:])}, "token_malformed")
    yield Vector(AREA, "challenge", "challenge_digest", {"issuer": ISSUER, "purpose": "booking"})
    yield Vector(AREA, "challenge_with_accents", "challenge_digest", {"issuer": "Santé", "purpose": "opening"})
    yield from blinding(booking)
    yield from checking(booking, opening)
    yield from returning(booking)


def blinding(issuer: Issuer) -> Iterator[Vector]:
    """The client's half of issuing."""
    message, factor, salt = issuer.token_input(), b"\0" + seed("factor", 255), seed("salt", 48)
    given = {"modulus": b64(issuer.modulus), "message": b64(message), "factor": b64(factor), "salt": b64(salt)}
    yield Vector(AREA, "blinded", "blind_message", given)
    blinded, inverse = blind(issuer.modulus, message, int.from_bytes(factor), salt)
    signature = issuer.raise_to_private(blinded)
    finish = {
        "token_input": b64(message),
        "modulus": b64(issuer.modulus),
        "signature": b64(signature),
        "inverse": b64(inverse.to_bytes(MODULUS_BYTES)),
    }
    yield Vector(AREA, "finished", "finish_token", finish)
    wrong = {**finish, "signature": b64(flip(signature, 100))}
    yield Vector(AREA, "issuer_signs_something_else", "finish_token", wrong, "token_forged")
    short = {**finish, "signature": b64(signature[1:])}
    yield Vector(AREA, "issuer_signs_too_shortly", "finish_token", short, "token_malformed")


def checking(booking: Issuer, opening: Issuer) -> Iterator[Vector]:
    """What the platform checks."""
    token = booking.token()
    keys = [opening.record, booking.record]
    given: Values = {"token": b64(token), "issuer": ISSUER, "purpose": "booking", "keys": keys, "now": NOW}
    yield Vector(AREA, "accepted", "check_token", given)
    yield Vector(AREA, "last_moment", "check_token", {**given, "now": "2026-02-08T23:59:59Z"})
    yield Vector(AREA, "expired", "check_token", {**given, "now": "2026-02-09T00:00:00Z"}, "token_expired")
    yield Vector(AREA, "wrong_purpose", "check_token", {**given, "purpose": "opening"}, "token_wrong_purpose")
    yield Vector(AREA, "another_installation", "check_token", {**given, "issuer": "Other"}, "token_wrong_purpose")
    yield Vector(AREA, "key_unknown", "check_token", {**given, "keys": [opening.record]}, "token_key_unknown")
    yield Vector(AREA, "no_keys", "check_token", {**given, "keys": []}, "token_key_unknown")
    relabelled = {**opening.record, "purpose": "booking"}
    crossed = {**given, "token": b64(opening.token()), "keys": [relabelled]}
    yield Vector(AREA, "opening_right_used_for_booking", "check_token", crossed, "token_wrong_purpose")
    changed = {
        "nonce_changed": (flip(token, 2), "token_forged"),
        "authenticator_changed": (flip(token, -1), "token_forged"),
        "signed_by_another_key": (token[:98] + opening.raise_to_private(token[98:]), "token_forged"),
        "token_too_short": (token[:-1], "token_malformed"),
        "token_too_long": (token + b"\0", "token_malformed"),
        "token_of_another_type": (b"\0\1" + token[2:], "token_malformed"),
        "token_empty": (b"", "token_malformed"),
    }
    for case, (data, expect) in changed.items():
        yield Vector(AREA, case, "check_token", {**given, "token": b64(data)}, expect)


def returning(issuer: Issuer) -> Iterator[Vector]:
    """A right that comes back."""
    manage, relay = seed("manage of a visit"), seed("relay")
    given: Values = {"manage_seed": b64(manage), "installation": ISSUER, "modulus": b64(issuer.modulus)}
    yield Vector(AREA, "return_asked", "request_return", given)
    short = {**given, "modulus": b64(issuer.modulus[1:])}
    yield Vector(AREA, "return_asked_of_a_short_key", "request_return", short, "token_malformed")
    request = request_return(manage, ISSUER, issuer.modulus)
    finish = {
        "token_input": b64(request.token_input),
        "modulus": b64(issuer.modulus),
        "signature": b64(issuer.raise_to_private(request.blinded)),
        "inverse": b64(request.inverse.to_bytes(MODULUS_BYTES)),
    }
    yield Vector(AREA, "return_finished", "finish_token", finish)
    due = due_of(request, issuer.modulus)
    yield Vector(AREA, "return_due", "sign_due", {"relay_seed": b64(relay), "due": plain(due)})
    believe: Values = {"relay": b64(sign_public(relay)), "signed": plain(sign_due(relay, due))}
    yield Vector(AREA, "return_believed", "believe_due", believe)
    another = {**believe, "signed": plain(sign_due(seed("another relay"), due))}
    yield Vector(AREA, "return_of_another_platform", "believe_due", another, "bad_signature")
    elsewhere = {**believe, "signed": plain(sign(relay, "relay", due))}
    yield Vector(AREA, "return_signed_as_something_else", "believe_due", elsewhere, "bad_signature")
    told = {**plain(due), "appointment": "0" * 64}
    more = {**believe, "signed": signed_raw(relay, told)}
    yield Vector(AREA, "return_that_tells_of_a_visit", "believe_due", more, "bad_structure")
    cut = {**plain(due), "blinded": b64(request.blinded[1:])}
    yield Vector(
        AREA, "return_of_a_short_request", "believe_due", {**believe, "signed": signed_raw(relay, cut)}, "bad_structure"
    )


def signed_raw(relay: bytes, body: Values) -> Values:
    """What the structure itself would not let anybody make."""
    data = canonical(body)
    return {"body": b64(data), "signature": b64(sign_bytes(relay, NAME, data))}
