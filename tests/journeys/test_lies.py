"""What a lying platform can do to the app: be found out, and have it said in words that help, with nothing booked."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Page, expect

from serment.configuration import Settings
from serment.demo.record import Person
from serment_protocol.sealing import public_key_of

from ..malicious.liar import Change, ForgedLog, Liar, another_epoch, other_hours, unendorsed
from .conftest import House
from .lying import listen, refusal
from .people import agenda, go_to_work, new_patient, open_account, sign_in

KEYS = r"/v1/practices/[0-9a-f]{32}"
AGENDA = f"{KEYS}/agenda"


class Practice(NamedTuple):
    """A practice of the demonstration, and where it is booked."""

    path: str
    address: str


@pytest.fixture(scope="module")
def practice(installation: Settings, cast: dict[str, Person]) -> Practice:
    return practice_of(installation, cast["medecin.lyon"])


@pytest.fixture(scope="module")
def other(installation: Settings, cast: dict[str, Person]) -> Practice:
    return practice_of(installation, cast["dentiste.nantes"])


@pytest.fixture(scope="module")
def settled(installation: Settings, cast: dict[str, Person]) -> Practice:
    """One whose keys no journey changes, so that the log's last leaf is somebody else's."""
    return practice_of(installation, cast["kine.paris"])


@pytest.fixture
def liar(installation: Settings) -> Liar:
    return Liar(installation.origins.platform)


def practice_of(installation: Settings, person: Person) -> Practice:
    platform = installation.origins.platform
    with httpx.Client(base_url=f"{platform}/v1", trust_env=False) as ask:
        found = ask.post("/names", json={"query": person.name.removeprefix("Dr ")}).json()["practitioners"][0]
        practice = ask.get(f"/practitioners/{found['practitioner']}").json()["practice"]
    return Practice(f"/v1/practices/{practice}", f"{installation.origins.app}/#/book/{found['practitioner']}")


def fork(settings: Settings) -> Change:
    forged = ForgedLog(settings, changed=0)
    return forged.keys(forged.note())


def stale(settings: Settings) -> Change:
    true = ForgedLog(settings)
    return true.keys(true.note(cosigned_ago=timedelta(days=4)))


def unlogged(_: Settings) -> Change:
    return lambda answer: another_epoch(answer, public_key_of(bytes(32)))


def invented(_: Settings) -> Change:
    return unendorsed


def tampered(_: Settings) -> Change:
    return other_hours


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        (fork, "log_not_cosigned"),
        (stale, "cosignature_stale"),
        (unlogged, "not_in_log"),
        (tampered, "publication_forged"),
        (invented, "practice_not_endorsed"),
    ],
)
def test_a_lie_about_a_practice(
    house: House, installation: Settings, practice: Practice, liar: Liar, root: Path, lie: Any, code: str
) -> None:
    liar.tell(KEYS, lie(installation))
    page = visit(house, liar, practice)
    refuses(page, liar, refusal(root, code))


def test_another_practice_s_keys(house: House, practice: Practice, other: Practice, liar: Liar, root: Path) -> None:
    foreign = httpx.get(f"{liar.truth}{other.path}", trust_env=False).json()
    liar.tell(practice.path, lambda _: foreign)
    refuses(visit(house, liar, practice), liar, refusal(root, "another_practice"))


def test_a_log_that_forks_or_goes_back(
    house: House, installation: Settings, settled: Practice, liar: Liar, root: Path
) -> None:
    """Told to somebody who has seen the truth, and remembers it over a reload."""
    page = visit(house, liar, settled)
    expect(page.get_by_role("group", name="Motif").or_(page.get_by_role("radio")).first).to_be_visible()
    liar.tell(KEYS, fork(installation))
    page.reload()
    refuses(page, liar, refusal(root, "log_forked"))
    liar.repent()

    forged = ForgedLog(installation)
    forged.cut()
    liar.tell(KEYS, forged.keys(forged.note(cosigned_ago=timedelta(hours=1))))
    page.reload()
    refuses(page, liar, refusal(root, "log_rolled_back"))
    liar.repent()
    page.reload()
    expect(page.get_by_role("radio").first).to_be_visible()


def test_an_older_account(house: House, liar: Liar, root: Path) -> None:
    """The vault of the first minute, shown to a browser that knows a later one."""
    context, patient, first = house.profile(), new_patient(), list[str]()
    listen(context, liar)
    context.on("request", lambda sent: first.append(sent.post_data or "") if is_opening(sent.url) else None)
    page = context.new_page()
    page.goto(f"{house.app}/#/sign-up")
    passphrase, _ = open_account(house, page, patient.email)
    page.get_by_role("button", name="Terminer").click()
    old = {"version": 1, "previous": "0" * 64, "blob": json.loads(first[-1])["vault"]}
    liar.tell("/v1/vault", lambda _: old)
    page.goto("about:blank")
    page.goto(f"{house.app}/#/appointments")
    sign_in(house, page, patient.email, passphrase)
    expect(page.get_by_text(refusal(root, "vault_rolled_back"))).to_be_visible()


def is_opening(url: str) -> bool:
    return url.endswith("/v1/accounts")


def test_names_under_other_times(house: House, cast: dict[str, Person], liar: Liar) -> None:
    """A visit's filing moved to another one: its time is shown, and no name is guessed."""
    page = go_to_work(house, cast["medecin.lyon"])
    visits = page.get_by_role("button").filter(has_not_text="Illisible")
    assert visits.count()
    expect(agenda(page).get_by_text("Illisible")).to_have_count(0)
    listen(page.context, liar)
    liar.tell(AGENDA, exchange_all)
    page.get_by_role("button", name="Semaine suivante").click()
    page.get_by_role("button", name="Aujourd’hui").click()
    expect(agenda(page).get_by_text("Illisible").first).to_be_visible()


def exchange_all(answer: dict[str, Any]) -> dict[str, Any]:
    """Each visit with what belongs to the next one: whichever are on the screen, none is right."""
    rows: list[dict[str, Any]] = answer["appointments"]
    exchanged = [
        {**row, "filing": other.get("filing"), "envelope": other["envelope"]}
        for row, other in zip(rows, [*rows[1:], *rows[:1]], strict=True)
    ]
    return {**answer, "appointments": exchanged}


def visit(house: House, liar: Liar, practice: Practice) -> Page:
    """Somebody new, who wants to book there."""
    context = house.profile()
    listen(context, liar)
    page = context.new_page()
    page.goto(practice.address)
    return page


def refuses(page: Page, liar: Liar, said: str) -> None:
    """The page says so, offers nothing to book, and has asked for nothing else."""
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
    assert not [line for line in liar.asked if line.endswith("/v1/appointments")]
