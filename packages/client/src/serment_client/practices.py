"""A practice's public keys and publication, verified down to the log, and kept for a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from serment_client.context import Context
from serment_protocol.encoding import from_b64
from serment_protocol.endorsements import Endorsement, verify_endorsement
from serment_protocol.errors import LogRolledBack, PracticeNotEndorsed, ProtocolRefusal
from serment_protocol.kitfile import KeptPractice
from serment_protocol.marks import epoch_mark, publication_mark
from serment_protocol.practice import EpochRecord, RootRecord, verify_epoch, verify_root
from serment_protocol.publication import Publication, publication_hash, verify_publication
from serment_protocol.signing import Signed
from serment_protocol.transparency import Bundle

FRESH = timedelta(minutes=1)


class PracticeAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}`."""

    root: Bundle
    epoch: Bundle
    publication: Signed
    endorsement: Bundle | None = None


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
        self._desks: dict[tuple[str, int], bytes] = {}

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

    def verify_keys(self, root: Bundle, epoch: Bundle, practice: str) -> tuple[RootRecord, EpochRecord, Signed]:
        """Root and epoch as they arrive together, never older than seen before; the epoch also as it was signed."""
        log = self._context.platform_log
        root_record = verify_root(log.record(root, "practice_root"), practice)
        signed = log.record(epoch, "epoch")
        record = verify_epoch(signed, practice, from_b64(root_record.root))
        self._context.seen.follow("epoch", practice, epoch_mark(signed, record), record.predecessor)
        self._desks[practice, record.epoch] = record.desk_sign
        return root_record, record, signed

    def verify_endorsement(self, bundle: Bundle | None, root: RootRecord) -> Endorsement | ProtocolRefusal:
        """The custodian's word for this root, or why there is none to rely on."""
        installation = self._context.installation
        try:
            if bundle is None:
                raise PracticeNotEndorsed
            proofs = self._context.platform_url("/followed/consistency")
            signed = self._context.custodian_log.record(bundle, "practice_endorsement", proofs)
            key, today = installation.custodian.log_key.public, self._context.clock().date()
            return verify_endorsement(signed, key, root, today, demo=installation.demo)
        except ProtocolRefusal as refusal:
            return refusal

    def desk_key(self, practice: str, root: bytes, epoch: int) -> bytes:
        """The desk key of any epoch, to believe what was signed then."""
        if (practice, epoch) not in self._desks:
            url = self._context.platform_url(f"/practices/{practice}/epochs/{epoch}")
            record = self._context.platform_log.believing(
                lambda: self._context.transport.ask(Bundle, "GET", url),
                lambda bundle: verify_epoch(self._context.platform_log.record(bundle, "epoch"), practice, root, epoch),
            )
            self._desks[practice, epoch] = record.desk_sign
        return self._desks[practice, epoch]

    def _fetch(self, practice: str) -> KnownPractice:
        url = self._context.platform_url(f"/practices/{practice}")
        return self._context.platform_log.believing(
            lambda: self._context.transport.ask(PracticeAnswer, "GET", url),
            lambda answer: self._verify(answer, practice),
        )

    def papers(self, practice: str, epochs: Sequence[int]) -> KeptPractice:
        """What proves the practice's keys of these epochs to whoever has the log's key, each bundle checked here."""
        return self._context.platform_log.believing(
            lambda: self._fetch_papers(practice, epochs), lambda papers: self._check_papers(papers, practice, epochs)
        )

    def _fetch_papers(self, practice: str, epochs: Sequence[int]) -> KeptPractice:
        ask, url = self._context.transport.ask, self._context.platform_url(f"/practices/{practice}")
        bundles = tuple(ask(Bundle, "GET", f"{url}/epochs/{epoch}") for epoch in epochs)
        return KeptPractice(practice, ask(PracticeAnswer, "GET", url).root, bundles)

    def _check_papers(self, papers: KeptPractice, practice: str, epochs: Sequence[int]) -> KeptPractice:
        log = self._context.platform_log
        root = from_b64(verify_root(log.record(papers.root, "practice_root"), practice).root)
        for bundle, epoch in zip(papers.epochs, epochs, strict=True):
            verify_epoch(log.record(bundle, "epoch"), practice, root, epoch)
        return papers

    def _verify(self, answer: PracticeAnswer, practice: str) -> KnownPractice:
        root, epoch, _ = self.verify_keys(answer.root, answer.epoch, practice)
        publication = verify_publication(answer.publication, epoch)
        mark = publication_mark(answer.publication, publication)
        self._context.seen.follow("publication", practice, mark, publication.previous)
        endorsement = self.verify_endorsement(answer.endorsement, root)
        return KnownPractice(root, epoch, publication, publication_hash(answer.publication), endorsement)
