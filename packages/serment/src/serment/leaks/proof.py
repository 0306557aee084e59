"""Carries the proof out, on the running installation or on a temporary one."""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from serment import installation, processes, running
from serment.clients import new_client, sign_up
from serment.configuration import PLATFORM_FILE, Settings
from serment.errors import CannotProve, CannotStart
from serment.hands import Hand
from serment.installation import Say, hands_of, temporary
from serment.leaks import report, static
from serment.leaks.places import Stay
from serment.leaks.recorder import Asked, Recorder, is_browsers_own, recording
from serment.leaks.report import Kept, Report, Round
from serment.prove import evidence, stage
from serment.prove.canaries import Canaries, Pattern, draw
from serment.prove.scan import Hit, scan_bodies, scan_folders
from serment_client import Client, ClientError, Wish
from serment_client.account import new_kit
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.kit import propose_words
from serment_protocol.vault import Identity

if TYPE_CHECKING:
    from serment.leaks.visit import Seen

Sabotage = Literal["pixel", "query"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Whoever is asked must be told what is searched for; nothing else may hold a word of it.
ASKED_FOR = frozenset({"/v1/search", "/v1/names", "/v1/places", "/recherche", "/en/recherche"})
WRITTEN_TO = frozenset({"email", "phone"})


class Plan(NamedTuple):
    """Where to prove it, and what to break beforehand."""

    fresh: bool
    sabotage: frozenset[Sabotage]


def prove(data: Path, plan: Plan, say: Say) -> Report:
    """The result; raise CannotProve if it did not come to one, CannotStart if it could not begin."""
    chromium = _browser()
    with _fresh(say) if plan.fresh else _present(data) as settings:
        _require_plain(settings)
        try:
            return _prove(settings, plan, chromium, say)
        except (ClientError, ProtocolRefusal, TimeoutError) as error:
            raise CannotProve(f"The proof stopped: {type(error).__name__}: {error}") from error


def _browser() -> str:
    """A Chromium, and what drives it; raise CannotStart if either is missing."""
    if find_spec("playwright") is None:
        raise CannotStart("This proof drives a browser: run `make tools` once, or install `serment[browser]`.")
    named = os.environ.get("SERMENT_CHROMIUM")
    found = next(filter(None, map(shutil.which, (named,) if named else BROWSERS)), None)
    if found is None:
        raise CannotStart("This proof needs a browser: run `make tools`, or install the package chromium.")
    return found


@contextmanager
def _fresh(say: Say) -> Generator[Settings]:
    with (
        tempfile.TemporaryDirectory(prefix="serment-leaks-") as folder,
        installation.running(temporary(Path(folder), demo=True), say) as started,
    ):
        yield started.settings


@contextmanager
def _present(data: Path) -> Generator[Settings]:
    yield running.found_demo(data)


def _require_plain(settings: Settings) -> None:
    if any(origin.startswith("https:") for origin in settings.origins):
        raise CannotStart("Behind TLS nothing can be recorded on the way. Prove the same release with --fresh.")


def _prove(settings: Settings, plan: Plan, chromium: str, say: Say) -> Report:
    values, officer = draw(), new_client(settings)
    platform, custodian = hands_of(settings)
    say("Opening a practice and a patient's account with canary values …")
    practice = ""
    try:
        practice, stay = _stay(settings, officer, values)
        if plan.fresh:
            _list_all(platform)
        rounds = [_round(settings, stay, values, chromium, plan, say, policy=policy) for policy in (True, False)]
        if "query" in plan.sabotage:
            _plant(platform, values)
        say("Searching tables, files and logs of both servers …")
        kept = _kept(settings, platform, custodian, values)
    finally:
        with suppress(ClientError, ProtocolRefusal):
            if practice:
                stage.clear(officer, practice)
        officer.close()
    return report.make(rounds, static.read_shipped(), kept, sabotaged=bool(plan.sabotage))


def _stay(settings: Settings, officer: Client, values: Canaries) -> tuple[str, Stay]:
    """A practice with a visit of each kind, and the two accounts that look at them."""
    staff = (f"equipe-{values.email}", propose_words("fr"))
    sign_up(officer, settings, *staff, "staff")
    practice = officer.team.open(stage.draft(), "Preuve")
    patient, words = new_client(settings), propose_words("fr")
    account = sign_up(patient, settings, values.email, words, "patient")
    kit, twelve = new_kit("fr")
    account.add_kit(kit, " ".join(twelve))
    who = Identity(values.given, values.family, values.birth_date, phone=values.phone, email=values.email)
    account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=who))
    schedule, times = stage.schedule_of(officer, practice), stage.free_times(officer, practice)
    note = f"{values.motive_note}, {values.address}"
    visit = patient.visits.book(Wish(practice, schedule, times[0], stage.MOTIVES[0], who, note))
    caller = Identity(values.telephone_name, values.family, phone=values.phone)
    telephoned = officer.desk.book(Wish(practice, schedule, times[1], stage.MOTIVES[1], caller, values.motive_note))
    officer.desk.note(practice, telephoned.appointment, values.staff_note)
    patient.close()
    published = officer.practices.refresh(practice).publication
    return practice, Stay(
        practitioner=published.practitioners[0].practitioner,
        appointment=visit.appointment,
        telephoned=telephoned.appointment,
        day=times[0][:10],
        patient=(values.email, words),
        staff=staff,
        town=published.address.town,
    )


