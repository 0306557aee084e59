"""The HSM: what never leaves it, what is said when it cannot be used, and that it comes back."""

import logging
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType

from serment_custodian.errors import KeysAway
from serment_custodian.hsm import Hsm, serial_of
from serment_custodian.locked_key import LockedKey
from serment_custodian.log_key import EVIDENCE, make_log_key
from serment_custodian.sealing_key import SealingKey
from serment_kernel.softhsm import SoftHsm

from .house import ORIGIN, TOKEN, Clock, Mailbox, Site, living, refused, settings_of
from .test_cli import free_port, hsm_table, run, sentence, write_config
from .test_hardening import evaluate
from .test_relay import relay, relayed, tickets, waiting
from .test_rotation import AT_ONCE, left_behind

ROW = bytes(16)


@pytest.fixture
def made(hsm: SoftHsm) -> Hsm:
    """The token with version 1."""
    hand = Hsm(settings_of(hsm), ORIGIN)
    hand.prepare(1)
    hand.complete(1)
    return hand


def why(work: Callable[[], object]) -> str:
    """What the operator is told."""
    with pytest.raises(KeysAway) as raised:
        work()
    return raised.value.why


class TestKeys:
    def test_cannot_be_taken_out_nor_changed(self, made: Hsm) -> None:
        for handle in made.handles(1):
            key = handle.key
            assert (key[Attribute.SENSITIVE], key[Attribute.EXTRACTABLE]) == (True, False)
            assert (key[Attribute.ALWAYS_SENSITIVE], key[Attribute.NEVER_EXTRACTABLE]) == (True, True)
            assert key[Attribute.LOCAL]
            with pytest.raises(pkcs11.AttributeSensitive):
                key[Attribute.VALUE]
            with pytest.raises(pkcs11.PKCS11Error):
                key[Attribute.EXTRACTABLE] = True

    def test_serve_one_use_each(self, made: Hsm) -> None:
        locking, hashing = (handle.key for handle in made.handles(1))
        names = ("ENCRYPT", "DECRYPT", "SIGN", "VERIFY", "WRAP", "UNWRAP", "DERIVE")
        assert [name for name in names if locking[Attribute[name]]] == ["ENCRYPT", "DECRYPT"]
        assert [name for name in names if hashing[Attribute[name]]] == ["SIGN"]

    def test_of_another_custodian_in_the_same_token_are_left_alone(self, made: Hsm, hsm: SoftHsm) -> None:
        other = Hsm(settings_of(hsm), "other.example")
        assert dict(other.versions()) == {}
        other.prepare(1)
        other.complete(1)
        assert other.check_values(1) != made.check_values(1)
        other.destroy(1)
        assert dict(made.versions()) == {1: "ready"}

    def test_that_could_be_taken_out_are_refused(self, made: Hsm, hsm: SoftHsm) -> None:
        with raw(hsm) as session:
            template = {Attribute.EXTRACTABLE: True}
            label = f"serment {ORIGIN} hashing 2"
            session.generate_key(KeyType.GENERIC_SECRET, 256, label=label, store=True, template=template)
        assert "could be taken out" in why(made.versions)

    def test_of_one_name_are_refused(self, made: Hsm, hsm: SoftHsm) -> None:
        with raw(hsm) as session:
            session.generate_key(KeyType.GENERIC_SECRET, 256, label=f"serment {ORIGIN} hashing 1", store=True)
        assert f"called serment {ORIGIN} hashing 1" in why(made.versions)

    def test_work_for_many_threads(self, made: Hsm) -> None:
        sealing = SealingKey([made])

        def work(number: int) -> bool:
            secret = bytes([number % 256]) * 32
            return sealing.unlock("p", ROW, sealing.lock("p", ROW, secret)) == secret

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(work, range(400)))


def raw(hsm: SoftHsm) -> pkcs11.Session:
    """A session that may do anything, next to the custodian's own."""
    token = pkcs11.lib(hsm.module).get_token(token_label=TOKEN)
    try:
        return token.open(rw=True, user_pin=hsm.pin.read_text().strip())
    except pkcs11.UserAlreadyLoggedIn:
        return token.open(rw=True)


