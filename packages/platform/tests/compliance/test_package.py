"""The package of a decision: ciphertext of exactly what two persons signed, built by something that cannot decrypt."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec.json import decode as parsed

from serment.errors import CannotVerify
from serment.verify.package import UNKNOWN, UNSTAMPED, Checked, hand_of, verify_package
from serment.verify.staff import Staff
from serment_kernel.authority import actions
from serment_kernel.authority.errors import CountDiffers, DecisionExpired, NotNow, SignaturesMissing
from serment_kernel.authority.types import RequestId
from serment_kernel.evidence.stamping import Stamps
from serment_platform.compliance.authority import notices_store
from serment_platform.compliance.authority.notices import Told
from serment_platform.compliance.authority.package import Site, build, run_builder
from serment_protocol.disclosure import FILES, MANIFEST, STAMP, SignedDecision, manifest_of
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.notes import read_log_key
from serment_protocol.structure import convert

from ..scheduling.builders import PRACTICE
from ..world import ENVELOPE, Patient, World
from .colleagues import Colleague, desk_of, enrol, events, refused
from .office import SCOPE, Office
from .stamp_authority import stamping

pytestmark = pytest.mark.asyncio(loop_scope="module")
STARTS = iter(
    f"2026-12-0{day}T{hour:02}:{minute:02}:00Z" for day in (3, 4) for hour in (8, 9, 10) for minute in (0, 20, 40)
)


async def visit(world: World, start: str = "") -> str:
    """Somebody books."""
    patient = Patient()
    await world.publish()
    answer = await world.book(start or next(STARTS), patient)
    assert answer.status_code == 201, answer.text
    return patient.keys.appointment


async def approved(office: Office, *visits: str, **changes: Any) -> RequestId:
    """A request whose decision two persons signed."""
    query = SCOPE | {"appointments": list(visits)}
    request = await office.proposed(query, **changes)
    for who in (office.legal, office.director):
        assert (await office.sign(who, request)).status_code == 200
    return RequestId(bytes.fromhex(request))


def site_of(world: World, folder: Path) -> Site:
    """Where packages are made."""
    return Site(world.service.config.databases.of("disclosure"), world.service.log, folder)


def checked(world: World, folder: Path) -> Checked:
    """What anybody finds who looks."""
    return verify_package(folder, read_log_key(world.service.log.verifier))


async def made(office: Office, folder: Path, **changes: Any) -> tuple[str, RequestId]:
    """A package of one visit."""
    named = await visit(office.world)
    request = await approved(office, named, **changes)
    await build(desk_of(office.world), site_of(office.world, folder), request)
    return named, request


async def sealed(office: Office, who: Colleague, request: RequestId) -> Any:
    """The witness's word."""
    what = (await office.whole(request.hex()))["manifest_hash"]
    body = {"step": await who.step("approve", what)}
    return await office.world.http.post(f"/v1/console/authority/requests/{request.hex()}/seal", json=body)


class TestBuilding:
    async def test_holds_the_ciphertext_of_what_was_signed_and_nothing_else(
        self, office: Office, tmp_path: Path
    ) -> None:
        other = await visit(office.world)
        named, request = await made(office, tmp_path / "package")
        found = checked(office.world, tmp_path / "package")
        assert (found.ok, found.count, found.faults) == (True, 1, [])
        lines = [json.loads(line) for line in (tmp_path / "package" / "records.ndjson").read_text().splitlines()]
        assert [each["appointment"] for each in lines] == [named]
        assert len(lines[0]["envelope"]) > len(ENVELOPE)
        everything = b"".join(each.read_bytes() for each in (tmp_path / "package").iterdir())
        assert other.encode() not in everything
        assert (await office.whole(request.hex()))["request"]["state"] == "PACKAGE_BUILT"

    async def test_needs_both_signatures_now(self, office: Office, tmp_path: Path) -> None:
        world, named = office.world, await visit(office.world)
        lara = await enrol(world, "Lara", ["data_protection_officer"])
        assert (await office.director.confirm(lara)).status_code == 204
        request = RequestId(bytes.fromhex(await office.proposed(SCOPE | {"appointments": [named]})))
        with pytest.raises(NotNow):
            await build(desk_of(world), site_of(world, tmp_path / "package"), request)
        for who in (lara, office.director):
            assert (await office.sign(who, request.hex())).status_code == 200
        assert (await office.director.dismiss(lara)).status_code == 204
        with pytest.raises(SignaturesMissing):
            await build(desk_of(world), site_of(world, tmp_path / "package"), request)
        assert not (tmp_path / "package").exists()

    async def test_comes_in_time_or_not_at_all(self, office: Office, world: World, tmp_path: Path) -> None:
        request = await approved(office, await visit(world))
        world.clock[0] += timedelta(hours=73)
        with pytest.raises(DecisionExpired):
            await build(desk_of(world), site_of(world, tmp_path / "package"), request)

    async def test_refuses_what_is_not_where_it_was_said_to_be(self, office: Office, tmp_path: Path) -> None:
        outside = await visit(office.world, "2026-12-07T08:00:00Z")
        request = await approved(office, outside)
        with pytest.raises(CountDiffers):
            await build(desk_of(office.world), site_of(office.world, tmp_path / "package"), request)
        assert (await office.whole(request.hex()))["request"]["state"] == "APPROVED"

    async def test_is_told_to_the_evidence_by_its_manifest_alone(self, office: Office, tmp_path: Path) -> None:
        named, request = await made(office, tmp_path / "package")
        told = [each for each in await events(office.world, "authority") if each["request"] == request.hex()]
        assert told[-1]["act"] == "build"
        assert named not in json.dumps(told)