def _list_all(platform: Hand) -> None:
    why = ("--reason", "demonstration", "--by", "serment prove")
    processes.run(
        (platform.program, "list", "--all", *why, "--config", str(platform.folder / PLATFORM_FILE)), platform.log
    )


def _round(
    settings: Settings, stay: Stay, values: Canaries, chromium: str, plan: Plan, say: Say, *, policy: bool
) -> Round:
    from serment.leaks import visit  # noqa: PLC0415 -- needs the extra `browser`

    # To fail, a sabotaged proof need not see everything.
    look = visit.look_briefly if plan.sabotage else visit.look_everywhere
    how = "as it is published" if policy else "without its Content-Security-Policy"
    say(f"Visiting {'some pages' if plan.sabotage else 'every page'} {how} …")
    recorder = Recorder(settings.origins, policy=policy, pixel="pixel" in plan.sabotage)
    with recording(recorder) as proxy, visit.browsing(chromium, proxy) as browser:
        seen = look(browser, settings, stay, values)
    reports = [msgspec.json.decode(each).get("csp-report", {}) for each in recorder.reports]
    told = [f"{each.get('effective-directive')} of {each.get('blocked-uri')}" for each in reports]
    return Round(
        policy=policy,
        pages=seen.pages,
        requests=len(recorder.asked),
        reached=sorted(host for host in set(recorder.foreign) if not is_browsers_own(host)),
        of_the_browser=sorted(filter(is_browsers_own, set(recorder.foreign))),
        attempts=sorted(set(seen.attempts)),
        violations=sorted({*told, *seen.violations}),
        cookies=sorted(set(seen.cookies)),
        canaries=evidence.places(_heard(settings, recorder.asked, seen, values)),
        proxy_log=recorder.digest(),
    )


def _heard(settings: Settings, asked: Iterable[Asked], seen: "Seen", values: Canaries) -> Iterator[Hit]:
    """Canaries outside the one place where each belongs."""
    pattern = Pattern(values.values())
    for one in asked:
        path = one.url.removeprefix(one.address).partition("?")[0]
        around = "\n".join([one.url, *(f"{name}: {value}" for name, value in one.headers)])
        yield from scan_bodies([(f"address and headers of {one.method} {path}", around.encode())], pattern).hits
        may = {"search", "address"} if path in ASKED_FOR else set[str]()
        may |= WRITTEN_TO if one.address == settings.origins.custodian else set()
        body = scan_bodies([(f"body of {one.method} {path}", one.body)], pattern).hits
        yield from (hit for hit in body if hit.canary not in may)
    for place, texts in {"an address": seen.addresses, "a title": seen.titles, "storage": seen.stored}.items():
        yield from scan_bodies([(place, "\n".join(texts).encode())], pattern).hits


def _kept(settings: Settings, platform: Hand, custodian: Hand, values: Canaries) -> Kept:
    pattern = Pattern(values.values())
    total = evidence.database_of(platform, pattern).plus(evidence.database_of(custodian, pattern))
    files = scan_folders([platform.folder, custodian.folder, settings.home.publisher], pattern)
    whole = total.plus(files)
    return Kept(whole.tables, whole.rows, whole.files, whole.size, evidence.places(whole.hits))


def _plant(platform: Hand, values: Canaries) -> None:
    """Sabotage: what a careless programmer's debugging line leaves behind."""
    with platform.log.open("a", encoding="utf-8") as log:
        log.write(f"DEBUG search name={values.search}\n")
