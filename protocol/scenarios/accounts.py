"""Ways in, kits, root keys, vaults, and the hardening of passphrases."""

from collections.abc import Iterator
from itertools import chain

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from serment_protocol.accounts import kit_secret, seal_root, vault_key, way_in
from serment_protocol.devices import (
    DeviceReveal,
    account_proof,
    lock_offer,
    open_offer,
    rendezvous_id,
    write_device_link,
)
from serment_protocol.encoding import b64, canonical
from serment_protocol.hardening import blind, evaluate
from serment_protocol.kit import kit_words
from serment_protocol.kitfile import kit_recipient
from serment_protocol.padding import OFFER_BUCKETS, VAULT_BUCKETS, pad
from serment_protocol.primitives import derive
from serment_protocol.sealing import lock
from serment_protocol.signing import sign
from serment_protocol.terms import Agreement, Project, Terms
from serment_protocol.vault import FIRST_PREVIOUS, Identity, ListedWay, Pool, PoolSeed, Vault

AREA = "accounts"
ACCOUNT = seed("account", 16).hex()


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of accounts and hardening."""
    return chain(kits(), ways(fixtures), devices(), vaults(), hardening())


def kits() -> Iterator[Vector]:
    """Twelve words."""
    kit = seed("kit", 16)
    french, english = " ".join(kit_words(kit, "fr")), " ".join(kit_words(kit, "en"))
    yield Vector(AREA, "kit_in_french", "kit_words", {"kit": b64(kit), "language": "fr"})
    yield Vector(AREA, "kit_in_english", "kit_words", {"kit": b64(kit), "language": "en"})
    yield Vector(AREA, "kit_read", "read_kit", {"typed": french})
    yield Vector(AREA, "kit_read_english", "read_kit", {"typed": english})
    numbered = "\n".join(f"{number}. {word.upper()}," for number, word in enumerate(french.split(), 1))
    yield Vector(AREA, "kit_typed_from_paper", "read_kit", {"typed": numbered})
    words = french.split()
    refused = {
        "kit_checksum": [words[1], words[0], *words[2:]],
        "kit_word_missing": words[:-1],
        "kit_word_more": [*words, words[0]],
        "kit_word_unknown": [*words[:-1], "zzz"],
        "kit_languages_mixed": [*words[:6], *english.split()[6:]],
    }
    for case, typed in refused.items():
        yield Vector(AREA, case, "read_kit", {"typed": " ".join(typed)}, "bad_kit")
    yield Vector(AREA, "kit_empty", "read_kit", {"typed": ""}, "bad_kit")


def ways(fixtures: Fixtures) -> Iterator[Vector]:
    """Unlock secrets, ways in and root keys."""
    secret = kit_secret(seed("kit", 16))
    yield Vector(AREA, "secret_of_a_kit", "kit_secret", {"kit": b64(seed("kit", 16))})
    yield Vector(AREA, "secret_of_a_browser", "browser_secret", {"kept": b64(seed("browser"))})
    yield Vector(AREA, "secret_of_a_passkey", "passkey_secret", {"output": b64(seed("passkey"))})
    yield Vector(AREA, "input_of_a_passkey", "passkey_input", {})
    yield Vector(AREA, "way_of_a_patient", "way_in", {"secret": b64(secret), "audience": "patient"})
    yield Vector(AREA, "way_of_staff", "way_in", {"secret": b64(secret), "audience": "staff"})
    yield Vector(AREA, "keys_of_a_member", "member_keys", {"root": b64(seed("root"))})
    sealed = fixtures.once("root", lambda: seal_root(seed("root"), ACCOUNT, way_in(secret, "patient")))
    given = {"secret": b64(secret), "audience": "patient", "account": ACCOUNT, "sealed_root": b64(sealed)}
    yield Vector(AREA, "root_opened", "open_root", given)
    refused: dict[str, Values] = {
        "root_of_another_account": {"account": "0" * 32},
        "root_for_another_audience": {"audience": "staff"},
        "root_with_another_secret": {"secret": b64(seed("another secret"))},
        "root_changed": {"sealed_root": b64(flip(sealed, -1))},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "open_root", {**given, **change}, "cannot_open")
    old = {**given, "sealed_root": b64(b"\0" + sealed[1:])}
    yield Vector(AREA, "root_downgraded", "open_root", old, "unknown_version")


def devices() -> Iterator[Vector]:
    """A second device that offers its way in, and what the first reveals to it."""
    reveal = DeviceReveal(account=account_proof(seed("root")), nonce=b64(seed("rendezvous nonce")))
    secret, way = reveal.secret, way_in(seed("second device"), "patient")
    yield Vector(AREA, "device_account", "account_proof", {"root": b64(seed("root"))})
    yield Vector(AREA, "device_secret", "secret_of_reveal", {"reveal": plain(reveal)})
    yield Vector(AREA, "rendezvous", "rendezvous_id", {"secret": b64(secret)})
    yield from device_links(secret)
    offer = plain(open_offer(secret, lock_offer(secret, way, "Téléphone")))
    locked = lock_device_offer(secret, offer)
    given = {"secret": b64(secret), "offer": b64(locked)}
    yield Vector(AREA, "offer", "open_device_offer", given)
    refused: dict[str, tuple[Values, str]] = {
        "offer_under_another_secret": ({"secret": b64(seed("another secret"))}, "cannot_open"),
        "offer_changed": ({"offer": b64(flip(locked, -1))}, "cannot_open"),
        "offer_of_version_2": ({"offer": b64(b"\2" + locked[1:])}, "unknown_version"),
        "offer_of_a_key_too_short": (
            {"offer": b64(lock_device_offer(secret, {**offer, "sign": b64(seed("short", 31))}))},
            "bad_structure",
        ),
        "offer_for_no_audience": (
            {"offer": b64(lock_device_offer(secret, {**offer, "audience": "anybody"}))},
            "bad_structure",
        ),
        "offer_with_unknown_field": ({"offer": b64(lock_device_offer(secret, {**offer, "root": ""}))}, "bad_structure"),
    }
    for case, (change, expect) in refused.items():
        yield Vector(AREA, case, "open_device_offer", {**given, **change}, expect)
    yield from reveals(secret, plain(reveal), locked)


def reveals(secret: bytes, reveal: Values, offer: bytes) -> Iterator[Vector]:
    """What the code stood for, told last."""
    locked = lock_device_reveal(secret, reveal)
    given: Values = {"secret": b64(secret), "reveal": b64(locked), "offer": b64(offer)}
    yield Vector(AREA, "reveal", "open_device_reveal", given)
    other = plain(open_offer(secret, lock_offer(secret, way_in(seed("liar"), "patient"), "Téléphone")))
    another = {**given, "offer": b64(lock_device_offer(secret, other))}
    yield Vector(AREA, "reveal_after_another_offer", "open_device_reveal", another)
    changed: dict[str, tuple[Values, str]] = {
        "reveal_of_another_number": ({**reveal, "nonce": b64(seed("liar"))}, "commitment_broken"),
        "reveal_of_another_account": ({**reveal, "account": account_proof(seed("liar"))}, "commitment_broken"),
        "reveal_of_too_little": ({**reveal, "nonce": b64(seed("short", 31))}, "bad_structure"),
        "reveal_with_unknown_field": ({**reveal, "root": ""}, "bad_structure"),
        "reveal_of_version_2": ({**reveal, "v": 2}, "unknown_version"),
    }
    for case, (content, expect) in changed.items():
        wrong = {**given, "reveal": b64(lock_device_reveal(secret, content))}
        yield Vector(AREA, case, "open_device_reveal", wrong, expect)
    unopened = {
        "reveal_changed": flip(locked, -1),
        "reveal_in_the_place_of_an_offer": lock_device_reveal(secret, reveal, "device-offer"),
    }
    for case, wrong in unopened.items():
        yield Vector(AREA, case, "open_device_reveal", {**given, "reveal": b64(wrong)}, "cannot_open")


def device_links(secret: bytes) -> Iterator[Vector]:
    """What the first device shows, as a camera or a hand gives it to the second."""
    link = write_device_link("patient", secret)
    yield Vector(AREA, "device_link", "write_device_link", {"audience": "staff", "secret": b64(secret)})
    yield Vector(AREA, "device_link_read", "read_device_link", {"link": link})
    yield Vector(AREA, "device_link_whole", "read_device_link", {"link": f" https://app.example/#/{link}\n"})
    yield Vector(AREA, "device_link_without_device", "read_device_link", {"link": link.removeprefix("device/")})
    refused = {
        "device_link_cut": link[:-1],
        "device_link_of_nobody": link.replace("patient", "anybody"),
        "device_link_of_a_kit": f"device/patient/{b64(secret[:16])}",
        "device_link_with_more": f"{link}/agenda",
        "device_link_with_padding": f"{link}=",
        "device_link_empty": "",
    }
    for case, typed in refused.items():
        yield Vector(AREA, case, "read_device_link", {"link": typed}, "bad_code")


def lock_device_offer(secret: bytes, content: Values) -> bytes:
    """An offer as it lies at the rendezvous."""
    context = {"v": 1, "rendezvous": rendezvous_id(secret)}
    key, padded = derive(secret, "rendezvous"), pad(canonical(content), OFFER_BUCKETS)
    return lock(key, "device-offer", context, padded, nonce=seed("offer nonce", 12))


def lock_device_reveal(secret: bytes, content: Values, purpose: str = "device-reveal") -> bytes:
    """What the first device reveals, as it lies there."""
    context, key = {"v": 1, "rendezvous": rendezvous_id(secret)}, derive(secret, "rendezvous")
    return lock(key, purpose, context, canonical(content), nonce=seed("reveal nonce", 12))


def vaults() -> Iterator[Vector]:
    """The vault's versions."""
    vault = Vault(
        ways=(ListedWay("kit", "0" * 64, "", "2026-01-05"),),
        pools=(Pool("1" * 32, "Firefox", (PoolSeed(b64(seed("manage")), "live", "2026-01-05"),)),),
        profile=Identity(given="Zoé", family="Exemple", email="zoe@example.org"),
    )
    root = seed("root")
    blob = lock_blob(plain(vault), 2, "a" * 64)
    given = {"root": b64(root), "account": ACCOUNT, "version": 2, "previous": "a" * 64, "seen": 2, "blob": b64(blob)}
    yield Vector(AREA, "vault_opened", "open_vault", given)
    yield Vector(AREA, "vault_rolled_back", "open_vault", {**given, "seen": 3}, "vault_rolled_back")
    refused: dict[str, Values] = {
        "vault_numbered_anew": {"version": 3},
        "vault_with_another_previous": {"previous": FIRST_PREVIOUS},
        "vault_of_another_account": {"account": "0" * 32},
        "vault_of_another_root": {"root": b64(seed("another root"))},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "open_vault", {**given, **change}, "cannot_open")
    passkey = {**plain(vault.ways[0]), "kind": "passkey", "used": "2026-02-01", "credential": b64(seed("credential"))}
    browser = {**plain(vault.ways[0]), "kind": "browser", "device": b64(seed("device"))}
    relative = {"given": "Léo", "family": "Exemple", "birth_date": "2019-04-30"}
    record = plain(sign(seed("consent"), "consent", {"v": 1}))
    terms = Terms(
        about="research",
        practice="0a" * 16,
        practice_name="Cabinet Exemple (fictif)",
        appointment="0b" * 32,
        purpose="Compter",
        project=Project("Toux", "recherche@exemple.example"),
    )
    agreement = plain(Agreement(terms, ()))
    accepted: dict[str, Values] = {
        "vault_with_a_passkey": {**plain(vault), "ways": [plain(vault.ways[0]), passkey]},
        "vault_with_a_kit_file": {
            **plain(vault),
            "ways": [{**plain(vault.ways[0]), "recipient": kit_recipient(seed("kit", 16)), "file": "2026-03-04"}],
        },
        "vault_with_a_device": {**plain(vault), "ways": [browser], "leaving": [b64(seed("lost device"))]},
        "vault_with_a_relative": {**plain(vault), "relatives": [relative], "consents": [record]},
        "vault_with_a_credential": {
            **plain(vault),
            "credentials": [{"practice": "a" * 32, "audience": "known", "credential": b64(seed("credential", 354))}],
        },
        "vault_with_an_agreement": {**plain(vault), "agreements": [{**agreement, "seed": b64(seed("manage seed"))}]},
    }
    for case, content in accepted.items():
        yield Vector(AREA, case, "open_vault", {**given, "blob": b64(lock_blob(content, 2, "a" * 64))})
    ways: dict[str, Values] = {
        "vault_with_a_passkey_of_no_name": {k: v for k, v in passkey.items() if k != "credential"},
        "vault_with_a_credential_of_a_kit": {**passkey, "kind": "kit"},
        "vault_with_a_credential_not_base64": {**passkey, "credential": "A"},
        "vault_with_a_way_used_on_no_day": {**passkey, "used": "2026-02-30"},
        "vault_with_a_recipient_of_a_browser": {**browser, "recipient": kit_recipient(seed("kit", 16))},
        "vault_with_a_file_of_a_passkey": {**passkey, "file": "2026-03-04"},
        "vault_with_a_file_of_no_day": {**plain(vault.ways[0]), "file": "2026-02-30"},
        "vault_with_a_device_of_a_passkey": {**passkey, "device": browser["device"]},
        "vault_with_a_device_too_short": {**browser, "device": b64(seed("device", 31))},
        "vault_with_a_way_of_unknown_kind": {**plain(vault.ways[0]), "kind": "oath"},
    }
    for case, way in ways.items():
        changed = {**given, "blob": b64(lock_blob({**plain(vault), "ways": [way]}, 2, "a" * 64))}
        yield Vector(AREA, case, "open_vault", changed, "bad_base64" if case.endswith("base64") else "bad_structure")
    contents: dict[str, tuple[Values, str]] = {
        "vault_with_unknown_field": ({**plain(vault), "health": []}, "bad_structure"),
        "vault_with_missing_field": ({k: v for k, v in plain(vault).items() if k != "notes"}, "bad_structure"),
        "vault_with_a_key_leaving_too_short": ({**plain(vault), "leaving": [b64(bytes(31))]}, "bad_structure"),
        "vault_with_a_relative_of_no_birth_date": (
            {**plain(vault), "relatives": [{**relative, "birth_date": ""}]},
            "bad_structure",
        ),
        "vault_with_a_consent_nobody_signed": (
            {**plain(vault), "consents": [{"body": record["body"]}]},
            "bad_structure",
        ),
        "vault_with_an_agreement_without_a_seed": ({**plain(vault), "agreements": [agreement]}, "bad_structure"),
        "vault_of_version_2": ({**plain(vault), "v": 2}, "unknown_version"),
    }
    for case, (content, expect) in contents.items():
        changed = {**given, "blob": b64(lock_blob(content, 2, "a" * 64))}
        yield Vector(AREA, case, "open_vault", changed, expect)


