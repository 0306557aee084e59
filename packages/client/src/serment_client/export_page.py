"""The page that a person takes away: no script, no foreign address, fit for paper."""

from collections.abc import Iterable, Iterator
from html import escape
from zoneinfo import ZoneInfo

from msgspec import UNSET

from serment_client.export_words import PAGE_WORDS, PageWords
from serment_client.kit_words import WORDS, Words, moment, spoken, zone_of
from serment_protocol.agreements import verify_agreement
from serment_protocol.consents import Consent, read_consents
from serment_protocol.encoding import from_b64, read_day, read_time
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.exports import AccountExport, ExportedLetter, ExportedVisit, HeldRow, Holdings, path_of
from serment_protocol.letters import look_into
from serment_protocol.signing import peek
from serment_protocol.statements import Statement
from serment_protocol.terms import Terms

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}caption{text-align:start;font-weight:600}"
    "th,td{border:1px solid #999;padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}"
    "section{break-inside:avoid}.said{white-space:pre-line;overflow-wrap:anywhere}"
    "dt{font-weight:600}dd{margin:0 0 .25rem}h2{margin-top:2rem}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page_of(content: AccountExport) -> str:
    """The whole page."""
    words, shared = PAGE_WORDS[content.language], WORDS[content.language]
    made = shared.made.format(day=spoken(read_time(content.made).date(), shared), installation=content.installation)
    body = "".join(
        (
            f"<h1>{escape(words.title)}</h1>",
            *(f"<p>{escape(each)}</p>" for each in (made, words.what, words.no_key)),
            *_person(content, words, shared),
            *_visits(content, words, shared),
            *_consents(content, words, shared),
            *_agreements(content, words, shared),
            *_ways(content, words, shared),
            *_holdings(content.platform, words.platform, words.platform_what, words),
            *_holdings(content.custodian, words.custodian, words.custodian_what, words),
            f"<h2>{escape(words.files)}</h2>",
            _definitions(words.files_what),
        )
    )
    return (
        f'<!doctype html><html lang="{content.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(words.title)}</title>'
        f"<style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _person(content: AccountExport, words: PageWords, shared: Words) -> Iterator[str]:
    profile = content.profile
    born = spoken(read_day(profile.birth_date), shared) if profile.birth_date else ""
    name = f"{profile.given} {profile.family}".strip()
    yield f"<h2>{escape(words.person)}</h2>"
    yield _definitions(
        ((shared.name, name), (shared.born, born), (shared.phone, profile.phone), (shared.email, profile.email))
    )


def _visits(content: AccountExport, words: PageWords, shared: Words) -> Iterator[str]:
    yield f"<h2>{escape(words.visits)}</h2>"
    if not content.visits:
        yield f"<p>{escape(shared.none)}</p>"
    for visit in content.visits:
        yield _visit(visit, words, shared)
    if content.doubtful:
        doubts = [(each.appointment, each.code) for each in content.doubtful]
        yield f"<p>{escape(words.doubtful)}</p>{_definitions(doubts)}"


def _visit(visit: ExportedVisit, words: PageWords, shared: Words) -> str:
    told, statements = visit.self_copy, [peek(each, Statement) for each in visit.statements]
    zone = zone_of(told.time_zone)
    facts = _definitions(
        (
            (words.practitioner, told.practitioner_name),
            (words.practice, ", ".join(part for part in (told.practice_name, told.address, told.phone) if part)),
            (shared.motive, told.motive_label),
            (shared.patient, f"{told.patient.given} {told.patient.family}".strip()),
            (shared.note, told.note),
            (shared.number, visit.appointment),
        )
    )
    steps = _table(
        words.steps,
        (words.state, words.begins, words.signed),
        (
            (
                shared.states[each.state],
                moment(read_time(each.start).astimezone(zone), shared),
                words.by_patient if each.desk_epoch is None else words.by_practice,
            )
            for each in statements
        ),
    )
    heading = visit.appointment
    if statements:
        start, last = moment(read_time(statements[-1].start).astimezone(zone), shared), statements[-1]
        heading = f"{start} ({zone.key}), {last.duration} min - {shared.states[last.state]}"
    letters = "".join(_letters(visit, zone, words, shared))
    return f"<section><h3>{escape(heading)}</h3>{facts}{steps}{letters}</section>"


def _letters(visit: ExportedVisit, zone: ZoneInfo, words: PageWords, shared: Words) -> Iterator[str]:
    if visit.mailbox is UNSET:
        return
    yield f"<h4>{escape(words.letters)}</h4>"
    for each in sorted(visit.mailbox.letters, key=_written_at):
        yield from _letter(each, zone, words, shared)
    if visit.mailbox.doubtful:
        yield _definitions([(words.disbelieved, str(visit.mailbox.doubtful))])


def _letter(each: ExportedLetter, zone: ZoneInfo, words: PageWords, shared: Words) -> Iterator[str]:
    cover, letter = look_into(each.cover), each.content
    who = words.by_patient if cover.desk_epoch is None else words.by_practice
    if letter is UNSET:
        when, subject, told = spoken(read_day(cover.day), shared), words.beside, words.unread
    else:
        when = moment(read_time(letter.at).astimezone(zone), shared)
        subject = words.asked.get(letter.kind, words.beside)
        subject, told = subject if letter.outcome is UNSET else words.answered[letter.outcome], letter.text
    files = () if letter is UNSET else letter.files
    yield _definitions([(subject, words.wrote.format(who=who, when=when))])
    yield f'<p class="said">{escape(told)}</p>'
    yield _definitions([(words.attached, path_of(file) if file.content else file.name) for file in files])


def _written_at(each: ExportedLetter) -> tuple[str, bool, int]:
    """One after the other, a request before its answer."""
    cover = look_into(each.cover)
    at = cover.day if each.content is UNSET else each.content.at
    return at, cover.desk_epoch is not None, cover.number


def _consents(content: AccountExport, words: PageWords, shared: Words) -> Iterator[str]:
    if content.consents is UNSET:
        return
    people = {each.scope: f"{each.given} {each.family}" for each in content.consents.relatives}
    yield f"<h2>{escape(words.consents)}</h2>"
    read = read_consents(content.consents.records, from_b64(content.consents.key))
    for scope, row in read.chains.items():
        about = row[-1].about
        person = (words.relative, people.get(scope, words.no_name))
        yield _definitions([person if about == "proxy" else (words.about, words.own.get(about, about))])
        yield _decisions(row, words, shared)
    for _ in read.newer:
        yield f"<p>{escape(words.newer)}</p>"
    for _ in read.broken:
        yield f"<p>{escape(words.broken)}</p>"


def _agreements(content: AccountExport, words: PageWords, shared: Words) -> Iterator[str]:
    if content.agreements is UNSET:
        return
    yield f"<h2>{escape(words.questions)}</h2>"
    for each in content.agreements:
        terms = each.terms
        yield f"<h3>{escape(words.question[terms.about].format(practice=terms.practice_name))}</h3>"
        for line in (_side(terms, words), words.purpose.format(purpose=terms.purpose)):
            yield f'<p class="said">{escape(line)}</p>'
        try:
            yield _decisions(verify_agreement(each, from_b64(each.manage)), words, shared)
        except ProtocolRefusal:
            yield f"<p>{escape(words.unheld)}</p>"


def _side(terms: Terms, words: PageWords) -> str:
    """To whom, or for what."""
    if terms.to is not UNSET:
        return words.side["sharing"].format(practitioner=terms.to.practitioner, practice=terms.to.practice_name)
    if terms.project is not UNSET:
        return words.side["research"].format(title=terms.project.title, contact=terms.project.contact)
    return ""


def _decisions(row: Iterable[Consent], words: PageWords, shared: Words) -> str:
    cells = (
        (words.decided[each.decision], spoken(read_day(each.day), shared), f"{each.about} {each.version}")
        for each in row
    )
    return _table(words.decisions, (words.decision, words.day, words.version), cells)


def _ways(content: AccountExport, words: PageWords, shared: Words) -> Iterator[str]:
    yield f"<h2>{escape(words.ways)}</h2><ul>"
    for way in content.ways:
        name = f" ({way.name})" if way.name else ""
        used = f", {words.used} {spoken(read_day(way.used), shared)}" if way.used else ""
        line = f"{shared.kinds[way.kind]}{name}, {shared.since} {spoken(read_day(way.added), shared)}{used}"
        yield f"<li>{escape(line)}</li>"
    yield "</ul>"


def _holdings(holdings: Holdings, title: str, what: str, words: PageWords) -> Iterator[str]:
    yield f"<h2>{escape(title)}</h2><p>{escape(what if holdings.asked else words.not_asked)}</p>"
    for row in holdings.rows:
        yield _row(row, words)


def _row(row: HeldRow, words: PageWords) -> str:
    cells = ((each.column, f"{each.bytes} {words.bytes}" if each.bytes else each.value) for each in row.columns)
    return _table(row.table, (words.column, words.value), cells)


def _definitions(pairs: Iterable[tuple[str, str]]) -> str:
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs if value)
    return f"<dl>{told}</dl>"


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
