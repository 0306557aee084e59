"""SQL of requests of authorities: one function, one statement. Steps are only ever added."""

from psycopg.rows import class_row

from serment_kernel.authority.types import Move, RequestId, State
from serment_kernel.database import Tx
from serment_kernel.passkeys import Assertion, SignedStep


async def add_move(tx: Tx, new: Move) -> bool:
    """Keep a step; false if somebody took one of this number already."""
    cursor = await tx.execute(
        """
        INSERT INTO compliance.authority_move (request, number, act, state, facts, salt, by, at, event)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        [new.request, new.number, new.act, new.state, new.facts, new.salt, new.by, new.at, new.event],
    )
    return cursor.rowcount == 1


async def moves_of(tx: Tx, request: RequestId) -> list[Move]:
    """The steps of a request, in order."""
    cursor = tx.cursor(row_factory=class_row(Move))
    await cursor.execute(
        """
        SELECT request, number, act, state, facts, salt, by, at, event
          FROM compliance.authority_move WHERE request = %s ORDER BY number
        """,
        [request],
    )
    return await cursor.fetchall()


async def in_state(tx: Tx, *states: State) -> list[RequestId]:
    """Requests that stand there now."""
    cursor = await tx.execute(
        """
        SELECT request FROM (
            SELECT DISTINCT ON (request) request, state FROM compliance.authority_move ORDER BY request, number DESC
        ) AS newest WHERE state = ANY(%s)
        """,
        [list(states)],
    )
    return [RequestId(bytes(row[0])) for row in await cursor.fetchall()]


async def add_signature(tx: Tx, request: RequestId, number: int, staff: str, signed: SignedStep) -> bool:
    """Keep the evidence of a signature; false if this person signed this already."""
    given = signed.assertion
    cursor = await tx.execute(
        """
        INSERT INTO compliance.authority_signature
               (request, number, staff, credential, statement, authenticator_data, client_data, signature)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        [
            request,
            number,
            bytes.fromhex(staff),
            given.credential,
            signed.statement,
            given.authenticator_data,
            given.client_data,
            given.signature,
        ],
    )
    return cursor.rowcount == 1


async def signatures_of(tx: Tx, request: RequestId, number: int) -> list[SignedStep]:
    """The evidence of the signatures over what a step laid down."""
    cursor = await tx.execute(
        """
        SELECT statement, credential, authenticator_data, client_data, signature
          FROM compliance.authority_signature WHERE request = %s AND number = %s ORDER BY staff
        """,
        [request, number],
    )
    return [
        SignedStep(bytes(statement), Assertion(*map(bytes, parts))) for statement, *parts in await cursor.fetchall()
    ]
