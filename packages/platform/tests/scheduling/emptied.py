"""A database with one practice in it, for tests that bring their own threads: no server, no loop."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from serment_kernel.database import Database, opened
from serment_kernel.embedded import Cluster
from serment_platform.scheduling import apply_publication
from serment_protocol.encoding import canonical
from serment_protocol.tokens import token_key_id

from ..world import NOW, OWNER, PASSWORD, modulus
from .bookings import ask
from .builders import publication


@dataclass
class Emptied:
    """How to reach it."""

    dsn: str
    owner: str

    def start_anew(self, draft: dict[str, Any] | None = None) -> None:
        """Nobody is expected, and this is published."""
        ask(
            self.owner,
            """
            TRUNCATE scheduling.practice, scheduling.schedule, scheduling.appointment, scheduling.absence,
                     identity.spent_token CASCADE
            """,
        )
        self.publish(draft or publication())

    def publish(self, draft: dict[str, Any]) -> None:
        """Apply a publication."""

        async def work() -> None:
            db = Database(self.dsn, size=1)
            async with opened(db):
                await apply_publication(db, draft["practice"], canonical(draft), 1, NOW)

        asyncio.run(work())


def emptied(cluster: Cluster, name: str) -> Emptied:
    """A database in which rights to book of the test's key count."""
    made = Emptied(cluster.dsn("scheduling", PASSWORD, name), cluster.dsn(OWNER.role, PASSWORD, name))
    ask(
        made.owner,
        "INSERT INTO identity.issuer_key VALUES (%s, %s, '', '') ON CONFLICT DO NOTHING",
        [token_key_id(modulus()), NOW + timedelta(days=28)],
    )
    return made
