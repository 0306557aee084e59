"""The checks that every hand has, in one list."""

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.measures.backed_up import backup, rehearsal
from serment_kernel.checks.measures.capacity import capacity
from serment_kernel.checks.measures.ciphertext import ciphertext
from serment_kernel.checks.measures.clock import clock
from serment_kernel.checks.measures.components import advisories, bill_of_materials, licences
from serment_kernel.checks.measures.data_map import data_map
from serment_kernel.checks.measures.drift import drift, environment
from serment_kernel.checks.measures.egress import egress
from serment_kernel.checks.measures.front_door import doors, transport
from serment_kernel.checks.measures.headers import headers
from serment_kernel.checks.measures.itself import chain, itself
from serment_kernel.checks.measures.linkage import linkage
from serment_kernel.checks.measures.log_hygiene import log_hygiene
from serment_kernel.checks.measures.ports import ports
from serment_kernel.checks.measures.retention import retention
from serment_kernel.checks.measures.roles import roles
from serment_kernel.checks.measures.second_factor import second_factor
from serment_kernel.checks.measures.service_level import service_level
from serment_kernel.checks.measures.sessions import key_ages, sessions
from serment_kernel.checks.measures.witnessed import witnessed
from serment_kernel.checks.types import Check

COMMON: tuple[Check[Hand], ...] = (
    data_map,
    transport,
    doors,
    second_factor,
    sessions,
    roles,
    bill_of_materials,
    advisories,
    licences,
    drift,
    environment,
    ciphertext,
    key_ages,
    retention,
    headers,
    log_hygiene,
    egress,
    backup,
    rehearsal,
    chain,
    clock,
    capacity,
    ports,
    linkage,
    witnessed,
    service_level,
)
LAST = itself
"""What looks at all others comes after them."""
