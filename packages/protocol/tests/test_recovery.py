"""Two shares of three open the way back into a practice; one, whoever holds it, opens nothing and says nothing."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_protocol import shamir
from serment_protocol.accounts import member_keys
from serment_protocol.encoding import b64
from serment_protocol.errors import (
    BadShare,
    BadSignature,
    BadStructure,
    CannotOpen,
    ProtocolRefusal,
    SameShare,
    SignatureExpired,
    WrongShare,
)
from serment_protocol.kit import read_share, share_words
from serment_protocol.practice import all_new_secrets, epoch_record, members_of, practice_id
from serment_protocol.primitives import derive, random_bytes, seal_public, sign_public
from serment_protocol.recovery import (
    COLLEAGUE,
    CUSTODIAN,
    PAPER,
    check_pinned,
    combine_shares,
    new_sharing,
    open_recovery,
    recovery_keys,
    recovery_pin,
    verify_own_sharing,
    verify_sharing,
    wrap_recovery,
)
from serment_protocol.sealing import open_sealed, unlock
from serment_protocol.shares import (
    open_for_colleague,
    open_for_custodian,
    open_release,
    request_id,
    request_mark,
    seal_for_colleague,
    seal_for_custodian,
    seal_release,
    sign_check,
    sign_custody,
    sign_request,
    verify_check,
    verify_custody,
    verify_request,
)

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
TODAY = "2026-12-01"
ROOT = random_bytes(32)
PRACTICE = practice_id(sign_public(ROOT))
SECRETS = all_new_secrets(PRACTICE, 4)
EPOCH = epoch_record(SECRETS, "0" * 64, members_of(PRACTICE, 4, [], []), TODAY)
SIGNED, SHARES = new_sharing(ROOT, PRACTICE, 2, COLLEAGUE, TODAY)
SHARING = verify_sharing(SIGNED, PRACTICE, sign_public(ROOT))
WRAP = wrap_recovery(SHARING, ROOT, SECRETS)
BYTES_32 = st.binary(min_size=32, max_size=32)


class TestSplit:
    def test_multiplies_as_fips_197_does(self) -> None:
        assert shamir.multiply(0x57, 0x83) == 0xC1
        assert shamir.multiply(0x57, 0x13) == 0xFE
        assert shamir.multiply(0x53, 0xCA) == 1

    @given(BYTES_32, BYTES_32)
    def test_any_two_give_the_secret_back(self, secret: bytes, slope: bytes) -> None:
        shares = shamir.split(secret, slope)
        for here, there in permutations(shamir.NUMBERS, 2):
            assert shamir.combine(here, shares[here - 1], there, shares[there - 1]) == secret

    @given(BYTES_32, BYTES_32, BYTES_32, st.sampled_from(shamir.NUMBERS))
    def test_one_fits_every_secret(self, secret: bytes, slope: bytes, other: bytes, number: int) -> None:
        """Whatever secret one thinks of, there is a slope that gives this very share: it says nothing."""
        share = shamir.split(secret, slope)[number - 1]
        difference = bytes(a ^ b for a, b in zip(share, other, strict=True))
        inverse = next(each for each in range(1, 256) if shamir.multiply(each, number) == 1)
        fitting = bytes(shamir.multiply(each, inverse) for each in difference)
        assert shamir.split(other, fitting)[number - 1] == share

    @given(BYTES_32, BYTES_32, st.integers(0, 31), st.integers(1, 255))
    def test_an_altered_one_gives_another_secret(self, secret: bytes, slope: bytes, place: int, bits: int) -> None:
        first, second, _ = shamir.split(secret, slope)
        altered = first[:place] + bytes([first[place] ^ bits]) + first[place + 1 :]
        assert shamir.combine(1, altered, 2, second) != secret

    def test_the_same_twice_is_refused(self) -> None:
        with pytest.raises(SameShare):
            shamir.combine(1, bytes(32), 1, bytes(32))

    @pytest.mark.parametrize(("number", "length"), [(0, 32), (4, 32), (2, 31), (2, 33)])
    def test_no_other_number_or_length(self, number: int, length: int) -> None:
        with pytest.raises(BadStructure):
            shamir.combine(number, bytes(length), 3, bytes(32))


class TestWords:
    @given(BYTES_32, st.sampled_from(["fr", "en"]))
    def test_are_twenty_four_and_read_back(self, share: bytes, language: str) -> None:
        words = share_words(share, "fr" if language == "fr" else "en")
        assert len(words) == 24
        assert read_share(" ".join(words).upper()) == share

    @pytest.mark.parametrize(
        "typed", ["", "abaisser " * 24, " ".join(share_words(SHARES[0], "fr")[:23])], ids=["nothing", "one word", "cut"]
    )
    def test_others_are_refused(self, typed: str) -> None:
        with pytest.raises(BadShare):
            read_share(typed)


class TestCombine:
    @pytest.mark.parametrize(("here", "there"), list(permutations(range(3), 2)))
    def test_any_two_open_the_way_back(self, here: int, there: int) -> None:
        keys = combine_shares(SHARING, [SHARES[here], SHARES[there]])
        content = open_recovery(WRAP, keys, SHARING, EPOCH)
        assert (content.root, content.secrets) == (ROOT, SECRETS)

    def test_refuses_a_wrong_share_before_it_is_combined(self) -> None:
        with pytest.raises(WrongShare):
            combine_shares(SHARING, [SHARES[0], random_bytes(32)])

    def test_refuses_a_share_of_an_older_sharing(self) -> None:
        _, older = new_sharing(ROOT, PRACTICE, 1, COLLEAGUE, TODAY)
        with pytest.raises(WrongShare):
            combine_shares(SHARING, [SHARES[0], older[1]])

    def test_refuses_the_same_share_twice(self) -> None:
        with pytest.raises(SameShare):
            combine_shares(SHARING, [SHARES[0], SHARES[0]])

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_takes_exactly_two(self, count: int) -> None:
        with pytest.raises(BadStructure):
            combine_shares(SHARING, SHARES[:count])

    def test_refuses_a_record_whose_maker_gave_other_keys(self) -> None:
        _, others = new_sharing(ROOT, PRACTICE, 2, COLLEAGUE, TODAY)
        mixed, _ = new_sharing(ROOT, PRACTICE, 2, COLLEAGUE, TODAY)
        record = verify_sharing(mixed, PRACTICE, sign_public(ROOT))
        with pytest.raises(WrongShare):
            combine_shares(record, others[:2])


class TestOneShare:
    """Whoever holds one has its bytes, what is derived from them, and everything that servers keep."""

    @pytest.mark.parametrize("share", SHARES, ids=["first", "second", "third"])
    def test_opens_no_way_back_by_any_key_made_of_it(self, share: bytes) -> None:
        names = ("recovery/seal", "recovery/sign", "recovery/share", "member/seal", "vault")
        for key in (share, *(derive(share, name) for name in names)):
            context = {"v": 1, "practice": PRACTICE, "sharing": 2, "epoch": 4}
            with pytest.raises(CannotOpen):
                open_sealed(key, "recovery", context, WRAP)
            with pytest.raises(ProtocolRefusal):
                unlock(key, "recovery", context, WRAP)

    @given(st.sampled_from(range(3)), BYTES_32)
    def test_and_an_invented_second_one_opens_nothing(self, held: int, invented: bytes) -> None:
        other = next(each for each in shamir.NUMBERS if each != held + 1)
        keys = recovery_keys(shamir.combine(held + 1, SHARES[held], other, invented))
        with pytest.raises(CannotOpen):
            open_recovery(WRAP, keys, SHARING, EPOCH)


class TestReplaced:
    def test_old_shares_do_not_open_the_new_wrap(self) -> None:
        newer, _ = new_sharing(ROOT, PRACTICE, 3, COLLEAGUE, TODAY)
        record = verify_sharing(newer, PRACTICE, sign_public(ROOT))
        wrap = wrap_recovery(record, ROOT, SECRETS)
        with pytest.raises(CannotOpen):
            open_recovery(wrap, combine_shares(SHARING, SHARES[:2]), record, EPOCH)

    def test_the_members_list_refuses_the_older_record_and_another_wrap(self) -> None:
        members = members_of(PRACTICE, 4, [], [], recovery_pin(SIGNED, WRAP, ""))
        check_pinned(members, SIGNED, WRAP)
        older, _ = new_sharing(ROOT, PRACTICE, 1, COLLEAGUE, TODAY)
        with pytest.raises(CannotOpen):
            check_pinned(members, older)
        with pytest.raises(CannotOpen):
            check_pinned(members, SIGNED, wrap_recovery(SHARING, ROOT, SECRETS))

    def test_a_practice_without_a_way_back_is_shown_none(self) -> None:
        with pytest.raises(CannotOpen):
            check_pinned(members_of(PRACTICE, 4, [], []), SIGNED)


class TestHolders:
    def test_each_opens_the_own_share(self) -> None:
        keys, seed = member_keys(random_bytes(32)), random_bytes(32)
        sealed = seal_for_colleague(SHARES[1], SHARING, keys.member, keys.seal_public)
        assert open_for_colleague(sealed, SHARING, keys.member, keys.seal_seed) == SHARES[1]
        sealed = seal_for_custodian(SHARES[2], SHARING, seal_public(seed))
        assert open_for_custodian(sealed, SHARING, seed) == SHARES[2]

    def test_find_out_when_they_were_handed_another(self) -> None:
        keys, seed = member_keys(random_bytes(32)), random_bytes(32)
        for wrong in (random_bytes(32), SHARES[0], b""):
            sealed = seal_for_colleague(wrong, SHARING, keys.member, keys.seal_public)
            with pytest.raises(WrongShare):
                open_for_colleague(sealed, SHARING, keys.member, keys.seal_seed)
            with pytest.raises(WrongShare):
                open_for_custodian(seal_for_custodian(wrong, SHARING, seal_public(seed)), SHARING, seed)

    def test_the_custodian_proves_to_hold_it_without_showing_it(self) -> None:
        challenge = b64(random_bytes(32))
        verify_custody(sign_custody(SHARES[2], SHARING, challenge), SHARING, challenge)
        with pytest.raises(BadStructure):
            verify_custody(sign_custody(SHARES[2], SHARING, b64(bytes(32))), SHARING, challenge)
        with pytest.raises(BadSignature):
            verify_custody(sign_custody(SHARES[0], SHARING, challenge), SHARING, challenge)


class TestRequest:
    SEED = random_bytes(32)

    @pytest.mark.parametrize("held", [0, 1])
    def test_is_believed_from_whoever_holds_another_share(self, held: int) -> None:
        signed = sign_request(SHARES[held], SHARING, "practice_recovery", seal_public(self.SEED), NOW)
        request = verify_request(signed, SHARING, NOW)
        released = seal_release(SHARES[2], request, request_id(signed))
        assert open_release(released, signed, SHARING, self.SEED) == SHARES[2]
        assert len(request_mark(signed)) == 6

    def test_is_refused_from_the_custodian_itself_and_from_whoever_holds_none(self) -> None:
        for share in (SHARES[2], random_bytes(32)):
            signed = sign_request(share, SHARING, "practice_recovery", seal_public(self.SEED), NOW)
            with pytest.raises(BadSignature):
                verify_request(signed, SHARING, NOW)

    def test_is_refused_late(self) -> None:
        signed = sign_request(SHARES[0], SHARING, "drill", seal_public(self.SEED), NOW)
        with pytest.raises(SignatureExpired):
            verify_request(signed, SHARING, NOW + timedelta(minutes=6))

    def test_a_release_opens_to_its_device_and_for_its_request_alone(self) -> None:
        signed = sign_request(SHARES[0], SHARING, "drill", seal_public(self.SEED), NOW)
        other = sign_request(SHARES[0], SHARING, "practice_recovery", seal_public(self.SEED), NOW)
        released = seal_release(SHARES[2], verify_request(signed, SHARING, NOW), request_id(signed))
        with pytest.raises(CannotOpen):
            open_release(released, signed, SHARING, random_bytes(32))
        with pytest.raises(CannotOpen):
            open_release(released, other, SHARING, self.SEED)


class TestCheck:
    def test_counts_from_a_member_alone(self) -> None:
        keys = member_keys(random_bytes(32))
        signed = sign_check(keys.sign_seed, SHARING, [2, 1], keys.member, TODAY, opened=True)
        with pytest.raises(BadSignature):
            verify_check(signed, SHARING, members_of(PRACTICE, 4, [], []))


def test_a_custodian_believes_a_record_by_the_root_that_the_practice_is_named_by() -> None:
    assert verify_own_sharing(SIGNED) == SHARING
    stranger, _ = new_sharing(random_bytes(32), PRACTICE, 2, PAPER, TODAY)
    with pytest.raises(ProtocolRefusal):
        verify_own_sharing(stranger)
    assert [each.holder for each in SHARING.shares] == [PAPER, COLLEAGUE, CUSTODIAN]
