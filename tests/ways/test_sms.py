"""SMS by the SDK and the command line: asked for where there is a gateway, to a proved number, ended in one act."""

import json

import pytest

from serment import mailbox
from serment_client.errors import AskedLately, Refused, SmsMissing
from serment_protocol.consents import read_receipt
from serment_protocol.exports import fhir_of
from serment_protocol.primitives import random_bytes

from .conftest import Person, Town

NUMBER = "+33639980142"


def code_of(town: Town, before: frozenset[str]) -> str:
    """The code of the SMS to the number."""
    return mailbox.wait_for_code(town.settings.home.mailbox, NUMBER.removeprefix("+"), before)


def agree(person: Person) -> None:
    """Accept the text of today."""
    sms = person.client.sms
    sms.decide(sms.offer("fr", unasked=True), granted=True)


def prove(town: Town, person: Person, number: str, *, instead: bool = False) -> None:
    """Read the code, and give it back."""
    before = frozenset(mailbox.names(town.settings.home.mailbox))
    person.client.sms.send_code(number)
    person.client.sms.confirm(code_of(town, before), instead=instead)


def test_a_number_goes_nowhere_before_its_person_agreed(town: Town) -> None:
    person = town.newcomer()
    sms = person.client.sms
    with pytest.raises(SmsMissing):
        sms.send_code(NUMBER)
    sms.decide(sms.offer("fr"), granted=False)
    with pytest.raises(SmsMissing):
        sms.send_code(NUMBER)
    with pytest.raises(AskedLately):
        sms.offer("fr")
    agree(person)
    prove(town, person, "06 39 98 01 42", instead=True)
    assert (sms.number().ends, sms.number().instead, sms.number().stands) == (NUMBER[-2:], True, True)
    assert sms.choose(instead=False).instead is False
    with pytest.raises(Refused, match="No SMS is sent to numbers"):
        sms.send_code("+44 7700 900123")


def test_withdrawn_on_one_device_the_number_is_gone_and_the_export_says_so(town: Town) -> None:
    person = town.newcomer()
    agree(person)
    prove(town, person, NUMBER)
    gathered = person.client.gather()
    assert any(each.value == f"…{NUMBER[-2:]}" for row in gathered.custodian.rows for each in row.columns)
    assert b'"status":"active"' in fhir_of(gathered)

    elsewhere = town.enter(person)
    decided = elsewhere.sms.decided
    assert decided is not None
    elsewhere.consents.withdraw(decided.scope)
    assert person.client.sms.number().ends == ""
    after = person.client.gather()
    assert "people.phone" not in str(after.custodian)
    assert b'"status":"inactive"' in fhir_of(after)
    assert [each.decision for each in read_receipt(person.client.consents.receipt(decided.scope, "SMS"))] == [
        "granted",
        "withdrawn",
    ]


def test_withdrawn_in_a_session_no_number_stays_that_somebody_else_put_in_its_place(town: Town) -> None:
    person = town.newcomer()
    agree(person)
    prove(town, person, NUMBER)
    custodian, before = person.client.custodian, frozenset(mailbox.names(town.settings.home.mailbox))
    person.client.sms.send_code(NUMBER)
    custodian.confirm_phone(code_of(town, before), random_bytes(32), instead=True)
    decided = person.client.sms.decided
    assert decided is not None
    person.client.consents.withdraw(decided.scope)
    assert custodian.phone().ends == ""


def test_the_command_line_asks_proves_and_takes_back(town: Town) -> None:
    person, terminal = town.newcomer(types=True), town.terminal("sms")
    terminal.sign_in(person)
    town.give_kit(person)
    assert "Être prévenu par SMS" in terminal.run("ask-sms", typed="accept\n")
    before = frozenset(mailbox.names(town.settings.home.mailbox))
    process = terminal.start("sms-number", NUMBER, "--way=instead")
    said, complained = process.communicate(f"{code_of(town, before)}\n", timeout=60)
    assert process.returncode == 0, complained
    assert f"SMS go to the number that ends in {NUMBER[-2:]}, instead of e-mail." in said
    [row] = json.loads(terminal.run("--json", "consents"))
    assert "withdrawn" in terminal.run("withdraw-consent", row["consent"][:8])
    assert json.loads(terminal.run("--json", "sms"))["ends"] == ""