class TestPin:
    def test_that_is_wrong_is_said_once_and_not_tried_again(
        self, hsm: SoftHsm, caplog: pytest.LogCaptureFixture
    ) -> None:
        right = hsm.pin.read_text()
        hsm.pin.write_text("not-the-pin\n")
        hand = Hsm(settings_of(hsm), ORIGIN)
        said = why(hand.versions)
        assert said == f"The token serment refuses the PIN of {hsm.pin}. It is not tried again."
        hsm.pin.write_text(right)
        assert why(hand.versions) == said
        assert dict(Hsm(settings_of(hsm), ORIGIN).versions()) == {}
        assert not any(pin in text for pin in ("not-the-pin", right.strip()) for text in (said, caplog.text))

    def test_is_read_from_a_file_of_its_owner_alone(self, hsm: SoftHsm) -> None:
        hand = Hsm(settings_of(hsm), ORIGIN)
        hsm.pin.chmod(0o640)
        assert why(hand.versions) == f"Others than its owner may read {hsm.pin}; chmod 600 forbids it."
        hsm.pin.chmod(0o600)
        hsm.pin.write_text("\n")
        assert why(hand.versions).startswith("The file with the HSM's PIN is empty")
        hsm.pin.unlink()
        assert why(hand.versions).endswith("No such file or directory.")


class TestToken:
    def test_that_is_not_there_is_said(self, hsm: SoftHsm) -> None:
        assert why(Hsm(settings_of(hsm, token="other"), ORIGIN).versions) == "There is no token other."
        said = why(Hsm(settings_of(hsm, serial="0000"), ORIGIN).versions)
        assert said == "There is no token serment with the serial number 0000."

    @pytest.mark.usefixtures("made")
    def test_of_two_with_one_label_is_named_by_its_serial_number(self, hsm: SoftHsm) -> None:
        hsm.make_token(TOKEN)
        pkcs11.lib(hsm.module).reinitialize()
        said = why(Hsm(settings_of(hsm), ORIGIN).versions)
        assert said.endswith("name one by hsm.serial.")
        serials = {serial_of(token) for token in pkcs11.lib(hsm.module).get_tokens(token_label=TOKEN)}
        found = [dict(Hsm(settings_of(hsm, serial=serial), ORIGIN).versions()) for serial in sorted(serials)]
        assert sorted(found, key=len) == [{}, {1: "ready"}]

    def test_that_was_away_is_used_again(self, made: Hsm, hsm: SoftHsm, caplog: pytest.LogCaptureFixture) -> None:
        sealing = SealingKey([made])
        locked, hashed = sealing.lock("p", ROW, b"secret"), sealing.mac("p", b"x")
        tokens = hsm.folder / "tokens"
        tokens.rename(hsm.folder / "away")
        with caplog.at_level(logging.ERROR):
            for work in (lambda: sealing.unlock("p", ROW, locked), lambda: sealing.mac("p", b"x"), sealing.look):
                assert "does not start" in why(work)
        assert "no HSM" in caplog.text
        (hsm.folder / "away").rename(tokens)
        assert sealing.unlock("p", ROW, locked) == b"secret"
        assert sealing.mac("p", b"x") == hashed

    def test_that_lost_its_sessions_is_used_again(self, made: Hsm, hsm: SoftHsm) -> None:
        sealing = SealingKey([made])
        locked = sealing.lock("p", ROW, b"secret")
        pkcs11.lib(hsm.module).reinitialize()
        assert sealing.unlock("p", ROW, locked) == b"secret"

    def test_says_which_it_is(self, made: Hsm, hsm: SoftHsm) -> None:
        facts = made.facts()
        assert (facts.label, facts.manufacturer) == (TOKEN, "SoftHSM project")
        assert facts.serial == serial_of(pkcs11.lib(hsm.module).get_token(token_label=TOKEN))


