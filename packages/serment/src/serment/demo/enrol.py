"""Fills a new installation with its fictitious people, once; what an interrupted start left is continued."""

from collections.abc import Collection

from serment import processes
from serment.clients import new_client
from serment.configuration import PLATFORM_FILE, Settings
from serment.demo.practices import ATTENDED
from serment.demo.practising import open_attended, open_unattended
from serment.demo.record import Person, Record
from serment.demo.week import fill_by_desk, fill_by_patients, open_patient
from serment.installation import Installation, Say
from serment_client import Client


def enrol(installation: Installation, say: Say) -> list[Person]:
    """The people with a sign-in; returns at once where everything is done."""
    settings = installation.settings
    record = Record(settings.home.demo)
    if record.content.complete:
        return record.content.people
    say("Filling the demonstration with fictitious people (only at the first start) …")
    open_unattended(settings, record, say)
    for number in range(ATTENDED):
        _open_practice(settings, record, number, say)
    await_endorsements(new_client(settings), record.content.practices.values())
    practices = [record.content.practices[str(number)] for number in range(ATTENDED)]
    if not record.is_done("week"):
        fill_by_patients(settings, record, practices, say)
    if not record.is_done("patient"):
        open_patient(settings, record, practices)
    _list_all(installation)
    record.content.enroller = ""
    record.content.complete = True
    record.save()
    return record.content.people


def _open_practice(settings: Settings, record: Record, number: int, say: Say) -> None:
    step = f"practice {number}"
    if record.is_done(step):
        return
    say(f"  practices with sign-ins: {number} of {ATTENDED}")
    clients = open_attended(settings, record, number)
    fill_by_desk(clients[0], record.content.practices[str(number)])
    for client in clients:
        client.close()
    record.finish(step)


def await_endorsements(client: Client, practices: Collection[str]) -> None:
    """Return once the platform hands on the custodian's word for each: they came in this order, so the last is last."""
    for practice in list(practices)[-1:]:
        client.practices.refresh(practice)
    client.close()


def _list_all(installation: Installation) -> None:
    """The operator's decision that searches find these practices."""
    platform = installation.platform
    file = platform.folder / PLATFORM_FILE
    why = ("--reason", "demonstration", "--by", "serment up")
    processes.run((platform.program, "list", "--all", *why, "--config", str(file)), platform.log)
