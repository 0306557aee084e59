"""A token as in RFC 9578 appendix B, whose key serves here too: modulus 2048, RSABSSA-SHA384-PSS-Deterministic."""

from serment_protocol.blindrsa import blind, unblind
from serment_protocol.primitives import pss_verify, sha256
from serment_protocol.tokens import TOKEN_TYPE, public_key_info, token_key_id

CHALLENGE = TOKEN_TYPE + b"\x00\x0eissuer.example" + b"\x00" + b"\x00\x0eorigin.example"
MODULUS = bytes.fromhex(
    "cb1aed6b6a95f5b1ce013a4cfcab25b94b2e64a23034e4250a7eab43c0df3a8c12993af12b111908d4b471bec31d4b6c9ad9cdda9061"
    "2a2ee903523e6de5a224d6b02f09e5c374d0cfe01d8f529c500a78a2f67908fa682b5a2b430c81eaf1af72d7b5e794fc98a313927687"
    "9757ce453b526ef9bf6ceb99979b8423b90f4461a22af37aab0cf5733f7597abe44d31c732db68a181c6cbbe607d8c0e52e0655fd999"
    "6dc584eca0be87afbcd78a337d17b1dba9e828bbd81e291317144e7ff89f55619709b096cbb9ea474cead264c2073fe49740c01f00e1"
    "09106066983d21e5f83f086e2e823c879cd43cef700d2a352a9babd612d03cad02db134b7e225a5f"
)
NONCE = bytes.fromhex("98c1345ff38a554b429b428b0f206cfe4f3892f8041995f2c24873d90e84488d")
BLIND = bytes.fromhex(
    "7bb85f89c9b83a0e2b02938b3396f06f8f3df0018a91f1a2cc5416aaa552994d063f634d50bea13bffe8d5e01431e646e2e384549cef"
    "d695ac3affff665a1ebf0113df2520006bd66e468d37a58266daa8a3a75692535e1fc46d0c1d6fb6f37c949808172e20c0b77a48570a"
    "1fcb474325bdd23cdbce52b5d6a9e39f7aec73b09004eae8c8bfff2b4b533ea63bcf467a4cd95ccfb0cb4e43bc4992c1fd0be7a77a44"
    "75dbf8094cf25125ece901abbcea607a9050ad9f8ec3d0d66341f6eab40ee9c9c22c0b560b8377f8543d8878c7458885fd285c7556cc"
    "88fc6021617075b42c83a86005169a6f13352e789b28fdbbe3d0288e1dd7c801497573893146aea3"
)
SALT = bytes.fromhex("b6b4378421ab0ea677ce3f4036fd0489dee458ad81ea519c3e8bde3fcd5ec1505d28e110d7b44dcac5e04ecedd54d11a")
BLINDED = bytes.fromhex(
    "92d26a271c0104657ba10c0b5cb2827bb209d86e80027f96bfb861e0f40cb897f0fc426498433141ce9bc8b4a95914fefe4e40bdd380"
    "2a121cb0b59a4ae7e03255275c4abf071d991c82ead402606c0ef912178b0a0f68d303e06a966079230592827b84979dbcb5f21ab890"
    "4e9908638ddf705c4f8af8a053c19a66090726b60c6b4063976e4c66eab33522dd3f9d64828441db4aa82d55adcc3d3920592884cd1e"
    "5a3f490d5c81f1306705dcc5c61d82373f1dbd7d2ae4b2fea0f7339f5d868415f59312766e3074ee4a7305f5f053da82673ee6747a72"
    "7a26d8d10ea1b1a3491d26b0c38b962c02a774ac78932153aae9dcc98a9b1db1f5389644682f7727"
)
RESPONSE = bytes.fromhex(
    "113a5124c1aef6fc230d9fc42b789226f45ca941aad4da3f48cf37c7744a8d7fd1dcfd71cd39d09e9324760180ea0bade3360efaf732"
    "2a1fa15f41247be3857fde8c5c92ec6d67a7ee33be8fdadf8b27bb0db706117448e55bce9927cb6bfb1f87f9edb054181a4558af0c0d"
    "3973d7033b9599e674c20cf08a7bbcf0da815a2edaab7c4fb80dee4ea2cc53576a9691e857da931c6c592d2c69dd21afda8ea653dd90"
    "157adfe80e2375c08e75beb497df8b7b73192fbbd4e80359d9bbaecea14e0acebdda92596f71ec1d57e26b6497b3152976bc07a44091"
    "48cb84389eb207fb8e841106012408c6e19b4f964008b6a909aaab767a661a061c97da1643040455"
)
AUTHENTICATOR = bytes.fromhex(
    "3350a206c5e9b7c0898f97611ce0bb8d74d310bb194ab67e094e32ff6da90886924b1b9e7b569402c1101d896d2fc3a7371ef77f0231"
    "0db1dc9f81c8535828c2d0e9d9051720d182cd54e1c2c3bf417da2fc7aa72bb70ccc834ef274a2e809c9821b3d395d6535423f7428b3"
    "f29175d6eb840b4b7685336e57e2b6afeaabc0c17ea4f557e8a9cc2f624e245c6ccd7cbdd6c32c97c5c6974e802f688e2d25f0aba421"
    "5f609f692244517d5d3407e0172273982c001c158f5fcbe1b5d2447c26a87e89f5a9e72b498b0c59ce749823d2cf253d3cf6cd4e64fa"
    "0e434d95e488789247a9ceed756ff4ff33a8d2402c0db381236d331092838b608a42002552092897"
)


def token_input() -> bytes:
    return TOKEN_TYPE + NONCE + sha256(CHALLENGE) + token_key_id(MODULUS)


def test_the_key_is_named_as_in_the_rfc() -> None:
    assert token_key_id(MODULUS).hex() == "ca572f8982a9ca248a3056186322d93ca147266121ddeb5632c07f1f71cd2708"
    assert len(public_key_info(MODULUS)) == 342


def test_each_step_is_as_in_the_rfc() -> None:
    blinded, inverse = blind(MODULUS, token_input(), int.from_bytes(BLIND), SALT)
    assert blinded == BLINDED
    assert unblind(MODULUS, token_input(), RESPONSE, inverse) == AUTHENTICATOR
    pss_verify(MODULUS, token_input(), AUTHENTICATOR)
