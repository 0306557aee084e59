"""A publisher has a running custodian log its releases, from the command line as operators do; the SDK finds them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from serment_client.cli import main
from serment_client.context import Context
from serment_client.errors import Refused, ReleaseKeyUnnamed
from serment_client.installation import read_installation
from serment_client.releases import Releases, publish
from serment_client.state import State
from serment_client.transport import Transport
from serment_kernel.keyfiles import write_key_file
from serment_protocol.encoding import b64, canonical
from serment_protocol.errors import CosignatureStale, ReleaseForged
from serment_protocol.primitives import sign_public
from serment_protocol.releases import PublishedRelease, open_release, release_hash

from .house import APP, NAME, ORIGIN, RELEASE_SEED, House

PAGE: dict[str, Any] = {"path": "/", "type": "text/html; charset=utf-8", "size": 0, "sha256": "0" * 64}
NO_HEADERS: dict[str, list[Any]] = {"page": [], "file": [], "tls": []}


def manifest(size: int = 0) -> bytes:
    return canonical({"v": 1, "type": "web_manifest", "files": [PAGE | {"size": size}], "headers": NO_HEADERS})


def document(house: House, *seeds: bytes) -> bytes:
    """installation.json of this house."""
    party = {"url": house.url, "log_origin": ORIGIN, "log_key": house.running.ledger.log.verifier}
    party |= {"witnesses": {"keys": [house.site.witness], "quorum": 1, "days": 3}}
    keys = [b64(sign_public(seed)) for seed in seeds or (RELEASE_SEED,)]
    publisher = {"url": APP, "release_keys": keys}
    parties = {"platform": party, "custodian": party, "publisher": publisher}
    return json.dumps({"v": 1, "name": NAME, "demo": False, **parties}).encode()


class Press:
    """A publisher of a house, in its own folder."""

    def __init__(self, house: House, folder: Path, transport: Transport) -> None:
        self.house = house
        self.folder = folder
        self.transport = transport
        self.installation = document(house)

    async def publish(self, size: int = 0, version: str = "1.0", seed: bytes = RELEASE_SEED) -> PublishedRelease:
        day = self.house.clock().date().isoformat()
        given = (self.installation, seed, manifest(size), version, day)
        return await asyncio.to_thread(publish, self.transport, self.house.url, *given)

    def releases(self) -> Releases:
        """What a reader finds."""
        return Releases(Context(read_installation(self.installation), self.transport, State(), clock=self.house.clock))

    async def numbers(self) -> list[int]:
        return [each.record.release for each in await asyncio.to_thread(self.releases().newest)]


@pytest.fixture
def press(house: House, tmp_path: Path, transport: Transport) -> Press:
    return Press(house, tmp_path, transport)


async def test_the_same_again_is_nothing_new(press: Press) -> None:
    made = [await press.publish() for _ in range(3)]
    assert made[0] == made[1] == made[2]
    assert await press.numbers() == [1]


async def test_another_build_version_or_installation_is_a_new_release(press: Press) -> None:
    await press.publish()
    await press.publish(size=1)
    await press.publish(size=1, version="1.1")
    press.installation += b"\n"
    last = await press.publish(size=1, version="1.1")
    assert await press.numbers() == [4, 3, 2, 1]
    _, record = open_release(last, [sign_public(RELEASE_SEED)], press.installation)
    assert (record.release, record.version) == (4, "1.1")


async def test_what_is_logged_is_proved_with_its_place(press: Press) -> None:
    await press.publish()
    [found] = await asyncio.to_thread(press.releases().newest)
    assert found.note.split("\n")[:2] == [ORIGIN, str(found.index + 1)]


async def test_a_new_key_goes_on_where_the_old_one_stopped(press: Press) -> None:
    await press.publish()
    press.installation = document(press.house, bytes(32), RELEASE_SEED)
    with pytest.raises(Refused, match="not signed by the publisher"):
        await press.publish(seed=bytes(32))
    assert (await press.publish(size=1)).release != (await press.publish()).release
    assert await press.numbers() == [3, 2, 1]


async def test_a_key_that_the_installation_does_not_name_signs_nothing(press: Press) -> None:
    with pytest.raises(ReleaseKeyUnnamed):
        await press.publish(seed=bytes(32))


async def test_readers_refuse_what_another_signed_and_what_nobody_vouches_for_lately(press: Press) -> None:
    await press.publish()
    press.installation = document(press.house, bytes(32))
    with pytest.raises(ReleaseForged):
        await press.numbers()
    press.installation = document(press.house)
    press.house.clock.advance(days=4)
    note = press.releases()
    with pytest.raises(CosignatureStale):
        await asyncio.to_thread(note.newest)


class TestCommandLine:
    @pytest.fixture
    def files(self, press: Press) -> dict[str, Path]:
        files = {name: press.folder / name for name in ("release.key", "manifest.json", "installation.json")}
        write_key_file(files["release.key"], RELEASE_SEED)
        files["manifest.json"].write_bytes(manifest())
        files["installation.json"].write_bytes(press.installation)
        return files

    async def test_signs_logs_and_writes_what_is_served(
        self, press: Press, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        served = press.folder / "release.json"
        command = ["--json", "--installation", str(files["installation.json"]), "release", "--version", "1.0"]
        command += ["--key", str(files["release.key"]), "--manifest", str(files["manifest.json"]), str(served)]
        # The command takes the day from the machine, and this custodian lives in March.
        assert await asyncio.to_thread(main, command) == 1
        assert json.loads(capsys.readouterr().err)["code"] == "release_misdated"
        await press.publish()
        assert await asyncio.to_thread(main, command) == 0
        assert json.loads(capsys.readouterr().out) == {"release": release_hash(manifest())}
        found = msgspec.json.decode(served.read_bytes(), type=PublishedRelease)
        _, record = open_release(found, [sign_public(RELEASE_SEED)], press.installation)
        assert record.release == 1

    async def test_makes_a_key_once(self, press: Press, capsys: pytest.CaptureFixture[str]) -> None:
        key = press.folder / "new.key"
        for _ in range(2):
            assert main(["release-key", str(key)]) == 0
        first, second = capsys.readouterr().out.splitlines()
        assert first == second
        assert key.stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize("wrong", ["release.key", "manifest.json", "installation.json"])
    async def test_says_what_is_no_file_of_its_kind(
        self, press: Press, files: dict[str, Path], wrong: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        files[wrong].write_text("nothing")
        command = ["--installation", str(files["installation.json"]), "release", "--version", "1.0"]
        command += ["--key", str(files["release.key"]), "--manifest", str(files["manifest.json"])]
        assert await asyncio.to_thread(main, [*command, str(press.folder / "release.json")]) in {1, 2}
        assert len(capsys.readouterr().err.splitlines()) == 1
