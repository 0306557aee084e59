"""Accounts, kits, passphrases, practices: what one side makes, the other reads."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_protocol import appointments, invitations, practice, reads, statements
from serment_protocol.accounts import (
    SignIn,
    WayRemoved,
    browser_secret,
    member_keys,
    open_root,
    seal_root,
    sign_in,
    sign_opening,
    sign_way_removed,
    verify_opening,
    way_in,
)
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadStructure, CannotOpen, VaultRolledBack, WeakPassphrase
from serment_protocol.kit import kit_words, propose_words, read_kit
from serment_protocol.passphrases import require_strong
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.signing import sign, verify
from serment_protocol.vault import FIRST_PREVIOUS, Identity, Vault, lock_vault, open_vault

ORIGIN = "https://platform.example"
NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)


@given(st.binary(min_size=16, max_size=16), st.sampled_from(["fr", "en"]))
def test_a_kit_is_read_back(kit: bytes, language: str) -> None:
    assert read_kit(" ".join(kit_words(kit, "fr" if language == "fr" else "en"))) == kit


def test_a_proposed_passphrase_passes_the_floor() -> None:
    for _ in range(20):
        require_strong(propose_words("fr"))


@pytest.mark.parametrize(
    "passphrase", ["", "password", "motdepasse123", "aaaaaaaaaaaaaaaaaaaa", "12345678901234567890"]
)
def test_an_obvious_passphrase_does_not(passphrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        require_strong(passphrase)


def test_what_others_know_adds_nothing() -> None:
    require_strong("zoe exemple maison rouge 1990-05-17")
    with pytest.raises(WeakPassphrase):
        require_strong("zoe exemple maison rouge 1990-05-17", ["Zoe", "Exemple", "1990-05-17"])


def test_an_account_is_opened_and_entered() -> None:
    way, root, account = way_in(browser_secret(random_bytes(32)), "patient"), random_bytes(32), "0" * 32
    sealed = seal_root(root, account, way)
    signed = sign_opening(way, account, ORIGIN, sealed, b"vault", b"token")
    opening = verify_opening(signed, ORIGIN, sealed, b"vault", b"token")
    assert opening.way.locator == way.locator.hex()
    assert open_root(sealed, account, way) == root
    statement = verify(sign_public(way.sign_seed), "sign-in", sign_in(way, ORIGIN, "A" * 43), SignIn)
    assert statement.origin == ORIGIN
    removed = sign_way_removed(way, account, "0" * 64, NOW)
    assert verify(sign_public(way.sign_seed), "way", removed, WayRemoved).time == "2026-01-05T10:00:00Z"


@pytest.mark.parametrize(
    "change", [{"origin": "https://x.example"}, {"sealed_root": b"x"}, {"vault": b"x"}, {"token": b"x"}]
)
def test_an_opening_speaks_of_its_own_bytes_alone(change: dict[str, str | bytes]) -> None:
    way = way_in(random_bytes(32), "patient")
    given: dict[str, str | bytes] = {"origin": ORIGIN, "sealed_root": b"root", "vault": b"vault", "token": b"token"}
    signed = sign_opening(way, "0" * 32, ORIGIN, b"root", b"vault", b"token")
    with pytest.raises(BadStructure):
        verify_opening(signed, **{**given, **change})  # pyright: ignore[reportArgumentType]


def test_a_vault_is_read_back_and_never_older() -> None:
    key, vault = random_bytes(32), Vault(profile=Identity(given="Zoé"))
    blob = lock_vault(vault, key, "0" * 32, 1, FIRST_PREVIOUS)
    assert open_vault(blob, key, "0" * 32, 1, FIRST_PREVIOUS) == vault
    with pytest.raises(VaultRolledBack):
        open_vault(blob, key, "0" * 32, 1, FIRST_PREVIOUS, seen=2)


def test_an_invitation_brings_the_invitees_keys() -> None:
    secret, keys = random_bytes(32), member_keys(random_bytes(32))
    body, code = invitations.answer_invitation(secret, "0" * 32, keys, "Zoé")
    answer, name = invitations.read_answer(secret, "0" * 32, body, code)
    assert (answer.member, name) == (keys.member, "Zoé")
    assert invitations.read_link(invitations.write_link("0" * 32, secret)) == ("0" * 32, secret)


def test_a_member_reads_this_epoch_and_the_one_before() -> None:
    keys, first, second = (
        member_keys(random_bytes(32)),
        practice.new_secrets("0" * 32, 1),
        practice.new_secrets("0" * 32, 2),
    )
    wrap = practice.wrap_secrets(second, keys.member, keys.seal_public)
    opened = practice.open_wrap(wrap, "0" * 32, 2, keys.member, keys.seal_seed)
    assert practice.open_previous(practice.lock_previous(first, second), opened) == first


def test_a_secretary_has_no_clinical_key_unless_granted() -> None:
    assert practice.entitled("secretary", officer=False, granted=False) == (practice.DESK,)
    for role, officer, granted in (
        ("practitioner", False, False),
        ("secretary", True, False),
        ("secretary", False, True),
    ):
        assert practice.entitled(role, officer=officer, granted=granted) == practice.COMPARTMENTS  # pyright: ignore[reportArgumentType]


def test_a_clinical_note_is_not_for_the_desk() -> None:
    keys, manage = member_keys(random_bytes(32)), appointments.manage_keys(random_bytes(32))
    place = appointments.Place("0" * 32, 1, manage.appointment)
    desk, clinical = practice.all_new_secrets("0" * 32, 1)
    first = appointments.make_note("Toux", place, None, clinical.filing, keys.member, keys.sign_seed)
    second = appointments.make_note("Toux, fièvre", place, first, clinical.filing, keys.member, keys.sign_seed)
    assert second.previous == appointments.filing_hash(from_b64(first.blob))
    assert appointments.open_note(second, place, clinical.filing, keys.sign_public) == "Toux, fièvre"
    with pytest.raises(CannotOpen):
        appointments.open_note(second, place, desk.filing, keys.sign_public)


def test_a_filing_is_signed_numbered_and_read_back() -> None:
    keys, key = member_keys(random_bytes(32)), random_bytes(32)
    manage = appointments.manage_keys(random_bytes(32))
    place = appointments.Place("0" * 32, 1, manage.appointment)
    content = appointments.FilingContent(
        patient=Identity(given="Zoé"),
        motive="visit",
        note="",
        reply=manage.reply_public,
        language="fr",
        staff_note="",
        claim="",
    )
    first = appointments.make_filing(content, place, None, key, keys.member, keys.sign_seed)
    second = appointments.make_filing(content, place, first, key, keys.member, keys.sign_seed)
    assert (first.revision, second.revision) == (1, 2)
    assert appointments.open_filing(second, place, key, keys.sign_public) == content


def test_a_booking_moves_and_ends() -> None:
    manage = appointments.manage_keys(random_bytes(32))
    first = statements.sign_booking(
        statements.Statement(
            appointment=manage.appointment,
            practice="0" * 32,
            sequence=0,
            state="booked",
            schedule="1" * 32,
            start="2026-02-02T08:40:00Z",
            duration=20,
            service_class="visit-20",
            epoch=1,
            previous="0" * 64,
            by="manage",
            contents="a" * 64,
        ),
        manage.sign_seed,
    )
    moved = statements.sign_next(first, "booked", "manage", manage.sign_seed, start="2026-02-03T08:40:00Z")
    ended = statements.sign_next(moved, "cancelled", "manage", manage.sign_seed)
    chain = statements.verify_chain([first, moved, ended], manage.sign_public, lambda _: b"")
    assert [each.state for each in chain] == ["booked", "booked", "cancelled"]


def test_a_signed_read_is_verified() -> None:
    manage = appointments.manage_keys(random_bytes(32))
    header = reads.sign_read(manage, ORIGIN, "GET", "/v1/appointments/x", b"", NOW)
    assert reads.verify_read(header, ORIGIN, "GET", "/v1/appointments/x", b"", NOW) == manage.sign_public


def test_a_signed_structure_is_what_was_signed() -> None:
    key = random_bytes(32)
    record = practice.root_record(key, "Cabinet Exemple")
    assert practice.verify_root(sign(key, "practice-root", record), record.practice) == record
