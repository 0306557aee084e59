"""A practice's word that it knows somebody."""

from collections.abc import Iterator

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from serment_protocol.credentials import (
    PRIME_BYTES,
    Credentials,
    Primes,
    ask_of,
    finish_credentials,
    issue,
    new_credential_key,
    request_credentials,
    seal_credentials,
)
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.padding import CREDENTIALS_BUCKETS, pad
from serment_protocol.primitives import rsa_primes, seal_public
from serment_protocol.sealing import lock, seal

AREA = "credentials"
PRACTICE, OTHER, APPOINTMENT = seed("practice", 16).hex(), seed("other practice", 16).hex(), seed("visit").hex()
EPOCH, FILING, MANAGE, REPLY = 3, seed("filing of an epoch"), seed("manage of a known patient"), seed("reply")


def drawn() -> bytes:
    """Two primes."""
    p, q = rsa_primes()
    return p.to_bytes(PRIME_BYTES) + q.to_bytes(PRIME_BYTES)


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    halves = fixtures.once("credential primes", drawn)
    primes = Primes(int.from_bytes(halves[:PRIME_BYTES]), int.from_bytes(halves[PRIME_BYTES:]))
    made = new_credential_key(PRACTICE, EPOCH, "known", FILING, primes)
    locked = fixtures.once("credential key", lambda: from_b64(made.locked))
    key: Values = {**plain(made), "locked": b64(locked)}
    yield from keys(fixtures, key)
    known = made
    asked: Values = {"manage_seed": b64(MANAGE), "practice": PRACTICE, "key": key, "count": 2}
    yield Vector(AREA, "asked", "request_credentials", asked)
    requests = request_credentials(MANAGE, PRACTICE, known, 2)
    ask = ask_of(requests, known)
    halves_of = {"p": b64(halves[:PRIME_BYTES]), "q": b64(halves[PRIME_BYTES:])}
    yield Vector(AREA, "issued", "issue_credentials", {"ask": plain(ask), "key": key, **halves_of})
    wrongs: list[tuple[str, Values, str]] = [
        ("issued_under_another_key", {"key": "0" * 64}, "credential_refused"),
        ("issued_to_another_audience", {"audience": "colleagues"}, "credential_refused"),
        ("issued_for_nothing", {"blinded": []}, "bad_structure"),
        ("issued_for_too_much", {"blinded": [b64(requests[0].blinded)] * 5}, "bad_structure"),
        ("issued_for_no_residue", {"blinded": [b64(b"\xff" * 256)]}, "token_malformed"),
    ]
    for case, change, expect in wrongs:
        yield Vector(
            AREA, case, "issue_credentials", {"ask": {**plain(ask), **change}, "key": key, **halves_of}, expect
        )
    answer = issue(ask, known, primes)
    yield from answers(fixtures, answer)
    finish: Values = {"credentials": plain(answer), "key": key, "manage_seed": b64(MANAGE), "practice": PRACTICE}
    yield Vector(AREA, "finished", "finish_credentials", finish)
    swapped = {**plain(answer), "signatures": list(reversed(answer.signatures))}
    yield Vector(
        AREA, "finished_out_of_order", "finish_credentials", {**finish, "credentials": swapped}, "token_forged"
    )
    other = {**finish, "practice": OTHER}
    yield Vector(AREA, "finished_at_another_practice", "finish_credentials", other, "token_forged")
    yield from shown(finish_credentials(answer, MANAGE, PRACTICE, known)[0], key)


def keys(fixtures: Fixtures, key: Values) -> Iterator[Vector]:
    """The private half, for the desk."""
    given: Values = {"key": key, "practice": PRACTICE, "epoch": EPOCH, "filing_key": b64(FILING)}
    yield Vector(AREA, "key", "open_credential_key", given)
    yield Vector(AREA, "key_of_another_epoch", "open_credential_key", {**given, "epoch": 4}, "cannot_open")
    yield Vector(AREA, "key_of_another_practice", "open_credential_key", {**given, "practice": OTHER}, "cannot_open")
    audience = {**given, "key": {**key, "audience": "colleagues"}}
    yield Vector(AREA, "key_of_another_audience", "open_credential_key", audience, "cannot_open")
    changed = {**given, "key": {**key, "modulus": b64(flip(from_b64(key["modulus"]), 10))}}
    yield Vector(AREA, "key_with_another_public_half", "open_credential_key", changed, "cannot_open")
    context = {"v": 1, "practice": PRACTICE, "epoch": EPOCH, "audience": "known"}
    short = fixtures.once("credential key short", lambda: lock(FILING, "credential-key", context, bytes(255)))
    cut = {**given, "key": {**key, "locked": b64(short)}}
    yield Vector(AREA, "key_too_short", "open_credential_key", cut, "cannot_open")


def answers(fixtures: Fixtures, answer: Credentials) -> Iterator[Vector]:
    """What the desk leaves with a visit."""
    reply = seal_public(REPLY)
    sealed = fixtures.once("credentials", lambda: seal_credentials(answer, reply, PRACTICE, APPOINTMENT))
    given: Values = {
        "sealed": b64(sealed),
        "reply_seed": b64(REPLY),
        "practice": PRACTICE,
        "appointment": APPOINTMENT,
    }
    yield Vector(AREA, "answer", "open_credentials", given)
    elsewhere = {**given, "appointment": seed("another visit").hex()}
    yield Vector(AREA, "answer_to_another_visit", "open_credentials", elsewhere, "cannot_open")
    context = {"v": 1, "practice": PRACTICE, "appointment": APPOINTMENT}
    more = pad(canonical({**plain(answer), "name": "Zoé"}), CREDENTIALS_BUCKETS)
    told = fixtures.once("credentials with a name", lambda: seal(reply, "credentials", context, more))
    yield Vector(AREA, "answer_with_a_name", "open_credentials", {**given, "sealed": b64(told)}, "bad_structure")


def shown(credential: bytes, key: Values) -> Iterator[Vector]:
    """What the platform checks."""
    given: Values = {
        "credential": b64(credential),
        "practice": PRACTICE,
        "audience": "known",
        "modulus": key["modulus"],
    }
    yield Vector(AREA, "shown", "check_credential", given)
    refused: dict[str, Values] = {
        "shown_elsewhere": {"practice": OTHER},
        "shown_as_a_colleague": {"audience": "colleagues"},
        "shown_under_another_key": {"modulus": b64(flip(from_b64(key["modulus"]), 10))},
        "shown_with_another_nonce": {"credential": b64(flip(credential, 5))},
        "shown_unsigned": {"credential": b64(credential[:98] + bytes(256))},
        "shown_too_short": {"credential": b64(credential[:-1])},
        "shown_as_another_type": {"credential": b64(b"\0\1" + credential[2:])},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "check_credential", {**given, **change}, "credential_refused")
