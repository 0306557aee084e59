"""The end of an account: the platform first, then the custodian; what has answered is remembered until both have.

The custodian ends a person at once where a device signs that it knew from the first hour. Otherwise it waits some days,
in which the address is told twice and can stop it: somebody else may read that mailbox.

Whoever loses an answer asks again with the same number and is told the same, also when nobody is left to sign in.
"""

from typing import Literal, NamedTuple

import msgspec

from serment_client.account import Account
from serment_client.context import Context
from serment_client.custodian import UNAUTHORIZED, Custodian
from serment_client.errors import (
    AnotherPerson,
    CodeNeeded,
    EndingStopped,
    NothingToFinish,
    ReceiptsUnreadable,
    Refused,
)
from serment_client.state import Content, Ending
from serment_client.transport import decoded
from serment_protocol.encoding import b64, from_b64
from serment_protocol.erasures import (
    NONCE_BYTES,
    Done,
    Hand,
    Receipt,
    hand_nonce,
    sign_erasure,
    sign_person_erasure,
    verify_erasure,
    whose,
)
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import ALGORITHM, read_log_key, write_key
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.signing import Signed
from serment_protocol.transparency import entry_bytes

ACCEPTED = 202


def begin(account: Account, *, keep_person: bool) -> Ending:
    """Erase the account at the platform, and then, unless the person is kept there, at the custodian."""
    context = account.context
    address = "" if keep_person else _proved_address(account)
    ending = _ask_platform(account, _remembered(account, address))
    _wipe(context, ending)
    return finish(context, account.custodian) if address else ending


def finish(context: Context, custodian: Custodian) -> Ending:
    """Ask again what has not answered."""
    ending = context.state.content.ending
    if ending is None:
        raise NothingToFinish
    if ending.platform is None:
        url, body = context.platform_url("/account/erase"), _body(ending)
        ending = msgspec.structs.replace(ending, platform=context.transport.ask(Done, "POST", url, body))
        _believe(context, ending, "platform")
        _wipe(context, ending)
    if ending.address and ending.custodian is None:
        answer = _ask_custodian(context, custodian, ending)
        if isinstance(answer, Waits):
            ending = msgspec.structs.replace(ending, waits=answer.takes_effect)
        else:
            ending = msgspec.structs.replace(ending, custodian=answer, waits="")
        _believe(context, ending, "custodian")
        _wipe(context, ending)
    return ending


def keep_person(context: Context, custodian: Custodian) -> Ending:
    """Let the person stay at the custodian, whose address a code must have proved just now; the account is gone."""
    ending = context.state.content.ending
    if ending is None or not ending.address:
        raise NothingToFinish
    if not custodian.bearer_of(ending.address):
        raise AnotherPerson if custodian.is_open else CodeNeeded
    custodian.keep_person()
    ending = msgspec.structs.replace(ending, address="", waits="", device=None)
    _wipe(context, ending)
    return ending


def receipts(context: Context, ending: Ending) -> dict[Hand, Receipt]:
    """What each hand says that it has destroyed, verified."""
    found: dict[Hand, Receipt] = {}
    for hand in ("platform", "custodian"):
        receipt = _believe(context, ending, hand)
        if receipt is not None:
            found[hand] = receipt
    return found


def file_of(context: Context, ending: Ending) -> bytes:
    """The receipts with all that proves whose they are, and by which logs."""
    installation = context.installation
    logs = {
        "platform": write_key(installation.platform.log_key, ALGORITHM),
        "custodian": write_key(installation.custodian.log_key, ALGORITHM),
    }
    content = {"v": 1, "type": "erasure_receipts", "installation": installation.name, "logs": logs}
    answers = {hand: done for hand in ("platform", "custodian") if (done := getattr(ending, hand)) is not None}
    whole = content | {"nonce": ending.nonce, "account": ending.account, "address": ending.address} | answers
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


class Waits(msgspec.Struct, frozen=True):
    """The custodian's answer while the end can be stopped."""

    takes_effect: str


class Terms(NamedTuple):
    """After how many days, unless it is at once."""

    days: int
    at_once: bool


class ReceiptsFile(msgspec.Struct, frozen=True):
    """What `file_of` writes, and the app too."""

    type: Literal["erasure_receipts"]
    installation: str
    logs: dict[Hand, str]
    nonce: str
    account: str
    address: str
    platform: Done | None = None
    custodian: Done | None = None


class CheckedReceipt(NamedTuple):
    """A receipt that holds, under the key of which log, and the leaf that the log must have there."""

    receipt: Receipt
    log: str
    leaf: int
    entry: bytes


