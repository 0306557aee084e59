"""SQL of the directory. One function, one statement; nothing here writes a search."""

from collections.abc import Callable, Collection, Sequence

import msgspec
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from serment_kernel.database import Tx
from serment_platform.directory.folding import near
from serment_platform.directory.listing import Entry
from serment_platform.directory.specialties import labels
from serment_platform.directory.types import MotiveOffer, Page, Profile, Standing
from serment_platform.scheduling import Publication

MICRO = 1_000_000


async def save_practice(tx: Tx, publication: Publication) -> bool:
    """Write a practice as published, listed or not as it was; false if a later revision is there."""
    address = publication.address
    cursor = await tx.execute(
        """
        INSERT INTO directory.practice AS p (practice, revision, name, line, postcode, town, town_code, latitude,
                                             longitude, time_zone, phone, fictitious, attended, access)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (practice) DO UPDATE
           SET revision = excluded.revision, name = excluded.name, line = excluded.line, postcode = excluded.postcode,
               town = excluded.town, town_code = excluded.town_code, latitude = excluded.latitude,
               longitude = excluded.longitude, time_zone = excluded.time_zone, phone = excluded.phone,
               fictitious = excluded.fictitious, attended = excluded.attended, access = excluded.access
         WHERE p.revision <= excluded.revision
        """,
        [
            bytes.fromhex(publication.practice),
            publication.revision,
            publication.name,
            address.line,
            address.postcode,
            address.town,
            address.town_code,
            address.latitude_e6 / MICRO,
            address.longitude_e6 / MICRO,
            publication.time_zone,
            publication.phone,
            publication.fictitious,
            publication.attended,
            sorted(set(publication.access)),
        ],
    )
    return cursor.rowcount == 1


async def remove_others(tx: Tx, practice: str, kept: Sequence[str]) -> None:
    """Remove practitioners that the publication no longer has."""
    await tx.execute(
        "DELETE FROM directory.practitioner WHERE practice = %s AND practitioner <> ALL (%s)",
        [bytes.fromhex(practice), [bytes.fromhex(one) for one in kept]],
    )


async def save_practitioner(tx: Tx, practice: str, entry: Entry) -> bool:
    """Write a practitioner; false if the id belongs to another practice."""
    person = entry.person
    cursor = await tx.execute(
        """
        INSERT INTO directory.practitioner AS d (practitioner, practice, place, prefix, given, family, profession,
                                                 specialty, code, languages, sector, accepts_new, about, schedule,
                                                 class, motives, folded, words)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (practitioner) DO UPDATE
           SET place = excluded.place, prefix = excluded.prefix, given = excluded.given, family = excluded.family,
               profession = excluded.profession, specialty = excluded.specialty, code = excluded.code,
               languages = excluded.languages, sector = excluded.sector, accepts_new = excluded.accepts_new,
               about = excluded.about, schedule = excluded.schedule, class = excluded.class,
               motives = excluded.motives, folded = excluded.folded, words = excluded.words
         WHERE d.practice = excluded.practice
        """,
        [
            bytes.fromhex(person.practitioner),
            bytes.fromhex(practice),
            entry.place,
            person.prefix,
            person.given,
            person.family,
            person.profession,
            person.specialty,
            entry.code,
            list(person.languages),
            person.sector,
            person.accepts_new,
            person.about,
            bytes.fromhex(entry.schedule) or None,
            entry.service_class,
            Jsonb(msgspec.to_builtins(entry.motives)),
            entry.folded,
            entry.words,
        ],
    )
    return cursor.rowcount == 1


