"""`serment verify log` on copies of logs: a true one holds, and whatever is changed in it is found and named."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from serment.cli import main
from serment.errors import CannotVerify
from serment.verify.kinds import KINDS
from serment.verify.log import LogReport, tell, trust_of, verify_copy
from serment.verify.mirror import beginning, tiles
from serment_client import Installation
from serment_client.installation import Party, Publisher
from serment_kernel.tiles import TILE, Tile, write_tile_path
from serment_kernel.tree import Tree
from serment_protocol.acts import ACT, DAY, USES, Act, Step, Use, UseDay
from serment_protocol.closings import CLOSING, Closing
from serment_protocol.cosignatures import cosign, read_witnesses, write_witness_key
from serment_protocol.encoding import Json, b64, canonical
from serment_protocol.endorsements import Check, Endorsement, Withdrawal
from serment_protocol.merkle import leaf_hash, root_of
from serment_protocol.notes import Checkpoint, read_log_key, sign_checkpoint, write_log_key
from serment_protocol.nudges import ContactKey
from serment_protocol.practice import CompartmentKeys, EpochRecord, predecessor_of, root_record
from serment_protocol.primitives import sign_public
from serment_protocol.releases import ZEROS, ReleaseRecord
from serment_protocol.releases import predecessor_of as release_before
from serment_protocol.sealing import public_key_of
from serment_protocol.signing import Signed, sign
from serment_protocol.staff import STAFF_ACT, StaffAct
from serment_protocol.transparency import EntryKind, entry_bytes

ORIGIN, SEED = "platform.example/log", b"l" * 32
WITNESS, WITNESS_SEED = "custodian.example/witness", b"w" * 32
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SEAL = b64(public_key_of(bytes(32)))
RELEASE_SEED, FORMER_SEED = b"r" * 32, b"f" * 32
KEYS = CompartmentKeys(name="desk", seal=SEAL, sign=b64(bytes(32)))


def practice(number: int, epochs: int = 2) -> list[tuple[EntryKind, Signed]]:
    """A practice's leaves."""
    seed = number.to_bytes(32)
    root = root_record(seed, f"Cabinet {number}")
    before = sign(seed, "practice-root", root)
    leaves: list[tuple[EntryKind, Signed]] = [("practice_root", before)]
    for epoch in range(1, epochs + 1):
        before = sign(seed, "epoch", epoch_record(root.practice, epoch, before))
        leaves.append(("epoch", before))
    return leaves


def epoch_record(of: str, epoch: int, before: Signed) -> EpochRecord:
    return EpochRecord(
        practice=of,
        epoch=epoch,
        predecessor=predecessor_of(before, epoch),
        members_hash="0" * 64,
        compartments=(KEYS,),
        created="2026-03-04",
    )


def release(number: int, before: Signed | None, seed: bytes = RELEASE_SEED) -> tuple[EntryKind, Signed]:
    """A release of the app."""
    record = ReleaseRecord(
        release=number,
        previous=release_before(before),
        version=f"0.{number}",
        manifest=f"{number:064x}",
        installation=ZEROS,
        files=1,
        day="2026-03-04",
    )
    return "web_release", sign(seed, "web-release", record)


def releases(count: int = 2) -> list[tuple[EntryKind, Signed]]:
    """The first signed by a key that was replaced since."""
    made: list[tuple[EntryKind, Signed]] = []
    for number in range(1, count + 1):
        made.append(release(number, made[-1][1] if made else None, FORMER_SEED if number == 1 else RELEASE_SEED))
    return made


def leaves_of(*practices: Sequence[tuple[EntryKind, Signed]]) -> list[bytes]:
    return [entry_bytes(kind, signed) for leaves in practices for kind, signed in leaves]


def party() -> Party:
    witnesses = read_witnesses([write_witness_key(WITNESS, WITNESS_SEED)], 1, 3)
    return Party("https://platform.example", ORIGIN, read_log_key(write_log_key(ORIGIN, SEED)), witnesses)


PUBLISHER = Publisher("https://app.example", tuple(map(sign_public, (RELEASE_SEED, FORMER_SEED))))
TRUST = trust_of(Installation("Essai", True, party(), party(), PUBLISHER))


