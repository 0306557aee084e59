"""The floor of a booking: the statement that it is in the end, sent by `pgbench` with parameters drawn beforehand.

Its rights are made up, which the statement does not look into, and all envelopes are the same random bytes.
"""

from serment.benching.bookings import ENVELOPE_BYTES, SELF_COPY_BYTES
from serment.benching.free import free_times
from serment.benching.pgbench import per_second
from serment.benching.site import Site
from serment_protocol.nudges import TICKET_BYTES
from serment_protocol.primitives import random_bytes
from serment_protocol.tokens import token_key_id

BODY_BYTES = 560
SIGNATURE_BYTES = 64

SCRIPT = """\
SELECT scheduling.book(b.appointment, b.practice, b.schedule, b.start, b.minutes, b.class, b.epoch, b.manage,
                       p.envelope, p.self_copy, p.ticket, p.body, p.signature, p.hash, b.token, b.request, now())
  FROM bench.booking AS b, bench.parts AS p WHERE b.n = (SELECT nextval('bench.turn'));
"""


def measure(site: Site, clients: int, count: int) -> float:
    """Bookings a second, of so many."""
    prepared = _prepare(site, count)
    return per_second(site, SCRIPT, clients, "-t", str(prepared // clients))


def _prepare(site: Site, count: int) -> int:
    with site.connect() as connection:
        times = free_times(connection, count)
        connection.execute("CREATE SCHEMA bench")
        connection.execute("CREATE SEQUENCE bench.turn CACHE 1")
        connection.execute(
            """
            CREATE TABLE bench.parts (envelope bytea, self_copy bytea, ticket bytea, body bytea, signature bytea,
                                      hash bytea)
            """
        )
        sizes = (ENVELOPE_BYTES, SELF_COPY_BYTES, TICKET_BYTES, BODY_BYTES, SIGNATURE_BYTES, 32)
        connection.execute("INSERT INTO bench.parts VALUES (%s, %s, %s, %s, %s, %s)", [*map(random_bytes, sizes)])
        connection.execute(
            """
            CREATE TABLE bench.booking (n bigint PRIMARY KEY, appointment bytea, practice bytea, schedule bytea,
                                        start timestamptz, minutes integer, class text, epoch integer, manage bytea,
                                        token bytea, request bytea)
            """
        )
        key_id = token_key_id(site.issuer.modulus)
        with connection.cursor() as cursor, cursor.copy("COPY bench.booking FROM STDIN") as copy:
            for number, free in enumerate(times, 1):
                token = random_bytes(66) + key_id + random_bytes(256)
                ids = (random_bytes(32), bytes.fromhex(free.practice), bytes.fromhex(free.schedule))
                visit = (free.start, free.minutes, free.service_class, free.epoch)
                copy.write_row((number, *ids, *visit, random_bytes(32), token, random_bytes(32)))
        connection.execute("ANALYZE bench.booking")
    return len(times)
