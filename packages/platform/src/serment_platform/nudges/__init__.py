"""The nudges room: hands due tickets to the custodian, shuffled and in batches. Nothing but tickets leaves."""

from serment_platform.nudges.jobs import jobs

__all__ = ["jobs"]