def write(folder: Path, entries: list[bytes], *, cosigned: bool = True, seed: bytes = SEED) -> Path:
    """A copy as `serment mirror` takes it."""
    tree = Tree(map(leaf_hash, entries))
    note = sign_checkpoint(Checkpoint(ORIGIN, tree.size, tree.root(tree.size)), ORIGIN, seed)
    (folder / "tile").mkdir(parents=True)
    for tile in tiles(tree.size):
        path = folder / "tile" / write_tile_path(tile)
        path.parent.mkdir(parents=True, exist_ok=True)
        here = slice(TILE * tile.number, TILE * tile.number + tile.width)
        if tile.level is None:
            path.write_bytes(b"".join(len(entry).to_bytes(2) + entry for entry in entries[here]))
        else:
            path.write_bytes(b"".join(tree.levels[8 * tile.level][here]))
    (folder / "checkpoint").write_text(note + (cosign(note, WITNESS, WITNESS_SEED, NOW) if cosigned else ""), "utf-8")
    return folder


def faults(report: LogReport) -> list[str]:
    assert report.ok == (not any(each.faults for each in report.findings))
    return [fault for finding in report.findings for fault in finding.faults]


def test_every_kind_of_leaf_is_checked() -> None:
    assert set(KINDS) == set(get_args(EntryKind))


FIRST, SECOND = practice(1), practice(2)


class TestTrueLog:
    def test_holds(self, tmp_path: Path) -> None:
        report = verify_copy(write(tmp_path, leaves_of(practice(1), practice(2, 1))), TRUST)
        assert (faults(report), report.size) == ([], 5)
        assert report.records == {"practice_root": 2, "epoch": 3}
        assert report.cosigned == {WITNESS: "2026-03-04T12:00:00+00:00"}
        assert tell(report).splitlines()[1:3] == ["       3  epoch", "       2  practice_root"]
        assert tell(report).endswith("The log holds.")

    def test_of_more_than_one_tile_holds(self, tmp_path: Path) -> None:
        entries = leaves_of(*(practice(number, 1) for number in range(200)))
        assert faults(verify_copy(write(tmp_path, entries), TRUST)) == []

    def test_of_the_custodian_s_kind_holds(self, tmp_path: Path) -> None:
        key = sign(SEED, "contact-key", ContactKey(seal=SEAL, valid_from="2026-03-04"))
        assert faults(verify_copy(write(tmp_path, leaves_of([("contact_key", key)])), TRUST)) == []

    def test_tells_every_day_up_to_yesterday(self, tmp_path: Path) -> None:
        told = [use_day(day) for day in ("2026-03-01", "2026-03-02", "2026-03-03")]
        for last, missing in ((3, 0), (2, 0), (1, 1)):
            report = verify_copy(write(tmp_path / str(last), leaves_of(told[:last])), TRUST)
            assert len(faults(report)) == missing
        gap = verify_copy(write(tmp_path / "gap", leaves_of([told[0], told[2]])), TRUST)
        assert "the day after 2026-03-01 is missing" in faults(gap)[0]

    def test_shows_every_release_of_the_app(self, tmp_path: Path) -> None:
        report = verify_copy(write(tmp_path, leaves_of(practice(1), releases())), TRUST)
        assert faults(report) == []
        assert [(each.leaf, each.kind) for each in report.acts] == [(3, "web_release"), (4, "web_release")]
        assert "leaf 4, web_release: release 2, version 0.2, of 2026-03-04: 0000 0000" in tell(report)


def use_day(day: str) -> tuple[EntryKind, Signed]:
    """A day on which nothing was used."""
    uses = tuple(Use(use, reason, 0) for use, reason in USES)
    return "custodian_day", sign(SEED, DAY, UseDay(day=day, uses=uses))


ROOT_SEED = (1).to_bytes(32)
ROOT = root_record(ROOT_SEED, "Cabinet 1")
ASKED: dict[str, Json] = {"practice": ROOT.practice, "root": ROOT.root, "name": ROOT.name}


def endorsed(check: Check = "officers", **change: str) -> tuple[EntryKind, Signed]:
    """The custodian's word."""
    record = Endorsement(
        practice=ROOT.practice,
        root=ROOT.root,
        name=ROOT.name,
        check=check,
        replacement="",
        valid_from="2026-03-04",
        until="2026-04-13",
    )
    return "practice_endorsement", sign(SEED, "practice-endorsement", msgspec.structs.replace(record, **change))


def closing(seed: bytes = ROOT_SEED, root: str = ROOT.root) -> tuple[EntryKind, Signed]:
    """A practice's last word."""
    return "practice_closing", sign(seed, CLOSING, Closing(practice=ROOT.practice, root=root, day="2026-03-05"))


