"""What others have published about logs and notes: the trees of Certificate Transparency's test suite (RFC 6962), the
note of Go's signed-note package, and the cosigned checkpoint of C2SP tlog-cosignature.
"""

import base64

import pytest

from serment_protocol.cosignatures import STAMP_BYTES
from serment_protocol.errors import BadSignature, BadStructure
from serment_protocol.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    root_of,
)
from serment_protocol.notes import ID_BYTES, LogKey, read_log_key, signatures_of
from serment_protocol.primitives import ed25519_verify

ENTRIES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [leaf_hash(each) for each in ENTRIES]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SOFA = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\u2014 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_certificate_transparency_s_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert size or root_of([]) == EMPTY_ROOT


@pytest.mark.parametrize(("place", "path"), INCLUSION.items())
def test_certificate_transparency_s_paths(place: tuple[int, int], path: list[str]) -> None:
    index, size = place
    assert [node.hex() for node in inclusion_proof(LEAVES[:size], index)] == path
    assert is_included(LEAVES[index], index, size, [bytes.fromhex(node) for node in path], bytes.fromhex(ROOTS[size]))


def test_certificate_transparency_s_growth() -> None:
    for old in range(1, 9):
        for new in range(old, 9):
            proof = consistency_proof(LEAVES[:new], old)
            assert is_consistent(old, bytes.fromhex(ROOTS[old]), new, bytes.fromhex(ROOTS[new]), proof)


class TestSignedNote:
    def check(self, note: str, key: LogKey) -> None:
        text = note.rpartition("\n\n")[0] + "\n"
        [(name, data, _)] = signatures_of(note)
        assert (name, data[:ID_BYTES]) == (key.name, key.key_id)
        ed25519_verify(key.public, text.encode(), data[ID_BYTES:])

    def test_go_s_note_verifies(self) -> None:
        self.check(NOTE, read_log_key(NEUMANN))

    def test_a_changed_one_does_not(self) -> None:
        with pytest.raises(BadSignature):
            self.check(NOTE.replace("answer", "cause"), read_log_key(NEUMANN))

    def test_nor_under_a_key_with_another_hash(self) -> None:
        with pytest.raises(BadStructure):
            read_log_key(NEUMANN.replace("c74f20a3", "c74f20a4"))


def test_c2sp_s_cosigned_checkpoint_is_read() -> None:
    """Its keys are not published, but its time is: 1679315147."""
    (log, _, _), (witness, data, line) = signatures_of(SOFA)
    assert (log, witness) == ("example.com/behind-the-sofa", "witness.example.com/w1")
    assert int.from_bytes(data[ID_BYTES : ID_BYTES + STAMP_BYTES]) == 1679315147
    assert base64.b64decode(line.split(" ")[2]) == data
