"""The end of an account: proved by a search of both databases, finished when one hand was away, and with receipts."""

import json
import re
from typing import cast

import msgspec
import psycopg
import pytest
from psycopg import sql

from serment import mailbox
from serment.clients import prove_address
from serment.hands import Hand
from serment.installation import hands_of
from serment.prove.canaries import Pattern
from serment.prove.scan import Scan, scan_database
from serment_client import Client, ClientError
from serment_client.ending import file_of, receipts
from serment_client.errors import AnotherPerson, CodeNeeded
from serment_client.state import StateFile
from serment_client.transport import Transport
from serment_client.vault import VaultAnswer
from serment_protocol.encoding import from_b64

from .conftest import Person, Terminal, Town
from .test_exports import ONDINE, book

AWAY = "/v1/person/erase"


def reached(hand: Hand) -> psycopg.Connection:
    return psycopg.connect(hand.cluster.superuser_dsn(hand.database))


def found(town: Town, traces: dict[str, str | bytes]) -> set[str]:
    """Names of the traces that either database holds, in any of their usual shapes."""
    scans: list[Scan] = []
    for hand in hands_of(town.settings):
        with reached(hand) as connection:
            scans.append(scan_database(connection, Pattern(traces)))
    return {hit.canary for scan in scans for hit in scan.hits}


def shared_by_both(town: Town) -> set[str]:
    """What stands in the tables of erasures of both hands, beside days and the place in each log."""
    told: list[set[str]] = []
    for hand, schema in zip(hands_of(town.settings), ("identity", "people"), strict=True):
        query = "SELECT request, receipt, receipt_signature, record, record_signature FROM {}.erasure"
        with reached(hand) as connection:
            rows = connection.execute(sql.SQL(query).format(sql.Identifier(schema))).fetchall()
        assert rows
        cells = [bytes(cell) for row in rows for cell in row]
        told.append({text for cell in cells for text in (cell.hex(), *re.findall(r"[0-9a-f]{32,}", str(cell)))})
    return told[0] & told[1]


def traces_of(town: Town, person: Person) -> dict[str, str | bytes]:
    """By what each hand knows somebody."""
    account = person.account
    account.remember("essai")
    remembered = account.context.state.content.remembered
    assert remembered is not None
    vault = account.session.ask(VaultAnswer, "GET", "/vault")
    device = next(way.device for way in account.ways() if way.locator == remembered.locator)
    with reached(hands_of(town.settings)[1]) as connection:
        query = "SELECT person FROM people.device WHERE device = %s"
        [(number,)] = connection.execute(query, [from_b64(str(device))]).fetchall()
    return {
        "account": bytes.fromhex(account.session.account),
        "way": account.session.way.locator,
        "vault": from_b64(vault.blob)[100:132],
        "device": from_b64(str(device)),
        "person": bytes(number),
    }


class Away(ClientError):
    """The custodian is away."""

    code = "offline"


def lose(client: Client, monkeypatch: pytest.MonkeyPatch, *, answered: bool) -> None:
    """Let the custodian be away, or its answer be lost on the way."""
    send = Transport.send

    def losing(transport: Transport, method: str, url: str, *rest: object, **more: object) -> object:
        lost = url.endswith(AWAY) and transport is client.context.transport
        if not lost or answered:
            answer = send(transport, method, url, *rest, **more)  # pyright: ignore[reportArgumentType]
        if lost:
            raise Away
        return answer  # pyright: ignore[reportPossiblyUnboundVariable]

    monkeypatch.setattr(Transport, "send", losing)


def test_nothing_is_left_at_either_hand(town: Town, office: tuple[Client, str]) -> None:
    person = town.newcomer()
    town.give_kit(person)
    visit = book(person, office, ONDINE)
    traces = traces_of(town, person)
    assert found(town, traces) == set(traces)
    prove_address(person.client, town.settings, person.email)
    ending = person.client.erase()
    assert found(town, traces) == set()

    assert shared_by_both(town) == set()
    told = receipts(person.client.context, ending)
    assert {row.table for row in told["custodian"].destroyed if row.count} >= {"people.person", "hardening.person"}
    assert (told["platform"].hand, told["custodian"].hand) == ("platform", "custodian")
    content = person.client.context.state.content
    assert (content.tokens, content.tickets, content.remembered, content.vaults) == ([], [], None, {})

    # The visit stays with the practice, which can still read it.
    officer, day = office[0], visit.last.start[:10]
    agenda = officer.agendas.read(office[1], day, day)
    assert visit.appointment in {each.appointment for each in agenda.visits}


def test_nothing_happens_before_the_address_is_proved(town: Town) -> None:
    person = town.newcomer()
    traces = traces_of(town, person)
    elsewhere = town.client()
    elsewhere.sign_in_with_kit(town.give_kit(person))
    with pytest.raises(CodeNeeded):
        elsewhere.erase()
    # The vault was written anew at the sign-in.
    assert found(town, traces) == set(traces) - {"vault"}