def withdrawn(root: str = ROOT.root) -> tuple[EntryKind, Signed]:
    record = Withdrawal(practice=ROOT.practice, root=root, day="2026-03-05")
    return "endorsement_withdrawn", sign(SEED, "endorsement-withdrawn", record)


def decided(act: str, subject: dict[str, Json], approvals: int = 2, number: int = 0) -> list[tuple[EntryKind, Signed]]:
    """A decision of two officers, or of fewer."""
    steps: Sequence[Step] = ("asked", "approved", "approved")[: 1 + approvals]
    acts = [
        Act(
            decision=hashlib.sha256(f"{act} {number}".encode()).hexdigest()[:32],
            act=act,
            reason="practice_asked",
            step=step,
            subject=canonical(subject).decode(),
            subject_hash="",
            officers=(),
            quorum=2,
            not_before="2026-03-04" if place == approvals else "",
            day="2026-03-04",
        )
        for place, step in enumerate(steps)
    ]
    return [("custodian_act", sign(SEED, ACT, each)) for each in acts]


GIVEN_AND_TAKEN = (
    *decided("endorse_practice", ASKED),
    endorsed(),
    *decided("withdraw_endorsement", {"practice": ROOT.practice}),
    withdrawn(),
)


class TestEndorsements:
    def test_of_a_demonstration_hold(self, tmp_path: Path) -> None:
        leaves = leaves_of([endorsed("demo"), endorsed("demo", valid_from="2026-03-20")])
        assert faults(verify_copy(write(tmp_path, leaves), TRUST)) == []

    def test_that_officers_decided_hold(self, tmp_path: Path) -> None:
        given = [*decided("endorse_practice", ASKED), endorsed()]
        taken = [*decided("withdraw_endorsement", {"practice": ROOT.practice}), withdrawn(), withdrawn()]
        report = verify_copy(write(tmp_path, leaves_of(given, taken)), TRUST)
        assert faults(report) == []
        assert f"2026-03-05 practice {ROOT.practice} is endorsed no more" in tell(report)

    def test_that_were_decided_anew_hold(self, tmp_path: Path) -> None:
        """Each leaf twice, where a crash came between."""
        rounds = [
            leaf
            for number in range(2)
            for leaf in (
                *decided("endorse_practice", ASKED, number=number),
                *[endorsed()] * 2,
                *decided("withdraw_endorsement", {"practice": ROOT.practice}, number=number),
                *[withdrawn()] * 2,
            )
        ]
        assert faults(verify_copy(write(tmp_path, leaves_of(rounds)), TRUST)) == []

    def test_that_end_with_the_practice_hold(self, tmp_path: Path) -> None:
        """Twice, where a crash came between."""
        leaves = leaves_of([endorsed("demo"), *[closing(), withdrawn()] * 2])
        report = verify_copy(write(tmp_path, leaves), TRUST)
        assert faults(report) == []
        assert f"2026-03-05 practice {ROOT.practice} closes" in tell(report)

    @pytest.mark.parametrize(
        ("leaves", "fault"),
        [
            ([endorsed("demo"), closing(seed=SEED)], "leaf 1: .*signature"),
            ([endorsed("demo"), closing(root=b64(bytes(32)))], "leaf 1: .*closes by another root than it had"),
            ([endorsed("demo"), closing(), withdrawn(), endorsed("demo")], "leaf 3: .*which has closed"),
            ([endorsed()], "leaf 0: .*no decision endorse_practice"),
            ([*decided("endorse_practice", ASKED, approvals=1), endorsed()], "leaf 2: .*no decision endorse_practice"),
            ([*decided("endorse_practice", ASKED), endorsed(name="Autre")], "leaf 3: .*no decision endorse_practice"),
            ([endorsed("demo", root=b64(bytes(32)))], "leaf 0: .*for a root that is not its own"),
            ([endorsed("demo", until="2026-04-14")], "leaf 0: .*forty days"),
            ([endorsed("demo"), withdrawn()], "leaf 1: .*no decision withdraw_endorsement"),
            ([*GIVEN_AND_TAKEN, endorsed()], "leaf 8: .*no decision endorse_practice"),
            (
                [*GIVEN_AND_TAKEN, *decided("endorse_practice", ASKED, number=1), endorsed(), withdrawn()],
                "leaf 12: .*no decision withdraw_endorsement",
            ),
            ([("practice_endorsement", FIRST[0][1])], "leaf 0: The signature"),
        ],
    )
    def test_that_nobody_decided_are_named(
        self, tmp_path: Path, leaves: list[tuple[EntryKind, Signed]], fault: str
    ) -> None:
        [found] = faults(verify_copy(write(tmp_path, leaves_of(leaves)), TRUST))
        assert re.match(fault, found)


