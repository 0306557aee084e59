"""Sealing, locking and padding."""

from collections.abc import Iterator
from itertools import chain

from scenarios.base import Fixtures, Values, Vector, flip, seed
from serment_protocol.encoding import b64
from serment_protocol.padding import ENVELOPE_BUCKETS, SELF_COPY_BUCKETS, pad
from serment_protocol.primitives import seal_public
from serment_protocol.sealing import lock, seal

AREA = "sealing"
HERE: Values = {"v": 1, "practice": "0" * 32, "epoch": 1, "compartment": "desk", "appointment": "a" * 64}
PLAIN = "Un secret médical".encode()


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of sealing and padding."""
    return chain(sealed(fixtures), locked(), padding())


def sealed(fixtures: Fixtures) -> Iterator[Vector]:
    """To a public key."""
    key = seed("desk")
    yield Vector(AREA, "public_key_of_a_seed", "seal_public", {"seed": b64(key)})
    envelope = fixtures.once("envelope", lambda: seal(seal_public(key), "envelope", HERE, PLAIN))
    given = {"seed": b64(key), "purpose": "envelope", "context": HERE, "sealed": b64(envelope)}
    yield Vector(AREA, "sealed", "open_sealed", given)
    elsewhere = {
        "envelope_of_another_appointment": {**HERE, "appointment": "b" * 64},
        "envelope_of_another_epoch": {**HERE, "epoch": 2},
        "envelope_of_another_practice": {**HERE, "practice": "1" * 32},
    }
    for case, context in elsewhere.items():
        yield Vector(AREA, case, "open_sealed", {**given, "context": context}, "cannot_open")
    yield Vector(AREA, "sealed_for_another_purpose", "open_sealed", {**given, "purpose": "wrap"}, "cannot_open")
    yield Vector(AREA, "sealed_to_another_key", "open_sealed", {**given, "seed": b64(seed("other"))}, "cannot_open")
    changed = {
        "version_byte_downgraded": (b"\0" + envelope[1:], "unknown_version"),
        "version_byte_unknown": (b"\2" + envelope[1:], "unknown_version"),
        "encapsulated_key_changed": (flip(envelope, 5), "cannot_open"),
        "encapsulated_curve_changed": (flip(envelope, 1110), "cannot_open"),
        "ciphertext_changed": (flip(envelope, 1121), "cannot_open"),
        "tag_changed": (flip(envelope, -1), "cannot_open"),
        "tag_cut": (envelope[:-1], "cannot_open"),
        "sealed_too_short": (envelope[:1130], "cannot_open"),
        "sealed_empty": (b"", "cannot_open"),
    }
    for case, (data, expect) in changed.items():
        yield Vector(AREA, case, "open_sealed", {**given, "sealed": b64(data)}, expect)


def locked() -> Iterator[Vector]:
    """Under a symmetric key."""
    key = seed("filing key")
    data = lock(key, "filing", HERE, PLAIN, nonce=seed("nonce", 12))
    given = {"key": b64(key), "purpose": "filing", "context": HERE, "locked": b64(data)}
    yield Vector(AREA, "locked", "unlock", given)
    moved = {**given, "context": {**HERE, "appointment": "b" * 64}}
    yield Vector(AREA, "locked_elsewhere", "unlock", moved, "cannot_open")
    yield Vector(AREA, "locked_for_another_purpose", "unlock", {**given, "purpose": "vault"}, "cannot_open")
    yield Vector(AREA, "locked_under_another_key", "unlock", {**given, "key": b64(seed("other"))}, "cannot_open")
    changed = {
        "locked_version_unknown": (b"\2" + data[1:], "unknown_version"),
        "locked_nonce_changed": (flip(data, 1), "cannot_open"),
        "locked_byte_changed": (flip(data, 14), "cannot_open"),
        "locked_too_short": (data[:20], "cannot_open"),
        "locked_empty": (b"", "cannot_open"),
    }
    for case, (other, expect) in changed.items():
        yield Vector(AREA, case, "unlock", {**given, "locked": b64(other)}, expect)


def padding() -> Iterator[Vector]:
    """To few sizes."""
    area, buckets = "padding", list(ENVELOPE_BUCKETS)
    for case, size in {"smallest": 3, "exactly_full": 2044, "one_more": 2045}.items():
        yield Vector(area, case, "pad", {"data": b64(b"x" * size), "buckets": buckets})
    too_large = {"data": b64(b"x" * 2045), "buckets": list(SELF_COPY_BUCKETS)}
    yield Vector(area, "too_large", "pad", too_large, "too_large")
    padded = pad(b"abc", SELF_COPY_BUCKETS)
    yield Vector(area, "unpadded", "unpad", {"padded": b64(padded), "buckets": buckets})
    refused = {
        "filler_not_zero": flip(padded, 100),
        "last_filler_not_zero": flip(padded, -1),
        "no_bucket": padded[:-1],
        "length_beyond_end": (2045).to_bytes(4) + padded[4:],
        "length_huge": b"\xff\xff\xff\xff" + padded[4:],
        "padded_empty": b"",
    }
    for case, data in refused.items():
        yield Vector(area, case, "unpad", {"padded": b64(data), "buckets": buckets}, "bad_padding")
    foreign = {"padded": b64(padded), "buckets": [4096]}
    yield Vector(area, "bucket_of_another_kind", "unpad", foreign, "bad_padding")