def lock_blob(content: Values, version: int, previous: str) -> bytes:
    """A vault as it is stored."""
    context = {"v": 1, "account": ACCOUNT, "version": version, "previous": previous}
    key, padded = vault_key(seed("root")), pad(canonical(content), VAULT_BUCKETS)
    return lock(key, "vault", context, padded, nonce=seed("vault nonce", 12))


def hardening() -> Iterator[Vector]:
    """From a passphrase to its secret."""
    area = "hardening"
    yield Vector(area, "spaces_and_accents", "normalise", {"passphrase": "  cafe\u0301\u00a0\u2003 noir\t"})
    yield Vector(area, "compatibility_forms", "normalise", {"passphrase": "ﬁn ①"})
    cheap = {"passphrase": "café noir", "salt": b64(seed("salt", 16)), "memory": 64, "passes": 1}
    yield Vector(area, "stretched", "stretch", cheap)
    yield Vector(area, "stretched_decomposed", "stretch", {**cheap, "passphrase": " cafe\u0301  noir"})
    scalar = seed("scalar")[:31] + b"\x01"
    blinded = blind(seed("stretched"), scalar)[1]
    person = {"seed": b64(seed("person")), "blinded": b64(blinded)}
    yield Vector(area, "evaluated", "evaluate", person)
    evaluated = evaluate(seed("person"), blinded)
    given = {"data": b64(seed("stretched")), "scalar": b64(scalar), "evaluated": b64(evaluated)}
    yield Vector(area, "finalised", "finalise", given)
    secret = {"stretched": b64(seed("stretched")), "hardened": b64(seed("hardened", 64))}
    yield Vector(area, "secret_of_a_passphrase", "passphrase_secret", secret)
    elements = {
        "identity": bytes(32),
        "not_canonical_element": b"\xff" * 32,
        "negative_element": b"\x01" + bytes(31),
        "element_too_short": blinded[:31],
        "element_too_long": blinded + b"\0",
        "element_empty": b"",
    }
    yield Vector(area, "element", "check_element", {"element": b64(blinded)})
    for case, element in elements.items():
        yield Vector(area, case, "check_element", {"element": b64(element)}, "bad_element")
    yield Vector(area, "evaluated_identity", "finalise", {**given, "evaluated": b64(bytes(32))}, "bad_element")
    yield Vector(area, "blinded_identity", "evaluate", {**person, "blinded": b64(bytes(32))}, "bad_element")
