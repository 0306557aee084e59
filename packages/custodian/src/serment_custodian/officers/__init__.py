"""The officers room: what a quorum of officers decides, what the custodian did, and the switch that stops it."""

from serment_custodian.officers.decisions import Decisions
from serment_custodian.officers.types import DecisionId, Kind, OfficerId, State, Subject, Words

__all__ = ["DecisionId", "Decisions", "Kind", "OfficerId", "State", "Subject", "Words"]