RELEASES = releases(3)


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([b"{}"], "leaf 0: A field is missing"),
        (leaves_of(FIRST[1:2]), "leaf 0: .*whose root is not in the log before"),
        (leaves_of([FIRST[0], FIRST[2]]), "leaf 1: .*does not follow the one before"),
        (leaves_of(FIRST, FIRST[2:]), "leaf 3: .*does not follow the one before"),
        (leaves_of(FIRST, FIRST[:1]), "leaf 3: .*a second root"),
        (leaves_of([("practice_root", Signed(FIRST[0][1].body, SECOND[0][1].signature))]), "leaf 0: The signature"),
        (leaves_of([("contact_key", sign(bytes(32), "contact-key", {"v": 1}))]), "leaf 0: The signature"),
        (leaves_of([("epoch", FIRST[0][1])]), "leaf 0: A field is missing"),
        (leaves_of(RELEASES[1:2]), "leaf 0: .*release 2 of the app does not follow"),
        (leaves_of([RELEASES[0], RELEASES[2]]), "leaf 1: .*release 3 of the app does not follow"),
        (leaves_of(RELEASES, RELEASES[2:]), "leaf 3: .*release 3 of the app does not follow"),
        (leaves_of([RELEASES[0], release(2, None)]), "leaf 1: .*release 2 of the app does not follow"),
        (leaves_of([release(1, None, bytes(32))]), "leaf 0: This release of the app is not signed by the publisher"),
    ],
)
def test_a_record_that_is_not_right_is_named(tmp_path: Path, entries: list[bytes], fault: str) -> None:
    [found] = faults(verify_copy(write(tmp_path, entries), TRUST))
    assert re.match(fault, found)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))


def change_tile(copy: Path) -> None:
    flip(copy / "tile" / "0" / "000.p" / "6")


def lose_entries(copy: Path) -> None:
    (copy / "tile" / "entries" / "000.p" / "6").write_bytes(b"\0\1x")


def change_note(copy: Path) -> None:
    note = copy / "checkpoint"
    note.write_text(note.read_text("utf-8").replace("\n6\n", "\n06\n"), "utf-8")


class TestTamperedCopy:
    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            (change_tile, "tile/0/000.p/6 is not what its entries give"),
            (lose_entries, "tile/entries/000.p/6 holds 1 entries, not 6"),
            (change_note, "The log did not sign"),
        ],
    )
    def test_is_found(self, tmp_path: Path, change: Callable[[Path], None], fault: str) -> None:
        copy = write(tmp_path / "copy", leaves_of(FIRST, SECOND))
        change(copy)
        assert any(found.startswith(fault) for found in faults(verify_copy(copy, TRUST)))

    def test_without_a_witness_is_found(self, tmp_path: Path) -> None:
        [fault] = faults(verify_copy(write(tmp_path, leaves_of(FIRST), cosigned=False), TRUST))
        assert fault == f"Too few cosignatures; there is none of {WITNESS}."

    def test_signed_by_another_is_found(self, tmp_path: Path) -> None:
        assert "The log did not sign this checkpoint." in faults(
            verify_copy(write(tmp_path, leaves_of(FIRST), seed=bytes(32)), TRUST)
        )

    def test_of_another_tree_is_found(self, tmp_path: Path) -> None:
        copy, other = write(tmp_path / "a", leaves_of(FIRST)), write(tmp_path / "b", leaves_of(SECOND))
        (copy / "checkpoint").write_bytes((other / "checkpoint").read_bytes())
        assert faults(verify_copy(copy, TRUST)) == ["The entries give another tree than the one that was signed."]

    def test_that_is_no_copy_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(CannotVerify):
            verify_copy(tmp_path, TRUST)
        (tmp_path / "checkpoint").write_text("nothing")
        with pytest.raises(CannotVerify):
            verify_copy(tmp_path, TRUST)


