"""Whether a log that was restored is behind what its witnesses have cosigned: then nothing may be appended to it.

Another leaf at an index that somebody has seen would be a fork. A restored log is held in the database itself, so that
no process and no command can append, until it was compared with what the witnesses hold.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import NamedTuple

import httpx
import psycopg
from psycopg import sql

from serment_kernel.cosigning import CONFLICT, TIMEOUT, line_of
from serment_kernel.witness_at import WitnessAt
from serment_protocol.cosignatures import Submission, write_submission
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.merkle import EMPTY_ROOT
from serment_protocol.notes import Checkpoint, sign_checkpoint

HELD = "restored_and_not_compared"
_SIZE = re.compile(r"(0|[1-9][0-9]{0,15})\n")


class Standing(NamedTuple):
    """What the witnesses hold of a log of this size."""

    size: int
    seen: dict[str, int]
    """By witness: how many leaves it has cosigned."""
    silent: list[str]
    """Who did not answer as a witness does."""

    @property
    def missing(self) -> int:
        """How many leaves somebody has seen that are not here."""
        return max(0, max(self.seen.values(), default=0) - self.size)

    @property
    def sure(self) -> bool:
        """Whether every witness was heard, and none has seen more than is here."""
        return not self.silent and not self.missing


async def compare(size: int, witnesses: Sequence[WitnessAt], origin: str, seed: bytes) -> Standing:
    """Ask every witness how much of this log it has cosigned, by showing it the empty tree, which tells nothing new."""
    note = sign_checkpoint(Checkpoint(origin, 0, EMPTY_ROOT), origin, seed)
    async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as http:
        answers = await asyncio.gather(*(_ask(http, each, note) for each in witnesses))
    heard = list(zip((each.key.name for each in witnesses), answers, strict=True))
    seen = {name: answer for name, answer in heard if answer is not None}
    return Standing(size, seen, [name for name, answer in heard if answer is None])


def hold(connection: psycopg.Connection, schema: str) -> None:
    """Let nobody append to the log; as the owner of its table."""
    leaf = sql.Identifier(schema, "leaf")
    release(connection, schema)
    connection.execute(
        sql.SQL("CREATE TRIGGER {} BEFORE INSERT ON {} FOR EACH STATEMENT EXECUTE FUNCTION {}()").format(
            sql.Identifier(HELD), leaf, sql.Identifier(schema, "refuse")
        )
    )


def release(connection: psycopg.Connection, schema: str) -> None:
    """Let it go on."""
    query = sql.SQL("DROP TRIGGER IF EXISTS {} ON {}")
    connection.execute(query.format(sql.Identifier(HELD), sql.Identifier(schema, "leaf")))


def is_held(connection: psycopg.Connection, schema: str) -> bool:
    """Whether it is held."""
    query = "SELECT FROM pg_trigger WHERE tgname = %s AND tgrelid = (%s || '.leaf')::regclass"
    return connection.execute(query, [HELD, schema]).fetchone() is not None


async def _ask(http: httpx.AsyncClient, witness: WitnessAt, note: str) -> int | None:
    body = write_submission(Submission(0, (), note))
    try:
        answer = await http.post(f"{witness.url}/add-checkpoint", content=body, headers={"content-type": "text/plain"})
        told = _SIZE.fullmatch(answer.text) if answer.status_code == CONFLICT else None
        # Whatever stands in between may say that all is well; only its own line says that a witness has seen nothing.
        seen_none = line_of(answer, note, witness.key)
    except (httpx.HTTPError, ProtocolRefusal):
        return None
    if told:
        return int(told[1])
    return 0 if seen_none else None