class TestModule:
    @pytest.mark.parametrize("name", ["absent.so", "nothing.so"])
    def test_that_is_none_is_said(self, hsm: SoftHsm, tmp_path: Path, name: str) -> None:
        (tmp_path / "nothing.so").write_text("nothing of the kind")
        said = why(Hsm(settings_of(hsm, module=str(tmp_path / name)), ORIGIN).versions)
        assert said.startswith(f"The PKCS#11 module {tmp_path / name} does not start: ")


class TestCommand:
    def test_moves_out_of_the_file_into_the_token(self, site: Site, tmp_path: Path, hsm: SoftHsm) -> None:
        for name in ("sealing.key", "log.key", "evidence.key"):
            shutil.copy(site.folder / name, tmp_path)
        config = write_config(tmp_path, site)
        before = run("keygen", config).stdout
        config.write_text(config.read_text() + hsm_table(hsm) + AT_ONCE)
        done = run("rotate-sealing-key", config)
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith("Made version 2 in the token serment.\n")
        assert left_behind(site, 2) == []
        assert run("rotate-sealing-key", config, "--destroy-old").returncode == 0
        assert not list(tmp_path.glob("sealing.key*"))
        assert run("keygen", config).stdout == before
        config.write_text(config.read_text().replace('sealing_key_file = "sealing.key"\n', ""))
        assert run("keygen", config).stdout == before
        assert run("rotate-issuers", config).returncode == 0

    def test_refuses_another_token_of_the_same_name(self, site: Site, tmp_path: Path, hsm: SoftHsm, made: Hsm) -> None:
        log = tmp_path / "log.key"
        make_log_key(log, ORIGIN, SealingKey([made]))
        LockedKey(tmp_path / "evidence.key", EVIDENCE, ORIGIN).make(SealingKey([made]))
        config = write_config(tmp_path, replace(site, soft=hsm), free_port())
        assert sentence(run("serve", config)).startswith("the token serment is not the sealing key that locked")
        log.write_bytes((site.folder / "log.key").read_bytes())
        assert "it was locked by another sealing key" in sentence(run("serve", config))

    def test_says_what_is_wrong_with_the_hsm(self, site: Site, tmp_path: Path, hsm: SoftHsm) -> None:
        config = write_config(tmp_path, replace(site, soft=hsm), free_port())
        assert "`serment-custodian ceremony`" in sentence(run("serve", config))
        hsm.pin.write_text("not-the-pin\n")
        assert sentence(run("rotate-sealing-key", config)).startswith("The token serment refuses the PIN")
        config.write_text(config.read_text().replace(hsm.module, "absent.so"))
        assert "absent.so does not start" in sentence(run("serve", config))


class TestService:
    async def test_says_that_its_keys_are_away_and_goes_on_when_they_are_back(
        self, own_by_token: Site, mailbox: Mailbox
    ) -> None:
        assert own_by_token.soft
        tokens = own_by_token.soft.folder / "tokens"
        async with living(own_by_token, mailbox, Clock()) as house:
            session = (await house.enter()).session
            tokens.rename(tokens.with_name("away"))
            assert refused(await evaluate(house, session)) == (503, "keys_away")
            assert (await house.get("/v1/keys")).status_code == 200
            tokens.with_name("away").rename(tokens)
            assert (await evaluate(house, session)).status_code == 200

    async def test_keeps_what_was_relayed_until_its_keys_are_back(self, own_by_token: Site, mailbox: Mailbox) -> None:
        assert own_by_token.soft
        there = own_by_token.soft.folder / "tokens"
        async with living(own_by_token, mailbox, Clock()) as house:
            first, second = await tickets(house), await tickets(house, "omar@example.org")
            there.rename(there.with_name("away"))
            for ticket in (*first, *second):
                await relay(house, relayed(house, ticket))
            house.clock.advance(minutes=10)
            assert await waiting(house) == 0
            there.with_name("away").rename(there)
            await house.running.nudges.flush()
            assert await waiting(house) == 2
