"""Times that can be booked, all over the country: one of a day of a calendar, so that none is in another's way."""

import psycopg

from serment.benching.bookings import Free
from serment_protocol.encoding import write_time

FIRST, LAST = 2, 28
"""From the day after tomorrow on, within every horizon."""
SHARE_OF_ALL = 600.0
"""In per cent: of six days one is open and not yet begun to fill."""


def free_times(connection: psycopg.Connection, count: int) -> list[Free]:
    """So many, in no order; fewer where there are no more."""
    total = connection.execute("SELECT count(*) FROM scheduling.occupancy").fetchall()[0][0]
    cursor = connection.execute(
        """
        SELECT encode(s.practice, 'hex'), encode(o.schedule, 'hex'),
               o.begins + (position('1' IN o.open::text) - 1) * interval '5 minutes', c.minutes, c.class, s.epoch
          FROM scheduling.occupancy AS o TABLESAMPLE BERNOULLI (%(share)s)
          JOIN scheduling.schedule AS s USING (schedule)
          CROSS JOIN LATERAL (SELECT class, minutes FROM scheduling.service_class
                               WHERE schedule = s.schedule AND audience = 'public' ORDER BY class LIMIT 1) AS c
         WHERE o.day BETWEEN current_date + %(first)s AND current_date + %(last)s
           AND bit_count(o.open) > 0 AND bit_count(o.busy) = 0
         ORDER BY random() LIMIT %(count)s
        """,
        {"first": FIRST, "last": LAST, "count": count, "share": min(100.0, SHARE_OF_ALL * count / total)},
    )
    return [
        Free(practice, schedule, write_time(start), minutes, service_class, epoch)
        for practice, schedule, start, minutes, service_class, epoch in cursor
    ]
