"""The file of the paper kit: what an account holds on a day, for people and programs, for the kit alone (SPEC 15)."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import UNSET

from serment_client.account import Account
from serment_client.errors import KitNeeded, VisitDoubtful
from serment_client.kit_words import WORDS, Words, moment, spoken, zone_of
from serment_client.practices import Practices
from serment_client.visits import Visit, Visits
from serment_protocol.encoding import read_day, read_time
from serment_protocol.kit import WordLanguage
from serment_protocol.kitfile import KeptPractice, KeptVisit, KeptWay, KitFile, lock_kit_file
from serment_protocol.notes import ALGORITHM, write_key
from serment_protocol.vault import Identity, ListedWay, Vault


def make_kit_file(account: Account, visits: Visits, practices: Practices, language: WordLanguage) -> bytes:
    """The file of today, which each kit of the account opens; the vault remembers the day."""
    vault = account.vault.read()
    recipients = [way.recipient for way in vault.ways if way.recipient is not UNSET]
    if not recipients:
        raise KitNeeded
    listing = visits.list()
    if listing.doubtful:
        raise VisitDoubtful
    content = content_of(account, vault, listing.visits, practices)
    file = lock_kit_file(text_of(content, listing.visits, language), content, recipients)
    account.vault.change(lambda now: _made(now, content.made))
    return file


def content_of(account: Account, vault: Vault, visits: Sequence[Visit], practices: Practices) -> KitFile:
    """What programs read: with it the visits are proved without any server."""
    installation, log = account.context.installation, account.context.installation.platform.log_key
    return KitFile(
        made=account.context.today(),
        installation=installation.name,
        log=write_key(log, ALGORITHM),
        account=account.session.account,
        profile=vault.profile,
        ways=tuple(KeptWay(way.kind, way.name, way.added) for way in vault.ways),
        practices=tuple(_practices_of(visits, practices)),
        visits=tuple(KeptVisit(visit.seed, visit.chain, visit.told) for visit in visits),
    )


def text_of(content: KitFile, visits: Sequence[Visit], language: WordLanguage) -> str:
    """What people read."""
    words = WORDS[language]
    lines = [words.title, words.made.format(day=_day(content.made, words), installation=content.installation)]
    lines += ["", words.what, "", words.person, *_person(content.profile, words), "", words.visits]
    for visit in visits:
        lines += ["", *_visit(visit, words)]
    if not visits:
        lines.append(words.none)
    lines += ["", words.ways, *(_way(way, words) for way in content.ways), "", words.programs]
    return "\n".join(lines) + "\n"


def _practices_of(visits: Sequence[Visit], practices: Practices) -> Iterator[KeptPractice]:
    epochs: dict[str, set[int]] = {}
    for visit in visits:
        signing = {statement.desk_epoch for statement in visit.statements} - {None}
        epochs.setdefault(visit.told.practice, set()).update(epoch for epoch in signing if epoch is not None)
    for practice in sorted(epochs):
        yield practices.papers(practice, sorted(epochs[practice]))


def _person(profile: Identity, words: Words) -> Iterator[str]:
    name = f"{profile.given} {profile.family}".strip()
    born = _day(profile.birth_date, words) if profile.birth_date else ""
    told = ((words.name, name), (words.born, born), (words.phone, profile.phone), (words.email, profile.email))
    yield from (f"{label}{words.colon}{value}" for label, value in told if value)


def _visit(visit: Visit, words: Words) -> Iterator[str]:
    told, last = visit.told, visit.last
    zone = zone_of(told.time_zone)
    start = read_time(last.start).astimezone(zone)
    minutes = f"{last.duration} min"
    yield f"{moment(start, words)} ({zone.key}), {minutes} - {words.states[last.state]}"
    yield f"  {told.practitioner_name}, {told.practice_name}"
    yield f"  {', '.join(part for part in (told.address, told.phone) if part)}"
    yield f"  {words.motive}{words.colon}{told.motive_label}"
    yield f"  {words.patient}{words.colon}{told.patient.given} {told.patient.family}"
    if told.note:
        yield f"  {words.note}{words.colon}{told.note}"
    yield f"  {words.number}{words.colon}{visit.appointment}"


def _way(way: KeptWay, words: Words) -> str:
    kind = words.kinds[way.kind]
    return f"{kind}{f' ({way.name})' if way.name else ''}, {words.since} {_day(way.added, words)}"


def _day(day: str, words: Words) -> str:
    return spoken(read_day(day), words)


def _made(vault: Vault, today: str) -> Vault:
    ways = tuple(msgspec.structs.replace(way, file=today) if _has_recipient(way) else way for way in vault.ways)
    return vault if ways == vault.ways else msgspec.structs.replace(vault, ways=ways)


def _has_recipient(way: ListedWay) -> bool:
    return way.recipient is not UNSET
