"""The last run of each proof, noted for everybody."""

from datetime import UTC, datetime
from pathlib import Path

from serment_kernel.proofs import Proof, note_proof, read_proofs

EARLIER, LATER = (Proof(datetime(2026, 11, day, 9, 30, tzinfo=UTC), holds=True) for day in (25, 26))


def test_a_proof_takes_the_place_of_the_one_before_and_of_no_other(tmp_path: Path) -> None:
    file = tmp_path / "proofs.json"
    note_proof(file, "promises", EARLIER)
    note_proof(file, "leaks", EARLIER)
    note_proof(file, "promises", LATER)
    assert read_proofs(file) == {"promises": LATER, "leaks": EARLIER}


def test_where_none_ran_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert read_proofs(tmp_path / "proofs.json") == {}
    (tmp_path / "proofs.json").write_text("no JSON")
    assert read_proofs(tmp_path / "proofs.json") == {}