class TestTheBuilder:
    async def test_may_call_one_function_and_read_no_table(self, world: World) -> None:
        with psycopg.connect(world.service.config.databases.of("disclosure")) as connection:
            tables = connection.execute(
                """
                SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname !~ '^(pg_|information_schema)' AND c.relkind IN ('r', 'v', 'm', 'p')
                       AND has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
                """
            ).fetchall()
            calls = connection.execute(
                """
                SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE n.nspname !~ '^(pg_|information_schema)' AND has_function_privilege(p.oid, 'EXECUTE')
                       AND has_schema_privilege(n.oid, 'USAGE')
                """
            ).fetchall()
        assert tables == []
        assert calls == [("disclose",)]

    @pytest.mark.parametrize("state", ["nothing of this name", "waiting"])
    async def test_gets_nothing_that_is_not_approved(self, office: Office, state: str, tmp_path: Path) -> None:
        request = await office.proposed(SCOPE | {"appointments": [await visit(office.world)]})
        named = RequestId(bytes.fromhex(request if state == "waiting" else "ef" * 16))
        with pytest.raises(subprocess.CalledProcessError):
            run_builder(office.world.service.config.databases.of("disclosure"), named, tmp_path)
        assert not (tmp_path / "records.ndjson").exists()

    async def test_is_told_no_key(self) -> None:
        source = Path(run_builder.__code__.co_filename).with_name("builder.py").read_text()
        assert "log.key" not in source
        assert "serment_kernel" not in source
        assert "primitives" not in source


class TestSealing:
    async def test_takes_the_witness_over_this_manifest(self, office: Office, tmp_path: Path) -> None:
        named, request = await made(office, tmp_path / "package")
        assert refused(await sealed(office, office.director, request)) == (403, "role_missing")
        assert (await sealed(office, office.witness, request)).json()["state"] == "SEALED"
        steps = {"receipt": "ab" * 32}
        await office.steps(request.hex(), (office.legal, "disclose", steps))
        await office.steps(request.hex(), (office.legal, "tell_persons", {"proof": "ab" * 32}))
        await office.steps(request.hex(), (office.legal, "close", {"persons": "1-9"}))
        async with office.world.service.db("compliance").transaction() as tx:
            file = (await actions.load(desk_of(office.world), tx, request)).file
        assert (file.state, file.ended) == ("CLOSED", "ciphertext_disclosed")
        async with office.world.service.db("compliance").transaction() as tx:
            told = [parsed(body, type=Told) for _, body in await notices_store.notices_of(tx, PRACTICE)]
        mine = [each for each in told if each.request == request.hex()]
        assert sorted((each.stage, each.appointments) for each in mine) == [("asked", ()), ("given", (named,))]


def drop_a_record(folder: Path) -> None:
    (folder / "records.ndjson").write_bytes(b"")


def add_a_key(folder: Path) -> None:
    (folder / "practice.key").write_bytes(bytes(32))


def put_a_key_into_a_record(folder: Path) -> None:
    line = json.loads((folder / "records.ndjson").read_text())
    (folder / "records.ndjson").write_text(json.dumps(line | {"wrapped_key": "AAAA"}, sort_keys=True) + "\n")


def decide_something_else(folder: Path) -> None:
    text = (folder / "decision.json").read_text()
    (folder / "decision.json").write_text(text.replace('"outcome":"comply"', '"outcome":"partial"'))


def sign_it_oneself(folder: Path) -> None:
    (folder / "manifest.sig").write_text("A" * 86)


def say_something_else(folder: Path) -> None:
    (folder / "README.txt").write_text("The keys are in the next letter.")


