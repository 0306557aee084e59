"""A practice's public keys and publication, verified down to the log, and kept for a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from msgspec import UNSET

from serment_client.context import Context
from serment_protocol.encoding import b64, from_b64
from serment_protocol.endorsements import Endorsement, verify_endorsement
from serment_protocol.errors import LogRolledBack, PracticeNotEndorsed, ProtocolRefusal
from serment_protocol.kitfile import KeptPractice, KeptRoots
from serment_protocol.marks import epoch_mark, publication_mark, root_mark
from serment_protocol.notes import ALGORITHM, write_key
from serment_protocol.practice import EpochRecord, RootRecord, verify_epoch, verify_root
from serment_protocol.publication import Publication, publication_hash, verify_publication
from serment_protocol.replacements import Roots, is_signed_by_the_newest, verify_past_epoch, verify_replacements
from serment_protocol.signing import Signed
from serment_protocol.transparency import Bundle

FRESH = timedelta(minutes=1)


class PracticeAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}`."""

    root: Bundle
    epoch: Bundle
    publication: Signed
    endorsement: Bundle | None = None
    replacements: tuple[Bundle, ...] = ()


class ReplacementsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/replacements`."""

    replacements: tuple[Bundle, ...]


@dataclass(frozen=True)
class Keys:
    """Root and epoch as they proved themselves; the root is the one that counts, of all that the practice had."""

    root: RootRecord
    epoch: EpochRecord
    signed: Signed
    roots: Roots


@dataclass(frozen=True)
class KnownPractice:
    """A practice as it proved itself.

    `endorsement` is the custodian's word that its root is this practice's, or why there is none to rely on.
    """

    root: RootRecord
    epoch: EpochRecord
    publication: Publication
    publication_hash: str
    endorsement: Endorsement | ProtocolRefusal
    roots: Roots

    def endorsed(self) -> "KnownPractice":
        """The same, to seal something to it; raises why not."""
        if isinstance(self.endorsement, ProtocolRefusal):
            raise self.endorsement
        return self


class Practices:
    """Practices that were looked up."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[str, tuple[datetime, KnownPractice]] = {}
        self._desks: dict[tuple[str, int, int], bytes] = {}

    def get(self, practice: str) -> KnownPractice:
        """The practice, endorsed by the custodian; at most a minute old."""
        return self.look_up(practice).endorsed()

    def refresh(self, practice: str) -> KnownPractice:
        """The practice as it is now, endorsed by the custodian."""
        return self.look_again(practice).endorsed()

    def look_up(self, practice: str) -> KnownPractice:
        """The practice, endorsed or not: for its own people, and to read what was agreed with it before."""
        known = self._known.get(practice)
        if known is not None and self._context.clock() - known[0] < FRESH:
            return known[1]
        return self.look_again(practice)

    def look_again(self, practice: str) -> KnownPractice:
        """The practice as it is now, endorsed or not."""
        found = self._fetch(practice)
        if isinstance(found.endorsement, LogRolledBack):
            # Our memory of the custodian's log may have been a moment ahead of what was on its way.
            found = self._fetch(practice)
        self._known[practice] = (self._context.clock(), found)
        return found

    def forget(self, practice: str) -> None:
        """Look it up again next time."""
        self._known.pop(practice, None)

    def forget_all(self) -> None:
        """Look every one up again next time."""
        self._known.clear()

    def verify_keys(self, root: Bundle, epoch: Bundle, practice: str, replacements: Sequence[Bundle] = ()) -> Keys:
        """Root and epoch as they arrive together, never older than seen before; the epoch also as it was signed."""
        log, seen = self._context.platform_log, self._context.seen
        first = verify_root(log.record(root, "practice_root"), practice)
        roots = self.verify_roots(practice, from_b64(first.root), replacements)
        seen.follow("root", practice, root_mark(roots), roots.previous)
        signed = log.record(epoch, "epoch")
        record = verify_epoch(signed, practice, roots.now)
        seen.follow("epoch", practice, epoch_mark(signed, record), record.predecessor)
        self._desks[practice, roots.number, record.epoch] = record.desk_sign
        return Keys(msgspec.structs.replace(first, root=b64(roots.now)), record, signed, roots)

    def verify_roots(self, practice: str, first: bytes, replacements: Sequence[Bundle]) -> Roots:
        """The root that counts, if what leads to it is in the custodian's log."""
        proofs, key = self._context.platform_url("/followed/consistency"), self._context.installation.custodian.log_key
        log, today = self._context.custodian_log, self._context.clock().date()
        chain = [log.record(each, "root_replacement", proofs) for each in replacements]
        return verify_replacements(chain, key.public, practice, first, today)

    def roots_to_come(self, practice: str) -> Roots:
        """The roots of a practice with those that have signed nothing yet."""
        url = self._context.platform_url(f"/practices/{practice}/replacements")
        first = self.look_again(practice).roots.known[0]
        return self._context.platform_log.believing(
            lambda: self._context.transport.ask(ReplacementsAnswer, "GET", url),
            lambda answer: self.verify_roots(practice, first, answer.replacements),
        )

    def verify_endorsement(
        self, bundle: Bundle | None, root: RootRecord, replacement: str = ""
    ) -> Endorsement | ProtocolRefusal:
        """The custodian's word for this root, or why there is none to rely on."""
        installation = self._context.installation
        try:
            if bundle is None:
                raise PracticeNotEndorsed
            proofs = self._context.platform_url("/followed/consistency")
            signed = self._context.custodian_log.record(bundle, "practice_endorsement", proofs)
            key, today = installation.custodian.log_key.public, self._context.clock().date()
            return verify_endorsement(signed, key, root, today, demo=installation.demo, replacement=replacement)
        except ProtocolRefusal as refusal:
            return refusal

    def desk_key(self, practice: str, roots: Roots, epoch: int) -> bytes:
        """The desk key of any epoch, to believe what was signed then."""
        # What an earlier root said is believed only on the way to what the present one says.
        name = practice, roots.number, epoch
        if name not in self._desks:
            record = verify_past_epoch(self._epochs_from(practice, roots, epoch), practice, roots, epoch)
            self._desks[name] = record.desk_sign
        return self._desks[name]

    def _epochs_from(self, practice: str, roots: Roots, epoch: int) -> list[Signed]:
        """The record of an epoch and, where an earlier root signed it, those that lead from there to the newest."""
        log, found = self._context.platform_log, list[Signed]()
        while not found or not is_signed_by_the_newest(found[-1], practice, roots, epoch + len(found) - 1):
            url = self._context.platform_url(f"/practices/{practice}/epochs/{epoch + len(found)}")
            found.append(
                log.believing(
                    lambda url=url: self._context.transport.ask(Bundle, "GET", url),
                    lambda bundle: log.record(bundle, "epoch"),
                )
            )
        return found

    def _fetch(self, practice: str) -> KnownPractice:
        url = self._context.platform_url(f"/practices/{practice}")
        return self._context.platform_log.believing(
            lambda: self._context.transport.ask(PracticeAnswer, "GET", url),
            lambda answer: self._verify(answer, practice),
        )

    def papers(self, practice: str, epochs: Sequence[int]) -> KeptPractice:
        """What proves the practice's keys of these epochs to whoever has the log's key, each bundle checked here."""
        url = self._context.platform_url(f"/practices/{practice}")
        return self._context.platform_log.believing(
            lambda: self._context.transport.ask(PracticeAnswer, "GET", url),
            lambda answer: self._papers(answer, practice, epochs),
        )

    def _papers(self, answer: PracticeAnswer, practice: str, epochs: Sequence[int]) -> KeptPractice:
        """With the epochs that lead from these to the root that counts, where an earlier one signed them."""
        log, found = self._context.platform_log, dict[int, Bundle]()
        first = from_b64(verify_root(log.record(answer.root, "practice_root"), practice).root)
        roots = self.verify_roots(practice, first, answer.replacements)
        for epoch in epochs:
            row = list[Signed]()
            while not row or not is_signed_by_the_newest(row[-1], practice, roots, epoch + len(row) - 1):
                number = epoch + len(row)
                url = self._context.platform_url(f"/practices/{practice}/epochs/{number}")
                found[number] = found.get(number) or self._context.transport.ask(Bundle, "GET", url)
                row.append(log.record(found[number], "epoch"))
            verify_past_epoch(row, practice, roots, epoch)
        key = write_key(self._context.installation.custodian.log_key, ALGORITHM)
        replaced = KeptRoots(key, answer.replacements) if answer.replacements else UNSET
        return KeptPractice(practice, answer.root, tuple(found[each] for each in sorted(found)), replaced)

    def _verify(self, answer: PracticeAnswer, practice: str) -> KnownPractice:
        keys = self.verify_keys(answer.root, answer.epoch, practice, answer.replacements)
        publication = verify_publication(answer.publication, keys.epoch)
        mark = publication_mark(answer.publication, publication)
        self._context.seen.follow("publication", practice, mark, publication.previous)
        endorsement = self.verify_endorsement(answer.endorsement, keys.root, keys.roots.replacement)
        published = publication_hash(answer.publication)
        return KnownPractice(keys.root, keys.epoch, publication, published, endorsement, keys.roots)
