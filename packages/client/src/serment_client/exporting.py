"""What a person takes away: all that this client can read of them, and what both servers store about them (SPEC 17)."""

from collections.abc import Callable

import msgspec
from msgspec import UNSET, UnsetType

from serment_client.account import Account
from serment_client.errors import AnswerUnreadable, CodeNeeded, Refused
from serment_client.export_page import page_of
from serment_client.mailbox import Mailboxes, OpenedLetter
from serment_client.pools import merged
from serment_client.visits import NOT_FOUND, Listing, Visit, Visits
from serment_protocol.appointments import manage_keys
from serment_protocol.consents import consent_key, scope_of
from serment_protocol.encoding import b64, from_b64
from serment_protocol.exports import (
    AccountExport,
    ExportedAgreement,
    ExportedConsents,
    ExportedDoubt,
    ExportedLetter,
    ExportedMailbox,
    ExportedRelative,
    ExportedVisit,
    ExportedWay,
    HeldRow,
    Holdings,
    archive,
    lock_archive,
)
from serment_protocol.kit import WordLanguage
from serment_protocol.notes import ALGORITHM, write_key
from serment_protocol.terms import KeptAgreement
from serment_protocol.vault import ListedWay, Vault

Progress = Callable[[int, int], None]


class HoldingsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/account`."""

    rows: tuple[HeldRow, ...]


def gather(
    account: Account, visits: Visits, mailboxes: Mailboxes, language: WordLanguage, progress: Progress
) -> AccountExport:
    """Everything there is, as it is now; the custodian is asked only where it knows this person now."""
    vault = account.vault.read()
    listing = visits.list_all(progress) if account.audience == "patient" else Listing((), ())
    installation = account.context.installation
    return AccountExport(
        made=account.context.now(),
        language=language,
        installation=installation.name,
        log=write_key(installation.platform.log_key, ALGORITHM),
        account=account.session.account,
        audience=account.audience,
        profile=vault.profile,
        ways=tuple(map(_way, vault.ways)),
        visits=tuple(_visit(each, mailboxes) for each in listing.visits),
        doubtful=tuple(ExportedDoubt(each.appointment, each.code) for each in listing.doubtful),
        platform=Holdings(asked=True, rows=account.session.ask(HoldingsAnswer, "GET", "/account").rows),
        custodian=_at_the_custodian(account),
        consents=_consents(account, vault),
        agreements=agreements_of(account, vault),
    )


def make_archive(content: AccountExport, passphrase: str = "") -> bytes:
    """The archive, as an age file where there is a passphrase."""
    data = archive(content, page_of(content))
    return lock_archive(data, passphrase) if passphrase else data


def _at_the_custodian(account: Account) -> Holdings:
    try:
        return Holdings(asked=True, rows=account.custodian.holdings())
    except CodeNeeded:
        return Holdings(asked=False)


def _consents(account: Account, vault: Vault) -> ExportedConsents | UnsetType:
    if vault.consents is UNSET:
        return UNSET
    root, relatives = account.session.root, () if vault.relatives is UNSET else vault.relatives
    named = (ExportedRelative(each.given, each.family, each.birth_date, scope_of(root, each)) for each in relatives)
    return ExportedConsents(b64(consent_key(root)), tuple(named), vault.consents)


def agreements_of(account: Account, vault: Vault) -> tuple[ExportedAgreement, ...] | UnsetType:
    """What was decided about visits, by the keys that signed."""
    known = merged(() if vault.agreements is UNSET else vault.agreements, account.context.state.content.agreements)
    return tuple(map(_agreement, known)) or UNSET


def _agreement(kept: KeptAgreement) -> ExportedAgreement:
    manage = b64(manage_keys(from_b64(kept.seed)).sign_public)
    return ExportedAgreement(kept.terms, kept.records, manage=manage)


def _way(way: ListedWay) -> ExportedWay:
    return ExportedWay(way.kind, way.name, way.added, "" if way.used is UNSET else way.used)


def _visit(visit: Visit, mailboxes: Mailboxes) -> ExportedVisit:
    return ExportedVisit(visit.appointment, visit.chain, visit.told, _mailbox(mailboxes, visit))


def _mailbox(mailboxes: Mailboxes, visit: Visit) -> ExportedMailbox | UnsetType:
    """A mailbox that is refused holds up nothing else: it counts as one letter that is not believed."""
    try:
        box = mailboxes.read_of(visit)
    except AnswerUnreadable:
        return ExportedMailbox((), doubtful=1)
    except Refused as refusal:
        if refusal.status != NOT_FOUND:
            raise
        return ExportedMailbox((), doubtful=1)
    doubtful = max(box.doubtful, int(box.withheld))
    if not box.letters and not doubtful:
        return UNSET
    return ExportedMailbox(tuple(map(_letter, box.letters)), doubtful)


def _letter(one: OpenedLetter) -> ExportedLetter:
    return ExportedLetter(one.signed, UNSET if one.letter is None else one.letter)