def test_the_command_has_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    witnesses = {"keys": [write_witness_key(WITNESS, WITNESS_SEED)], "quorum": 1, "days": 3}
    party = {"url": "https://p.example", "log_origin": ORIGIN, "log_key": write_log_key(ORIGIN, SEED)}
    document = {"v": 1, "name": "Essai", "demo": True, "platform": party | {"witnesses": witnesses}}
    file = tmp_path / "installation.json"
    publisher = {"url": "https://app.example", "release_keys": [b64(bytes(32))]}
    file.write_text(json.dumps({**document, "custodian": document["platform"], "publisher": publisher}))
    copy = write(tmp_path / "copy", leaves_of(FIRST))

    def run(*words: str) -> int:
        return main(["verify", "log", *words, "--installation", str(file)])

    assert run(str(copy)) == 0
    assert "The log holds." in capsys.readouterr().out
    assert run(str(copy), "--json") == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    flip(copy / "tile" / "0" / "000.p" / "3")
    assert run(str(copy)) == 1
    assert "✗ every tile" in capsys.readouterr().out
    assert run(str(tmp_path)) == 2
    assert "serment mirror" in capsys.readouterr().err


def staff_act(number: int) -> tuple[EntryKind, Signed]:
    act = StaffAct(
        act="list", reason="checked", subject=f'{{"practice":"{number:032}"}}', by="a" * 64, day="2026-03-04"
    )
    return "staff_act", sign(SEED, STAFF_ACT, act)


class TestActs:
    def test_are_told_the_newest_last(self, tmp_path: Path) -> None:
        report = verify_copy(write(tmp_path, leaves_of([staff_act(number) for number in range(25)])), TRUST)
        assert faults(report) == []
        assert len(report.acts) == 25
        said = tell(report).splitlines()
        assert said[1:3] == ["      25  staff_act", "  5 acts before these are in --json"]
        wanted = f'2026-03-04 list (checked) {{"practice":"{24:032}"}}, by aaaaaaaaaaaaaaaa'
        assert said[22] == f"  leaf 24, staff_act: {wanted}"

    def test_of_another_hand_do_not_count(self, tmp_path: Path) -> None:
        forged = sign(bytes(32), STAFF_ACT, {"v": 1})
        [fault] = faults(verify_copy(write(tmp_path, leaves_of([("staff_act", forged)])), TRUST))
        assert fault == "leaf 0: The signature does not fit what it stands under."


class TestLayout:
    def test_is_the_specification_s_own_example(self) -> None:
        """Of size 70,000 (C2SP tlog-tiles, partial tiles)."""
        hashes = [tile for tile in tiles(70_000) if tile.level is not None]
        assert [tile for tile in hashes if tile.level == 0] == [
            *(Tile(0, number) for number in range(273)),
            Tile(0, 273, 112),
        ]
        assert [tile for tile in hashes if tile.level] == [Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
        assert [tile for tile in tiles(256) if tile.level is not None] == [Tile(0, 0), Tile(1, 0, 1)]
        assert list(tiles(0)) == []

    def test_each_hash_above_is_that_of_a_full_tile_below(self) -> None:
        """MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]) at level l, by the definition alone."""
        leaves = [leaf_hash(b"%d" % number) for number in range(70_000)]
        tree = Tree(leaves)
        for tile in (Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)):
            span = TILE ** (tile.level or 0)
            first = tile.number * TILE
            wanted = [root_of(leaves[(first + at) * span : (first + at + 1) * span]) for at in range(tile.width)]
            assert list(tree.levels[8 * (tile.level or 0)][first : first + tile.width]) == wanted

    def test_the_beginning_of_a_full_tile_is_the_partial_one(self, tmp_path: Path) -> None:
        """A copy may have put the full tile in the place of the partial one."""
        entries = leaves_of(*(practice(number, 1) for number in range(200)))
        grown, before = write(tmp_path / "grown", entries[:256]), write(tmp_path / "before", entries[:200])
        for tile in tiles(200):
            path = write_tile_path(tile)
            full = (grown / "tile" / write_tile_path(tile._replace(width=TILE))).read_bytes()
            assert beginning(full, tile) == (before / "tile" / path).read_bytes()


@pytest.mark.long
def test_a_log_of_seventy_thousand_leaves_holds(tmp_path: Path) -> None:
    """With full tiles on level 1 and the first of level 2."""
    entries = leaves_of(*(practice(number, 1) for number in range(35_000)))
    copy = write(tmp_path, entries)
    assert (copy / "tile" / "1" / "001.p" / "17").stat().st_size == 32 * 17
    assert (copy / "tile" / "2" / "000.p" / "1").stat().st_size == 32
    assert faults(verify_copy(copy, TRUST)) == []
    flip(copy / "tile" / "1" / "000")
    assert faults(verify_copy(copy, TRUST)) == ["tile/1/000 is not what its entries give"]
