"""What a person allows, refuses and takes back, in their own vault; and what that governs here (SPEC 18)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from serment_client.account import Account
from serment_client.booking import Wish
from serment_client.errors import AskedLately, ConsentMissing, ConsentUnknown
from serment_protocol.consent_texts import About, ConsentText, TextLanguage
from serment_protocol.consents import (
    Consent,
    Decision,
    Word,
    ask_again,
    consent_key,
    consent_seed,
    may_ask,
    newest_text,
    of,
    own_scope,
    read_consents,
    scope_of,
    sign_consent,
    stands,
    stop_key,
    verify_consents,
    write_receipt,
)
from serment_protocol.signing import Signed
from serment_protocol.vault import Relative, Vault


@dataclass(frozen=True)
class Decided:
    """What was decided about somebody, in order; their name is kept only while they agree."""

    scope: str
    chain: Sequence[Consent]
    records: tuple[Signed, ...]
    relative: Relative | None

    @property
    def last(self) -> Consent:
        """What counts."""
        return self.chain[-1]

    @property
    def stands(self) -> bool:
        """Whether it allows anything now."""
        return (self.relative is not None or self.last.about != "proxy") and stands(self.chain)

    @property
    def again(self) -> str:
        """The first day on which the question may be put again; empty if it may be now."""
        return ask_again(self.chain)


class Consents:
    """The consents of an open patient's account."""

    def __init__(self, account: Account, stop_sms: Callable[[bytes], None]) -> None:
        self._account = account
        self._stop_sms = stop_sms

    def list(self) -> Sequence[Decided]:
        """Everything that was decided and is believed, whoever's device it was decided on."""
        return self._decided(self._account.vault.read())

    def newer(self) -> Sequence[str]:
        """The scopes of what only a newer version of this client knows."""
        return read_consents(_records(self._account.vault.read()), self.key).newer

    def broken(self) -> Sequence[str]:
        """The scopes of what cannot be believed, which allows nothing; "" for what does not say whom it is about."""
        return read_consents(_records(self._account.vault.read()), self.key).broken

    def offer(self, relative: Relative, language: TextLanguage, *, unasked: bool = False) -> ConsentText:
        """The text to show before anybody decides; after a no only six months later, unless they came by themselves."""
        return self._offer("proxy", self._scope(relative), language, unasked=unasked)

    def offer_own(self, about: About, language: TextLanguage, *, unasked: bool = False) -> ConsentText:
        """The same of what concerns nobody but this account."""
        return self._offer(about, self._own(about), language, unasked=unasked)

    def own(self, about: About) -> Decided | None:
        """What was decided about it, if anything was."""
        return next((each for each in self.list() if each.scope == self._own(about)), None)

    def decide(self, relative: Relative, shown: ConsentText, word: Word, *, granted: bool) -> Decided:
        """Note the decision, either one alike; a refusal keeps no name."""
        decision: Decision = "granted" if granted else "refused"
        return self._note(self._scope(relative), shown, word, decision, relative if granted else None)

    def decide_own(self, shown: ConsentText, *, granted: bool) -> Decided:
        """Note the decision about what concerns nobody else."""
        return self._note(self._own(shown.about), shown, "self", "granted" if granted else "refused", None)

    def withdraw(self, scope: str) -> Decided:
        """Take it back: the name leaves the vault with the same writing, a number the custodian before."""
        found = self.find(scope)
        last, scope = found.last, found.scope
        if last.about == "sms":
            self._stop_sms(stop_key(self._account.session.root))
        return self._note(scope, newest_text(last.about, last.language), last.word, "withdrawn", None)

    def find(self, scope: str) -> Decided:
        """What was decided about this scope, or the one scope that begins so."""
        fitting = [each for each in self.list() if each.scope.startswith(scope)]
        if len(fitting) != 1:
            raise ConsentUnknown
        return fitting[0]

    def require(self, scope: str) -> Relative:
        """Whom this consent lets one act for, by the newest record that any device has written."""
        decided = self.find(scope)
        if decided.relative is None or not decided.stands:
            raise ConsentMissing
        return decided.relative

    def wish_for(self, scope: str, wish: Wish) -> Wish:
        """The same visit for a relative who agrees; the contact stays that of whoever books."""
        relative = self.require(scope)
        named = msgspec.structs.replace(wish.patient, **msgspec.structs.asdict(relative))
        return Wish(wish.practice, wish.schedule, wish.start, wish.motive, named, wish.note, wish.language)

    def receipt(self, scope: str, facts: str) -> bytes:
        """What the person takes away; `facts` say in their language what was decided and how to take it back."""
        return write_receipt(facts, self.key, self.find(scope).records)

    @property
    def key(self) -> bytes:
        """What the records are checked with."""
        return consent_key(self._account.session.root)

    def _offer(self, about: About, scope: str, language: TextLanguage, *, unasked: bool) -> ConsentText:
        before = next((each.chain for each in self.list() if each.scope == scope), ())
        if not unasked and not may_ask(before, self._account.context.today()):
            raise AskedLately(ask_again(before))
        return newest_text(about, language)

    def _own(self, about: About) -> str:
        return own_scope(self._account.session.root, about)

    def _scope(self, relative: Relative) -> str:
        return scope_of(self._account.session.root, relative)

    def _note(
        self, scope: str, shown: ConsentText, word: Word, decision: Decision, relative: Relative | None
    ) -> Decided:
        seed, today = consent_seed(self._account.session.root), self._account.context.today()

        def change(vault: Vault) -> Vault:
            records, relatives = _records(vault), _relatives(vault)
            verify_consents(of(records, scope), self.key)
            # A device whose clock is behind must still be able to say no.
            day = max([today, *(each.last.day for each in self._decided(vault) if each.scope == scope)])
            record = sign_consent(of(records, scope), scope, shown, word, decision, day, seed)
            others = tuple(each for each in relatives if self._scope(each) != scope)
            kept = (*others, relative) if relative else others
            return msgspec.structs.replace(vault, relatives=kept, consents=(*records, record))

        return next(each for each in self._decided(self._account.vault.change(change)) if each.scope == scope)

    def _decided(self, vault: Vault) -> Sequence[Decided]:
        records = _records(vault)
        people = {self._scope(each): each for each in _relatives(vault)}
        return [
            Decided(scope, chain, of(records, scope), people.get(scope))
            for scope, chain in read_consents(records, self.key).chains.items()
        ]


def _records(vault: Vault) -> tuple[Signed, ...]:
    return () if vault.consents is UNSET else vault.consents


def _relatives(vault: Vault) -> tuple[Relative, ...]:
    return () if vault.relatives is UNSET else vault.relatives
