"""Sealing, locking and padding: what opens, and that nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_protocol.errors import BadPadding, BadStructure, CannotOpen, TooLarge, UnknownVersion
from serment_protocol.padding import ENVELOPE_BUCKETS, pad, unpad
from serment_protocol.primitives import random_bytes, seal_public
from serment_protocol.sealing import Context, lock, open_sealed, seal, unlock

SEED = random_bytes(32)
PUBLIC = seal_public(SEED)
KEY = random_bytes(32)
HERE: Context = {"v": 1, "appointment": "0" * 64}
THERE: Context = {"v": 1, "appointment": "1" * 64}


@given(st.binary(max_size=600))
def test_what_was_sealed_opens(plain: bytes) -> None:
    sealed = seal(PUBLIC, "envelope", HERE, plain)
    assert len(sealed) == 1 + 1120 + len(plain) + 16
    assert open_sealed(SEED, "envelope", HERE, sealed) == plain


@given(st.binary(max_size=600))
def test_what_was_locked_opens(plain: bytes) -> None:
    assert unlock(KEY, "filing", HERE, lock(KEY, "filing", HERE, plain)) == plain


def test_a_seal_holds_key_purpose_and_place() -> None:
    sealed = seal(PUBLIC, "envelope", HERE, b"secret")
    for seed, purpose, context in (
        (random_bytes(32), "envelope", HERE),
        (SEED, "wrap", HERE),
        (SEED, "envelope", THERE),
    ):
        with pytest.raises(CannotOpen):
            open_sealed(seed, purpose, context, sealed)


def test_a_lock_holds_key_purpose_and_place() -> None:
    locked = lock(KEY, "filing", HERE, b"secret")
    for key, purpose, context in ((random_bytes(32), "filing", HERE), (KEY, "vault", HERE), (KEY, "filing", THERE)):
        with pytest.raises(CannotOpen):
            unlock(key, purpose, context, locked)


@given(st.data())
def test_no_changed_byte_opens(data: st.DataObject) -> None:
    def changed(made: bytes) -> bytes:
        position, bits = data.draw(st.integers(1, len(made) - 1)), data.draw(st.integers(1, 255))
        return made[:position] + bytes([made[position] ^ bits]) + made[position + 1 :]

    sealed, locked = seal(PUBLIC, "envelope", HERE, b"secret"), lock(KEY, "envelope", HERE, b"secret")
    with pytest.raises(CannotOpen):
        open_sealed(SEED, "envelope", HERE, changed(sealed))
    with pytest.raises(CannotOpen):
        unlock(KEY, "envelope", HERE, changed(locked))


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_is_not_tried(version: int) -> None:
    with pytest.raises(UnknownVersion):
        open_sealed(SEED, "envelope", HERE, bytes([version]) + seal(PUBLIC, "envelope", HERE, b"")[1:])
    with pytest.raises(UnknownVersion):
        unlock(KEY, "envelope", HERE, bytes([version]) + lock(KEY, "envelope", HERE, b"")[1:])


@pytest.mark.parametrize("length", [0, 1, 20, 1136])
def test_too_few_bytes_are_refused(length: int) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(SEED, "envelope", HERE, b"\x01" * length)
    with pytest.raises(CannotOpen):
        unlock(KEY, "envelope", HERE, b"\x01" * length)


@pytest.mark.parametrize("public", [b"", b"\xff" * 1216, bytes(1216), PUBLIC[:-1]])
def test_nothing_is_sealed_to_what_is_no_key(public: bytes) -> None:
    with pytest.raises(BadStructure):
        seal(public, "envelope", HERE, b"")


@given(st.binary(max_size=9000))
def test_padding_comes_off(data: bytes) -> None:
    padded = pad(data, ENVELOPE_BUCKETS)
    assert len(padded) in ENVELOPE_BUCKETS
    assert unpad(padded, ENVELOPE_BUCKETS) == data


def test_padding_takes_the_smallest_bucket_that_holds_it() -> None:
    assert [len(pad(bytes(size), ENVELOPE_BUCKETS)) for size in (0, 2044, 2045, 8188, 8189)] == [
        2048,
        2048,
        8192,
        8192,
        32768,
    ]
    with pytest.raises(TooLarge):
        pad(bytes(32765), ENVELOPE_BUCKETS)


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(2047),
        pad(b"x", ENVELOPE_BUCKETS)[:-1] + b"\x01",
        (2045).to_bytes(4) + bytes(2044),
        b"\xff\xff\xff\xff" + bytes(2044),
    ],
)
def test_other_padding_is_refused(padded: bytes) -> None:
    with pytest.raises(BadPadding):
        unpad(padded, ENVELOPE_BUCKETS)
