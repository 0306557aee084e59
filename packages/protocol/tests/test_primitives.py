"""What every side must refuse alike, lest one believes a statement that another does not."""

import pytest

from serment_protocol.errors import BadSignature
from serment_protocol.primitives import ed25519_sign, ed25519_verify, sign_public

FIELD = 2**255 - 19
SIGN_BIT = 2**255
ORDER_8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
SMALL_ORDER = [0, 1, FIELD - 1, int.from_bytes(bytes.fromhex(ORDER_8), "little")]
# With the neutral point for a key, R neutral and S zero, the equation holds for every message.
OF_ANYTHING = (1).to_bytes(32, "little") + bytes(32)


class TestEd25519:
    def test_takes_a_signature(self) -> None:
        ed25519_verify(sign_public(bytes(32)), b"a visit", ed25519_sign(bytes(32), b"a visit"))

    @pytest.mark.parametrize("y", [*SMALL_ORDER, FIELD - SMALL_ORDER[-1], FIELD, FIELD + 1, FIELD + 3])
    @pytest.mark.parametrize("sign", [0, SIGN_BIT])
    def test_refuses_a_key_that_nobody_has_drawn(self, y: int, sign: int) -> None:
        with pytest.raises(BadSignature):
            ed25519_verify((y + sign).to_bytes(32, "little"), b"anything", OF_ANYTHING)