class TestTimeStamp:
    async def test_says_when_the_manifest_was_there(self, office: Office, tmp_path: Path) -> None:
        request = await approved(office, await visit(office.world))
        async with stamping(tmp_path) as (authority, settings):
            site = site_of(office.world, tmp_path / "package")._replace(stamps=settings)
            await build(desk_of(office.world), site, request)
            assert authority.asked == 1
        log, stamps = read_log_key(office.world.service.log.verifier), Stamps(Path(settings.certificates_file))
        assert checked(office.world, site.folder).unverified == [UNKNOWN, UNSTAMPED]
        assert verify_package(site.folder, log, stamps=stamps).ok
        answer = (site.folder / STAMP).read_bytes()
        (site.folder / STAMP).write_bytes(answer[:-1])
        assert not verify_package(site.folder, log, stamps=stamps).ok


class TestVerifying:
    @pytest.mark.parametrize(
        "change",
        [
            drop_a_record,
            add_a_key,
            put_a_key_into_a_record,
            decide_something_else,
            sign_it_oneself,
            say_something_else,
        ],
    )
    async def test_finds_what_was_changed(
        self, office: Office, tmp_path_factory: pytest.TempPathFactory, change: Callable[[Path], None]
    ) -> None:
        base = tmp_path_factory.getbasetemp() / "one-package"
        if not base.exists():
            await made(office, base)
        copy = tmp_path_factory.mktemp("changed") / "package"
        shutil.copytree(base, copy)
        assert checked(office.world, copy).ok
        change(copy)
        assert not checked(office.world, copy).ok


def as_told(world: World, folder: Path, signatures: Callable[[list[Any]], list[Any]]) -> None:
    """The package as the platform itself would write it with these signatures instead."""
    text = json.loads((folder / "decision.json").read_text())
    decided = convert(text | {"signatures": signatures(text["signatures"])}, SignedDecision)
    (folder / "decision.json").write_bytes(canonical(decided))
    files = {name: (folder / name).read_bytes() for name in FILES}
    manifest = canonical(manifest_of(decided.decision, files, "2026-11-26T12:00:00Z"))
    (folder / "MANIFEST.json").write_bytes(manifest)
    (folder / "manifest.sig").write_text(b64(world.service.log.sign(MANIFEST, manifest)))


class TestWhoSigned:
    async def test_a_folder_that_is_none_is_told_as_such(self, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        with pytest.raises(CannotVerify, match="is no package"):
            hand_of(tmp_path)

    async def test_one_passkey_is_one_person(self, office: Office, tmp_path: Path) -> None:
        await made(office, tmp_path / "package")
        named = {"staff": "ef" * 16, "roles": ["director"]}
        as_told(office.world, tmp_path / "package", lambda given: [given[0], given[0] | named])
        assert checked(office.world, tmp_path / "package").faults == ["One passkey signed for two."]

    async def test_is_what_the_evidence_says(self, office: Office, tmp_path: Path) -> None:
        world, folder = office.world, tmp_path / "package"
        await made(office, folder)
        alone = checked(world, folder)
        assert (alone.ok, alone.unverified) == (True, [UNKNOWN])
        async with world.service.db("compliance").transaction() as tx:
            noted = [each async for each in world.service.evidence.walk(tx)]
        staff = Staff(each for each in noted if each.kind in {"staff", "authority"})
        log = read_log_key(world.service.log.verifier)
        found = verify_package(folder, log, staff)
        assert (found.ok, found.unverified) == (True, [])
        as_told(world, folder, lambda given: [each | {"roles": ["director", "legal"]} for each in given])
        assert checked(world, folder).ok
        assert len(verify_package(folder, log, staff).faults) == 2

    async def test_is_who_signed_this_very_decision(self, office: Office, tmp_path: Path) -> None:
        """Keys and roles that are right are not enough: the evidence noted each signature when it was given."""
        world, folder = office.world, tmp_path / "package"
        await made(office, folder)
        async with world.service.db("compliance").transaction() as tx:
            staff = Staff([each async for each in world.service.evidence.walk(tx) if each.kind == "staff"])
        faults = verify_package(folder, read_log_key(world.service.log.verifier), staff).faults
        assert [each.partition(" of ")[0] for each in faults] == ["The evidence has no signature"] * 2

    async def test_a_drill_is_one_for_whoever_signs(self, office: Office, tmp_path: Path) -> None:
        _, request = await made(office, tmp_path / "package", drill=True)
        assert checked(office.world, tmp_path / "package").drill
        told = json.loads(from_b64((await office.whole(request.hex()))["decision"]))
        assert told["drill"] is True
