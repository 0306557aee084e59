"""The scheduling room: calendars as bits, appointments as sealed rows. It never learns who comes, or why.

Front door: free times for whoever shows them; publications and epochs applied; due tickets for the nudges.
"""

from serment_platform.scheduling.batching import Batches
from serment_platform.scheduling.errors import IdentifierTaken, PublicationUnreadable
from serment_platform.scheduling.finding import (
    Circle,
    Place,
    Reached,
    Sought,
    count,
    raise_bounds,
    read_cursor,
    soonest,
)
from serment_platform.scheduling.jobs import jobs, rewrite
from serment_platform.scheduling.keeping import choose_months, forget_past
from serment_platform.scheduling.lateness import waiting
from serment_platform.scheduling.looking import Looks, shown
from serment_platform.scheduling.published import Motive, Practitioner, Publication, ServiceClass
from serment_platform.scheduling.publishing import (
    applied,
    apply_publication,
    check_publication,
    forget_practice,
    raise_epoch,
    require_idle,
)
from serment_platform.scheduling.queueing import Line
from serment_platform.scheduling.sense import read_publication
from serment_platform.scheduling.starts import Starts
from serment_platform.scheduling.tickets import confirmations, confirmed, offered, offers, reminded, reminders
from serment_platform.scheduling.types import Applied, DueTicket, FreeTimes

CHANNEL = "practice_changed"
"""Notices of changed agendas; the key is the practice."""

__all__ = [
    "CHANNEL",
    "Applied",
    "Batches",
    "Circle",
    "DueTicket",
    "FreeTimes",
    "IdentifierTaken",
    "Line",
    "Looks",
    "Motive",
    "Place",
    "Practitioner",
    "Publication",
    "PublicationUnreadable",
    "Reached",
    "ServiceClass",
    "Sought",
    "Starts",
    "applied",
    "apply_publication",
    "check_publication",
    "choose_months",
    "confirmations",
    "confirmed",
    "count",
    "forget_past",
    "forget_practice",
    "jobs",
    "offered",
    "offers",
    "raise_bounds",
    "raise_epoch",
    "read_cursor",
    "read_publication",
    "reminded",
    "reminders",
    "require_idle",
    "rewrite",
    "shown",
    "soonest",
    "waiting",
]