def check_file(data: bytes) -> list[CheckedReceipt]:
    """The receipts of a file, by the log keys that it names itself; no server is asked."""
    try:
        file = msgspec.json.decode(data, type=ReceiptsFile)
    except (msgspec.MsgspecError, ProtocolRefusal) as error:
        raise ReceiptsUnreadable from error
    answers: tuple[tuple[Hand, Done | None, str], ...] = (
        ("platform", file.platform, file.account),
        ("custodian", file.custodian, file.address),
    )
    checked: list[CheckedReceipt] = []
    for hand, done, name in answers:
        if done is None:
            continue
        key = read_log_key(file.logs.get(hand, ""))
        receipt = verify_erasure(done, key.public, hand, from_b64(file.nonce), name)
        checked.append(CheckedReceipt(receipt, file.logs[hand], done.leaf, entry_bytes("erasure", done.record)))
    return checked


def terms(account: Account) -> Terms:
    """How the person would end at the custodian if they asked now; a session there must be open."""
    found = account.custodian.ending_terms()
    seed = account.known_device()
    vouched = bool(seed) and b64(sign_public(seed)) in found.devices
    return Terms(found.days, found.at_once or vouched)


def needs_code(account: Account) -> bool:
    """Whether a code is needed first: not where a device speaks for itself."""
    custodian = account.custodian
    return not custodian.is_open_by_code and not (custodian.is_open and terms(account).at_once)


def _proved_address(account: Account) -> str:
    if needs_code(account):
        raise CodeNeeded
    return account.custodian.address().email


def _remembered(account: Account, address: str) -> Ending:
    """The end that was begun before, or a new one, written down before anything happens."""
    context, session = account.context, account.session
    begun = context.state.content.ending
    if begun is not None and begun.account == session.account:
        ending = msgspec.structs.replace(begun, address=address)
    else:
        nonce = random_bytes(NONCE_BYTES)
        statement = sign_erasure(session.way, session.account, nonce, context.clock())
        ending = Ending(nonce=b64(nonce), account=session.account, statement=statement, address=address)
    ending = msgspec.structs.replace(ending, device=_signed_by_device(account, ending) if address else None)
    context.state.content.ending = ending
    context.state.save()
    return ending


def _signed_by_device(account: Account, ending: Ending) -> Signed | None:
    """What spares the person the wait; the key is forgotten with everything else, so it signs before anything goes."""
    seed = account.known_device()
    origin = account.context.installation.custodian.origin
    return sign_person_erasure(seed, origin, from_b64(ending.nonce)) if seed else None


def ask_again(context: Context) -> None:
    """Let what was stopped at the custodian be asked for once more: its owner wants it."""
    ending = context.state.content.ending
    if ending is None:
        raise NothingToFinish
    context.state.content.ending = msgspec.structs.replace(ending, waits="")
    context.state.save()


def _ask_platform(account: Account, ending: Ending) -> Ending:
    statement = sign_erasure(account.session.way, ending.account, from_b64(ending.nonce), account.context.clock())
    ending = msgspec.structs.replace(ending, statement=statement)
    try:
        done = account.session.ask(Done, "POST", "/account/erase", _body(ending))
    except Refused:
        account.context.state.content.ending = None
        account.context.state.save()
        raise
    ending = msgspec.structs.replace(ending, platform=done)
    _believe(account.context, ending, "platform")
    return ending


def _ask_custodian(context: Context, custodian: Custodian, ending: Ending) -> Done | Waits:
    """Without a session where none is of that address: when the answer alone was lost, there is nobody to prove."""
    nonce = _nonce_for("custodian", ending)
    # What was stopped is not asked for anew without its owner's knowing.
    session = "" if ending.waits else custodian.bearer_of(ending.address)
    signed = {"device": ending.device} if ending.device else {}
    body = {"nonce": b64(nonce), "whose": whose(nonce, ending.address)} | signed
    try:
        response = context.transport.send("POST", context.custodian_url("/person/erase"), body, session=session)
    except Refused as refusal:
        if refusal.status != UNAUTHORIZED:
            raise
        if ending.waits:
            raise EndingStopped from refusal
        somebody_else = custodian.is_open and not session
        raise (AnotherPerson if somebody_else else CodeNeeded) from refusal
    return decoded(response, Waits if response.status_code == ACCEPTED else Done)


def _body(ending: Ending) -> dict[str, object]:
    return {"statement": ending.statement, "nonce": b64(_nonce_for("platform", ending))}


def _nonce_for(hand: Hand, ending: Ending) -> bytes:
    return hand_nonce(hand, from_b64(ending.nonce))


def _believe(context: Context, ending: Ending, hand: Hand) -> Receipt | None:
    done = ending.platform if hand == "platform" else ending.custodian
    if done is None:
        return None
    endpoint = context.installation.platform if hand == "platform" else context.installation.custodian
    name = ending.account if hand == "platform" else ending.address
    return verify_erasure(done, endpoint.log_key.public, hand, from_b64(ending.nonce), name)


def _wipe(context: Context, ending: Ending) -> None:
    """Nothing of the person stays on this device but what is needed to finish."""
    content = context.state.content
    context.state.content = Content(
        installation=content.installation,
        source=content.source,
        checkpoints=content.checkpoints,
        releases=content.releases,
        ending=ending,
    )
    context.state.save()
