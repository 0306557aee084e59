"""A platform's database with the practices of a country, made by COPY as their publications would have made it.

It stands in a cluster of its own in a cached folder, which is made anew when it is a week old or the tables changed.
Only what search and booking read is there: no roots or epochs of practices, no log, nobody's account. Durability is
PostgreSQL's own while measuring; while seeding there is none.
"""

import asyncio
import hashlib
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from secrets import token_hex
from typing import LiteralString, NamedTuple

import msgspec
import psycopg
from psycopg import sql

from serment.benching import calendars, people
from serment.benching.calendars import ZONE, Bits, Calendar, draw_calendar
from serment.benching.people import Address, Person
from serment_kernel.database import Database, opened
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.migrate import migrate, migrations_of
from serment_platform.config import ROOMS
from serment_platform.directory.folding import fold, near, words
from serment_platform.directory.listing import OWN
from serment_platform.scheduling import raise_bounds

Say = Callable[[str], None]

DATABASE = "platform"
OWNER = "platform_owner"
SEED = 2026
OLDEST = timedelta(days=6)
"""The calendars were written for a week longer than their horizon."""
SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
}
"""What an operator sets on a machine of this size."""
SEEDING = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "summarize_wal": "off",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
COPY_HEAD, COPY_END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"
ENDORSED = timedelta(days=90)
"""The custodian stands by all of them, or no search would find them; whose roots these are is asked by nobody here."""
TOGETHER = 2000
"""Calendars in one piece of a COPY."""
STAFF_CLASS = "staff-30"


class Populated(NamedTuple):
    """A country at work, as long as the block lasts."""

    cluster: Cluster
    passwords: dict[str, str]
    practitioners: int
    day: date
    """The day it was made."""
    seconds: float
    """How long that took."""

    def dsn(self, room: str) -> str:
        """How a room of the platform connects; `platform_owner` owns the tables."""
        return self.cluster.dsn(room, self.passwords[room], DATABASE)


class _Made(msgspec.Struct, frozen=True):
    """What a folder holds."""

    practitioners: int
    day: date
    digest: str
    seconds: float


class _Practice(NamedTuple):
    practice: bytes
    address: Address
    people: list["_Member"]


class _Member(NamedTuple):
    practitioner: bytes
    schedule: bytes
    person: Person
    calendar: Calendar


@contextmanager
def populated(folder: Path, practitioners: int, say: Say) -> Generator[Populated]:
    """The cluster in this folder, with so many practitioners; seeded if it is not there yet."""
    cluster, passwords = Cluster(folder / "cluster", SETTINGS), {name: token_hex(16) for name in (OWNER, *ROOMS)}
    made = _found(folder, practitioners)
    if made is None:
        made = _make(folder, cluster, passwords, practitioners, say)
    cluster.start()
    try:
        _let_in(cluster, passwords)
        yield Populated(cluster, passwords, made.practitioners, made.day, made.seconds)
    finally:
        cluster.stop()


def _found(folder: Path, practitioners: int) -> _Made | None:
    try:
        made = msgspec.json.decode((folder / "made.json").read_bytes(), type=_Made)
    except OSError:
        return None
    fits = (made.practitioners, made.digest) == (practitioners, _digest())
    return made if fits and datetime.now(UTC).date() - made.day <= OLDEST else None


