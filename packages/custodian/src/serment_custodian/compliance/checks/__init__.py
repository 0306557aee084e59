"""The checks of the custodian: those of every hand, by what there is here to measure, and its own."""

from typing import Any

from serment_custodian.compliance.checks.locked import kept_by_an_hsm, under_the_newest_key
from serment_custodian.compliance.checks.officials import two_persons
from serment_custodian.compliance.checks.rights import budgets
from serment_kernel.checks.common import COMMON, LAST
from serment_kernel.checks.types import Check

OWN: tuple[Check[Any], ...] = (two_persons, kept_by_an_hsm, under_the_newest_key, budgets)
CHECKS: tuple[Check[Any], ...] = (*COMMON, *OWN, LAST)
