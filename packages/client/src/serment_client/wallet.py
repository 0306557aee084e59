"""Credentials that practices gave this person: collected when visits are read, kept in the vault, each shown once.

What a visit brings is made anew from its seed (SPEC 24), so nothing is lost where somebody is interrupted. The vault is
written at the next sign-in, so that no writing points at a visit.
"""

from collections.abc import Collection, Iterable

import msgspec
from msgspec import UNSET

from serment_client.context import Context
from serment_client.pools import mark
from serment_client.vault import VaultKeeper
from serment_protocol.credentials import (
    CredentialAsk,
    CredentialKey,
    ask_of,
    credential_hash,
    credential_key_id,
    finish_credentials,
    open_credentials,
    request_credentials,
)
from serment_protocol.encoding import b64, from_b64
from serment_protocol.publication import Publication
from serment_protocol.vault import KeptCredential, Vault

ASKED = 2
"""So many a visit brings: the one that the next costs, and one more."""
ENOUGH = 4
"""With so many left, a visit asks for none."""


class Wallet:
    """What is kept, in the vault and, until the next sign-in, here."""

    def __init__(self, context: Context, vault: VaultKeeper) -> None:
        self._context = context
        self._vault = vault

    def asks(self, manage_seed: bytes, publication: Publication) -> tuple[CredentialAsk, ...]:
        """What a visit should bring: always the same for one seed; nothing where there is enough."""
        key = publication.credential_key("known")
        if key is None or len(self._fitting(publication.practice, key)) >= ENOUGH:
            return ()
        return asks_for(manage_seed, publication)

    def find(self, publication: Publication, audience: str, besides: Collection[bytes] = ()) -> bytes | None:
        """One that was not shown yet, under the key of now, and is none of these."""
        key = publication.credential_key(audience)
        found = self._fitting(publication.practice, key) if key is not None else []
        credentials = (from_b64(each.credential) for each in found)
        return next((each for each in credentials if each not in besides), None)

    def note_shown(self, credential: bytes) -> None:
        """It is worth nothing any more."""
        content = self._context.state.content
        content.shown = sorted({*content.shown, credential_hash(credential)})
        self._context.state.save()

    def collect(self, seed: str, reply_seed: bytes, appointment: str, sealed: str, publication: Publication) -> None:
        """Open what a desk left with a visit; under another key by now, it is worth nothing.

        What is not believed raises, and is looked at again: anybody who may write there can leave junk, and the desk's
        own answer may come after it.
        """
        content, practice = self._context.state.content, publication.practice
        answer = open_credentials(from_b64(sealed), reply_seed, practice, appointment)
        key = publication.credential_key(answer.audience)
        if key is not None and answer.key == key.key_id:
            given = finish_credentials(answer, from_b64(seed), practice, key)
            content.credentials += [KeptCredential(practice, key.audience, b64(each)) for each in given]
        content.collected = sorted({*content.collected, _mark(seed, sealed)})
        self._context.state.save()

    def is_collected(self, seed: str, sealed: str) -> bool:
        """Whether this answer was read; another one in its place is looked at anew."""
        return _mark(seed, sealed) in self._context.state.content.collected

    def settle(self) -> None:
        """Write into the vault what was collected here, and take out what was shown."""
        content = self._context.state.content
        self._vault.change(lambda vault: _settled(vault, content.credentials, content.shown))
        content.credentials = []
        self._context.state.save()

    def _fitting(self, practice: str, key: CredentialKey) -> list[KeptCredential]:
        content = self._context.state.content
        kept = self._vault.current().credentials
        known = {each.credential: each for each in (*(() if kept is UNSET else kept), *content.credentials)}
        waiting = {each.credential for each in content.waits}
        fitting = [
            each
            for each in known.values()
            if (each.practice, each.audience) == (practice, key.audience)
            and credential_key_id(from_b64(each.credential)).hex() == key.key_id
            and credential_hash(from_b64(each.credential)) not in content.shown
        ]
        # Whoever spends one with which they wait in a line has left it.
        return sorted(fitting, key=lambda each: each.credential in waiting)


def asks_for(manage_seed: bytes, publication: Publication) -> tuple[CredentialAsk, ...]:
    """What a visit asks for; nothing where the practice gives none."""
    key = publication.credential_key("known")
    if key is None:
        return ()
    return (ask_of(request_credentials(manage_seed, publication.practice, key, ASKED), key),)


def _mark(seed: str, sealed: str) -> str:
    return mark(f"{seed} {sealed}")


def _settled(vault: Vault, collected: Iterable[KeptCredential], shown: Iterable[str]) -> Vault:
    before = () if vault.credentials is UNSET else vault.credentials
    gone = set(shown)
    known = {each.credential: each for each in (*before, *collected)}
    after = tuple(each for each in known.values() if credential_hash(from_b64(each.credential)) not in gone)
    if after == before:
        return vault
    return msgspec.structs.replace(vault, credentials=after or UNSET)