@pytest.mark.parametrize("answered", [False, True], ids=["the custodian is away", "its answer is lost"])
def test_is_finished_when_both_have_answered(town: Town, monkeypatch: pytest.MonkeyPatch, *, answered: bool) -> None:
    person = town.newcomer()
    traces = traces_of(town, person)
    prove_address(person.client, town.settings, person.email)
    with monkeypatch.context() as patched:
        lose(person.client, patched, answered=answered)
        with pytest.raises(Away):
            person.client.erase()
    begun = person.client.context.state.content.ending
    assert begun is not None
    assert begun.platform is not None
    assert begun.custodian is None
    assert found(town, traces) == (set() if answered else {"person", "device"})

    ending = person.client.finish_erasing()
    assert found(town, traces) == set()
    assert set(receipts(person.client.context, ending)) == {"platform", "custodian"}


def test_nobody_else_is_erased_who_proved_their_address_here(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    person, other = town.newcomer(), town.newcomer()
    traces, kept = traces_of(town, person), traces_of(town, other)
    prove_address(person.client, town.settings, person.email)
    with monkeypatch.context() as patched:
        lose(person.client, patched, answered=False)
        with pytest.raises(Away):
            person.client.erase()
    prove_address(person.client, town.settings, other.email)
    with pytest.raises(AnotherPerson):
        person.client.finish_erasing()
    assert found(town, kept) == set(kept)
    assert found(town, traces) == {"person", "device"}

    prove_address(person.client, town.settings, person.email)
    person.client.finish_erasing()
    assert found(town, kept) == set(kept)
    assert found(town, traces) == set()


def test_the_person_stays_for_an_account_of_staff(town: Town) -> None:
    person = town.newcomer()
    traces = traces_of(town, person)
    ending = person.client.erase(keep_person=True)
    assert set(receipts(person.client.context, ending)) == {"platform"}
    assert found(town, traces) == {"person", "device"}


def typed_code(town: Town, terminal: Terminal, email: str, *words: str, then: str = "") -> str:
    """What a command says to whoever types the code of the letter, and this afterwards."""
    before = mailbox.names(town.settings.home.mailbox)
    process = terminal.start(*words, f"--email={email}")
    code = mailbox.wait_for_code(town.settings.home.mailbox, email, before)
    said, complained = process.communicate(f"{code}\n{then}", timeout=60)
    assert process.returncode == 0, complained
    return said


def test_whoever_proves_the_mailbox_alone_waits_and_may_think_better_of_it(town: Town) -> None:
    person = town.newcomer(types=True)
    terminal, file = town.terminal("another"), town.folder / "erased.json"
    terminal.sign_in(person)
    said = typed_code(town, terminal, person.email, "erase", str(file), then="yes\n")
    assert "The custodian waits 7 days" in said
    written = cast("dict[str, object]", json.loads(file.read_text()))
    assert (written["platform"] is not None, written.get("custodian")) == (True, None)
    # Not over yet, which asking again does not change.
    assert "unless one of its two letters stops it" in terminal.run("erase", str(file))
    assert "keeps the address" in typed_code(town, terminal, person.email, "keep-person")
    assert "holds the receipts" in terminal.run("erase", str(file))
    assert not terminal.state.exists()


def test_the_command_line_writes_the_receipts(town: Town) -> None:
    person = town.newcomer()
    terminal, file = town.terminal("portable"), town.folder / "erased.json"
    person.account.remember("essai")
    terminal.state.write_bytes(msgspec.json.encode(StateFile(1, person.client.context.state.content)))
    said = terminal.run("erase", str(file), typed="yes\n")
    assert "and so does the custodian" in said
    assert "The account is gone." in said
    written = cast("dict[str, object]", json.loads(file.read_text()))
    assert {"platform", "custodian", "nonce", "logs"} <= set(written)
    assert not terminal.state.exists()

    # Years later, elsewhere, and with no server.
    alone = Terminal(town.settings, town.folder / "nobody.json", installation="")
    checked = alone.run("check-receipts", str(file))
    assert "The platform has destroyed" in checked
    assert "The custodian has destroyed" in checked
    file.write_text(file.read_text().replace(str(written["account"]), "0" * 32))
    assert "another erasure" in alone.refused("check-receipts", str(file))


def test_the_file_says_whose_it_was(town: Town) -> None:
    person = town.newcomer()
    ending = person.client.erase(keep_person=True)
    written = json.loads(file_of(person.client.context, ending))
    assert written["account"] == ending.account
    assert written["logs"]["platform"].startswith(person.client.context.installation.platform.log_key.name)
