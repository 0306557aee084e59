"""Every column of both databases is in exactly one class of retention, and every job that a class names is one."""

from collections import Counter
from pathlib import Path

import pytest

from serment_custodian.retention import CLASSES as CUSTODIAN_CLASSES
from serment_kernel.retention import BASES, DataClass, classes_of
from serment_platform.retention import CLASSES as PLATFORM_CLASSES

from .test_who_can_read import documented

# The lists of who-can-read are those of the live schemas: `test_who_can_read` compares them.
CLASSES = {"platform": PLATFORM_CLASSES, "custodian": CUSTODIAN_CLASSES}


@pytest.mark.parametrize("part", CLASSES)
class TestRetention:
    def test_every_column_is_in_one_class(self, root: Path, part: str) -> None:
        found = {place: classes_of(place, CLASSES[part]) for place in documented(root, part)}
        assert {place: names for place, names in found.items() if len(names) != 1} == {}

    def test_covers_nothing_that_is_not_there(self, root: Path, part: str) -> None:
        there = {name for table, column in documented(root, part) for name in (table, f"{table}.{column}")}
        assert {name for each in CLASSES[part] for name in each.covers} - there == set()

    def test_names_each_class_once(self, part: str) -> None:
        assert [name for name, count in Counter(each.name for each in CLASSES[part]).items() if count > 1] == []

    def test_says_how_each_ends(self, part: str) -> None:
        assert [each.name for each in CLASSES[part] if not is_whole(each)] == []


def is_whole(each: DataClass) -> bool:
    """Whether a class says why and how long, and what ends by itself has a job that does it, and something to count."""
    by_itself = each.ending in ("delete", "blank", "restrict_then_delete")
    return bool(
        each.purpose
        and each.starts
        and each.basis in BASES
        and bool(each.job) == by_itself
        and (not each.due or each.job)
        and (not each.period.unit or each.due)
    )
