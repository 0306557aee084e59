"""The checks of the platform: those of every hand, by what there is here to measure, and its own."""

from typing import Any

from serment_kernel.checks.common import COMMON, LAST
from serment_kernel.checks.types import Check
from serment_platform.compliance.checks.asked import requests
from serment_platform.compliance.checks.on_top import on_top
from serment_platform.compliance.checks.proofs import proofs
from serment_platform.compliance.checks.queue import queue
from serment_platform.compliance.checks.registers import registers

CHECKS: tuple[Check[Any], ...] = (*COMMON, on_top, proofs, queue, registers, requests, LAST)
