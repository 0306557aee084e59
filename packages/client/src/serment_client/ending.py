"""The end of an account: the platform first, then the custodian; what has answered is remembered until both have.

Whoever loses an answer asks again with the same number and is told the same, also when nobody is left to sign in.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from serment_client.account import Account
from serment_client.context import Context
from serment_client.custodian import UNAUTHORIZED, Custodian
from serment_client.errors import AnotherPerson, CodeNeeded, NothingToFinish, ReceiptsUnreadable, Refused
from serment_client.state import Content, Ending
from serment_protocol.encoding import b64, from_b64
from serment_protocol.erasures import NONCE_BYTES, Done, Hand, Receipt, hand_nonce, sign_erasure, verify_erasure, whose
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import ALGORITHM, read_log_key, write_key
from serment_protocol.primitives import random_bytes
from serment_protocol.transparency import entry_bytes


def begin(account: Account, *, keep_person: bool) -> Ending:
    """Erase the account at the platform, and then, unless the person is kept there, at the custodian."""
    context = account.context
    address = "" if keep_person else _proved_address(account.custodian)
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
        ending = msgspec.structs.replace(ending, platform=_answered(context, url, body, ""))
        _believe(context, ending, "platform")
        _wipe(context, ending)
    if ending.address and ending.custodian is None:
        answer = _ask_custodian(context, custodian, ending)
        ending = msgspec.structs.replace(ending, custodian=answer)
        _believe(context, ending, "custodian")
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


def _proved_address(custodian: Custodian) -> str:
    if not custodian.is_open_by_code:
        raise CodeNeeded
    return custodian.address().email


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
    context.state.content.ending = ending
    context.state.save()
    return ending


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


def _ask_custodian(context: Context, custodian: Custodian, ending: Ending) -> Done:
    """Without a session where none is of that address: when the answer alone was lost, there is nobody to prove."""
    nonce, session = _nonce_for("custodian", ending), custodian.bearer_of(ending.address)
    body = {"nonce": b64(nonce), "whose": whose(nonce, ending.address)}
    try:
        return _answered(context, context.custodian_url("/person/erase"), body, session)
    except Refused as refusal:
        if refusal.status != UNAUTHORIZED:
            raise
        somebody_else = custodian.is_open_by_code and not session
        raise (AnotherPerson if somebody_else else CodeNeeded) from refusal


def _answered(context: Context, url: str, body: Mapping[str, object], session: str) -> Done:
    return context.transport.ask(Done, "POST", url, body, session=session)


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