async def foreign_practitioners(tx: Tx, practice: str, practitioners: Sequence[str]) -> int:
    """How many of these ids another practice uses."""
    cursor = await tx.execute(
        "SELECT count(*) FROM directory.practitioner WHERE practitioner = ANY (%s) AND practice <> %s",
        [[bytes.fromhex(one) for one in practitioners], bytes.fromhex(practice)],
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def revisions(tx: Tx) -> dict[str, int]:
    """Which publication the directory shows, by practice."""
    cursor = await tx.execute("SELECT encode(practice, 'hex'), revision FROM directory.practice")
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def show_endorsed(tx: Tx, practices: Collection[str]) -> None:
    """Note which practices the custodian stands by, and that it does by no other."""
    await tx.execute(
        """
        UPDATE directory.practice SET endorsed = practice = ANY (%(endorsed)s)
         WHERE endorsed <> (practice = ANY (%(endorsed)s))
        """,
        {"endorsed": [bytes.fromhex(each) for each in practices]},
    )


async def lock_standing(tx: Tx, practice: str) -> Standing | None:
    """Whether the custodian stands by a practice and a search finds it, held until we commit; none if it is unknown."""
    query = "SELECT endorsed, listed FROM directory.practice WHERE practice = %s FOR UPDATE"
    cursor = await tx.execute(query, [bytes.fromhex(practice)])
    row = await cursor.fetchone()
    return Standing(bool(row[0]), bool(row[1])) if row else None


async def set_listed(tx: Tx, practice: str, *, listed: bool) -> None:
    """The operator's decision."""
    await tx.execute("UPDATE directory.practice SET listed = %s WHERE practice = %s", [listed, bytes.fromhex(practice)])


async def list_all(tx: Tx) -> list[str]:
    """List every practice that the custodian stands by; those that were not, by id."""
    query = (
        "UPDATE directory.practice SET listed = true WHERE endorsed AND NOT listed RETURNING encode(practice, 'hex')"
    )
    cursor = await tx.execute(query)
    return sorted(str(row[0]) for row in await cursor.fetchall())


async def unendorsed(tx: Tx) -> int:
    """How many practices the custodian does not stand by."""
    cursor = await tx.execute("SELECT count(*) FROM directory.practice WHERE NOT endorsed")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def is_listed(tx: Tx, practice: str) -> bool:
    """Whether a search finds the practice."""
    cursor = await tx.execute(
        "SELECT FROM directory.practice WHERE practice = %s AND listed", [bytes.fromhex(practice)]
    )
    return cursor.rowcount == 1


async def delete_practice(tx: Tx, practice: str) -> None:
    """Remove a practice and its practitioners."""
    await tx.execute("DELETE FROM directory.practice WHERE practice = %s", [bytes.fromhex(practice)])


async def save_words(tx: Tx, words: Collection[str]) -> None:
    """Know these words of names."""
    await tx.cursor().executemany(
        "INSERT INTO directory.name_word (word, near) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [(word, near(word)) for word in sorted(words)],
    )


async def words_beginning(tx: Tx, beginning: str, limit: int) -> list[str]:
    """Words of names that begin so, the shortest first."""
    cursor = await tx.execute(
        """
        SELECT word FROM directory.name_word
         WHERE word >= %(beginning)s AND word < %(beginning)s || chr(1114111)
         ORDER BY length(word), word LIMIT %(limit)s
        """,
        {"beginning": beginning, "limit": limit},
    )
    return [str(row[0]) for row in await cursor.fetchall()]


async def words_near(tx: Tx, word: str) -> list[str]:
    """Words of names that a slip or two tell apart from this one."""
    cursor = await tx.execute("SELECT word FROM directory.name_word WHERE near && %s::text[]", [near(word)])
    return [str(row[0]) for row in await cursor.fetchall()]


async def called_by_words(tx: Tx, words: Sequence[Sequence[str]], limit: int) -> list[str]:
    """Practitioners who are called by one word of each list, and can be booked."""
    query = sql.SQL(
        """
        SELECT encode(d.practitioner, 'hex') FROM directory.practitioner AS d
         WHERE d.schedule IS NOT NULL AND {called} LIMIT %(limit)s
        """
    )
    cursor = await tx.execute(query.format(called=_called(words)), {**_lists(words), "limit": limit})
    return [str(row[0]) for row in await cursor.fetchall()]


def _called(words: Sequence[Sequence[str]]) -> sql.Composed:
    each = [sql.SQL("d.words && {}::text[]").format(sql.Placeholder(name)) for name in _lists(words)]
    return sql.SQL(" AND ").join(each)


def _lists(words: Sequence[Sequence[str]]) -> dict[str, object]:
    """As parameters: no word of a search stands in the text of a statement."""
    return {f"words_{number}": list(some) for number, some in enumerate(words)}


async def offer_to_search(tx: Tx, practice: str) -> None:
    """Let a search find what a practice publishes, if it is listed."""
    practices = [bytes.fromhex(practice)]
    await tx.execute("SELECT directory.offer_to_search(%s), directory.offer_names(%s)", [practices, practices])


_PROFILE: Callable[..., Profile] = Profile


async def profiles(tx: Tx, practitioners: Sequence[str]) -> dict[str, Profile]:
    """What is public of these practitioners, listed or not."""
    cursor = tx.cursor(binary=True)
    # In the order of the fields: a search reads ten of these, and names cost more than values.
    await cursor.execute(
        """
        SELECT d.specialty, d.profession, encode(d.practitioner, 'hex'), encode(d.practice, 'hex'),
               coalesce(encode(d.schedule, 'hex'), ''), d.class, d.prefix, d.given, d.family,
               d.profession, d.specialty, p.name, p.line, p.town, p.postcode, d.languages, d.sector, d.accepts_new,
               p.access, p.fictitious, p.attended, p.time_zone
          FROM directory.practitioner AS d JOIN directory.practice AS p USING (practice)
         WHERE d.practitioner = ANY (%s)
        """,
        [[bytes.fromhex(one) for one in practitioners]],
    )
    rows = await cursor.fetchall()
    found = [_PROFILE(*row, labels(specialty, profession)) for specialty, profession, *row in rows]
    return {one.practitioner: one for one in found}


class _PageRow(msgspec.Struct, frozen=True):
    phone: str
    about: str
    motives: list[object]


async def page_of(tx: Tx, practitioner: str) -> Page | None:
    """What a practitioner's own page shows beside the profile."""
    cursor = tx.cursor(row_factory=class_row(_PageRow))
    await cursor.execute(
        """
        SELECT p.phone, d.about, d.motives
          FROM directory.practitioner AS d JOIN directory.practice AS p USING (practice)
         WHERE d.practitioner = %s
        """,
        [bytes.fromhex(practitioner)],
    )
    row = await cursor.fetchone()
    return Page(row.phone, row.about, msgspec.convert(row.motives, list[MotiveOffer])) if row else None