def _make(folder: Path, cluster: Cluster, passwords: dict[str, str], practitioners: int, say: Say) -> _Made:
    say(f"Making {practitioners} practitioners in {folder} …")
    started = time.perf_counter()
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)
    cluster.start(SEEDING)
    today = datetime.now(UTC).date()
    try:
        _let_in(cluster, passwords)
        migrate(cluster.dsn(OWNER, passwords[OWNER], DATABASE), migrations_of("serment_platform"))
        _seed(cluster.superuser_dsn(DATABASE), practitioners, today)
        asyncio.run(_look_once(cluster.dsn("scheduling", passwords["scheduling"], DATABASE)))
        with psycopg.connect(cluster.superuser_dsn(DATABASE), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    finally:
        cluster.stop()
    made = _Made(practitioners, today, _digest(), round(time.perf_counter() - started, 1))
    (folder / "made.json").write_bytes(msgspec.json.encode(made))
    say(f"Made in {made.seconds:.0f} s.")
    return made


def _let_in(cluster: Cluster, passwords: dict[str, str]) -> None:
    roles = [Credentials(room, passwords[room]) for room in ROOMS]
    cluster.create_database(DATABASE, Credentials(OWNER, passwords[OWNER]), roles)


def _digest() -> str:
    """Of everything that the content depends on."""
    digest = hashlib.sha256("".join(each.digest for each in migrations_of("serment_platform")).encode())
    for module in (__file__, people.__file__, calendars.__file__):
        digest.update(Path(module).read_bytes())
    return digest.hexdigest()


def _seed(dsn: str, practitioners: int, today: date) -> None:
    drawn = _drawn(Random(SEED), practitioners)  # noqa: S311 -- a population, not secrets
    with psycopg.connect(dsn, options="-c session_replication_role=replica -c timezone=UTC") as connection:
        for table in ("scheduling.occupancy", "scheduling.schedule", "directory.practice"):
            # What is emptied and filled in one transaction needs no write-ahead log.
            connection.execute(f"TRUNCATE {table} CASCADE")
        _write_scheduling(connection, drawn)
        _write_directory(connection, drawn, today)
        _write_words(connection)
        _write_days(connection, drawn, today)
        for offer in ("offer_to_search", "offer_names"):
            query = sql.SQL("SELECT directory.{}(array_agg(practice)) FROM directory.practice")
            connection.execute(query.format(sql.Identifier(offer)))


async def _look_once(dsn: str) -> None:
    """Know when everybody is free first, as a platform does that has run for a minute."""
    db = Database(dsn, size=1)
    async with opened(db):
        await raise_bounds(db, datetime.now(UTC))


def _drawn(draw: Random, practitioners: int) -> list[_Practice]:
    # In the order of their keys, so that every index grows at its end.
    schedules = iter(sorted(draw.randbytes(16) for _ in range(practitioners)))
    return [
        _Practice(
            draw.randbytes(16),
            address,
            [_Member(draw.randbytes(16), next(schedules), each, draw_calendar(draw, each.code)) for each in members],
        )
        for address, members in people.practices(draw, practitioners)
    ]


def _write_scheduling(connection: psycopg.Connection, drawn: Sequence[_Practice]) -> None:
    _copy(
        connection,
        "COPY scheduling.practice (practice, epoch, revision) FROM STDIN",
        ((each.practice, 1, 1) for each in drawn),
    )
    rules = [msgspec.json.encode(calendars.hours(pattern)).decode() for pattern in range(calendars.PATTERNS)]
    _copy(
        connection,
        """
        COPY scheduling.schedule (schedule, practice, practitioner, epoch, time_zone, step, notice_minutes,
                                  horizon_days, rules, offered) FROM STDIN
        """,
        (
            (
                *(one.schedule, each.practice, one.practitioner, 1, ZONE, one.calendar.minutes, 60),
                *(calendars.HORIZON, rules[one.calendar.pattern], True),
            )
            for each in drawn
            for one in each.people
        ),
    )
    _copy(
        connection,
        "COPY scheduling.service_class (schedule, class, minutes, channel, audience) FROM STDIN",
        ((one.schedule, *row) for each in drawn for one in each.people for row in _classes(one)),
    )


def _classes(one: _Member) -> list[tuple[str, int, str, str]]:
    minutes = one.calendar.minutes
    video = [(f"video-{minutes}", minutes, "video", "public")] if one.person.video else []
    return [(f"office-{minutes}", minutes, "office", "public"), *video, (STAFF_CLASS, 30, "office", "staff")]


def _write_directory(connection: psycopg.Connection, drawn: Sequence[_Practice], today: date) -> None:
    _copy(
        connection,
        """
        COPY directory.practice (practice, revision, name, line, postcode, town, town_code, latitude, longitude,
                                 time_zone, phone, fictitious, attended, listed, endorsed) FROM STDIN
        """,
        map(_practice_row, drawn),
    )
    _copy(
        connection,
        "COPY keys.endorsement (practice, root, leaf, until) FROM STDIN",
        ((each.practice, each.practice * 2, 0, today + ENDORSED) for each in drawn),
    )
    _copy(
        connection,
        """
        COPY directory.practitioner (practitioner, practice, place, prefix, given, family, profession, specialty, code,
                                     languages, sector, accepts_new, about, schedule, class, motives, folded, words)
        FROM STDIN
        """,
        (_practitioner_row(each, one, place) for each in drawn for place, one in enumerate(each.people)),
    )


def _write_words(connection: psycopg.Connection) -> None:
    known = connection.execute("SELECT DISTINCT unnest(words) FROM directory.practitioner").fetchall()
    rows = ((word, near(word)) for (word,) in known if not word.startswith(OWN))
    _copy(connection, "COPY directory.name_word (word, near) FROM STDIN", rows)


def _practice_name(each: _Practice) -> str:
    return f"Cabinet {each.people[0].person.family} (fictif)"


def _practice_row(each: _Practice) -> tuple[object, ...]:
    place, latitude, longitude = each.address
    where = (place.postcodes[0], place.name, place.code, latitude, longitude, ZONE)
    return (each.practice, 1, _practice_name(each), "1 rue du Moulin", *where, "0199000000", True, True, True, True)


def _practitioner_row(each: _Practice, one: _Member, place: int) -> tuple[object, ...]:
    person = one.person
    physician = person.code.startswith("SM")
    text = f"{person.given} {person.family} {_practice_name(each)}"
    service_class, minutes, channel, _ = _classes(one)[0]
    labels_ = {"fr": "Consultation", "en": "Visit"}
    motive = {
        "motive": "consultation",
        "labels": labels_,
        "class": service_class,
        "minutes": minutes,
        "channel": channel,
    }
    return (
        *(one.practitioner, each.practice, place, "Dr" if physician else "", person.given, person.family),
        *("10" if physician else person.code, person.code if physician else "", person.code, list(person.languages)),
        *(person.sector, person.accepts_new, "", one.schedule, service_class),
        *(msgspec.json.encode([motive]).decode(), fold(text), _words(text, f"{person.given} {person.family}")),
    )


def _words(text: str, own: str) -> list[str]:
    return sorted({*words(text), *(OWN + word for word in words(own))})


def _write_days(connection: psycopg.Connection, drawn: Sequence[_Practice], today: date) -> None:
    bits = Bits(today)
    members = [(each.practice, one) for each in drawn for one in each.people]
    command = "COPY scheduling.occupancy (schedule, day, begins, positions, open, busy) FROM STDIN (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        copy.write(COPY_HEAD)
        for start in range(0, len(members), TOGETHER):
            some = members[start : start + TOGETHER]
            copy.write(b"".join([bits.rows(one.schedule, one.calendar) for _, one in some]))
        copy.write(COPY_END)
    draw = Random(SEED)  # noqa: S311 -- ids, not secrets
    sealed = draw.randbytes(64)
    _copy(
        connection,
        "COPY scheduling.absence (absence, practice, schedule, start, until, epoch, sealed) FROM STDIN",
        (
            (draw.randbytes(16), practice, one.schedule, start, until, 1, sealed)
            for practice, one in members
            for start, until in bits.absences(one.calendar)
        ),
    )


def _copy(connection: psycopg.Connection, command: LiteralString, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)
