"""The OPRF of RFC 9497 and what stands before it."""

import pytest

from serment_protocol.errors import BadElement
from serment_protocol.hardening import (
    UNSAFE_TEST_COST,
    blind,
    check_element,
    derive_key,
    evaluate,
    finalise,
    normalise,
    stretch,
)
from serment_protocol.primitives import random_bytes, ristretto_multiply

# RFC 9497 appendix A.1.1
PRIVATE = "5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e"
BLIND = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"
VECTORS = [
    (
        "00",
        "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c",
        "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e",
        (
            "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3"
            "ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6"
        ),
    ),
    (
        "5a" * 17,
        "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418",
        "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25",
        (
            "f4a74c9c592497375e796aa837e907b1a045d34306a749db9f34221f7e750cb4"
            "f2a6413a6bf6fa5e19ba6348eb673934a722a7ede2e7621306d18951e7cf2c73"
        ),
    ),
]


def test_the_key_is_derived_as_in_the_rfc() -> None:
    assert derive_key(b"\xa3" * 32, b"test key")[0].hex() == PRIVATE


@pytest.mark.parametrize(("data", "blinded", "evaluated", "output"), VECTORS)
def test_each_step_is_as_in_the_rfc(data: str, blinded: str, evaluated: str, output: str) -> None:
    scalar, element = blind(bytes.fromhex(data), bytes.fromhex(BLIND))
    assert element.hex() == blinded
    assert ristretto_multiply(bytes.fromhex(PRIVATE), element).hex() == evaluated
    assert finalise(bytes.fromhex(data), scalar, bytes.fromhex(evaluated)).hex() == output


def test_the_blind_leaves_no_trace() -> None:
    seed, stretched = random_bytes(32), random_bytes(32)
    outputs: set[bytes] = set()
    for _ in range(3):
        scalar, blinded = blind(stretched)
        outputs.add(finalise(stretched, scalar, evaluate(seed, blinded)))
    assert len(outputs) == 1


@pytest.mark.parametrize("element", [bytes(32), b"\xff" * 32, b"\x01" + bytes(31), bytes(31), b"", bytes(33)])
def test_what_is_no_element_is_refused(element: bytes) -> None:
    with pytest.raises(BadElement):
        check_element(element)
    with pytest.raises(BadElement):
        evaluate(bytes(32), element)


def test_the_same_words_however_typed() -> None:
    assert normalise("  cafe\u0301\u00a0\t noir ") == "café noir"
    salt = random_bytes(16)
    assert stretch("café noir", salt, UNSAFE_TEST_COST) == stretch(" cafe\u0301  noir", salt, UNSAFE_TEST_COST)
    assert stretch("café noir", salt, UNSAFE_TEST_COST) != stretch("cafe noir", salt, UNSAFE_TEST_COST)
