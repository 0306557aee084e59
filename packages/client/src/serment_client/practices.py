"""A practice's public keys and publication, verified down to the log, and kept for a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from serment_client.context import Context
from serment_protocol.encoding import from_b64
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


@dataclass(frozen=True)
class KnownPractice:
    """A practice as it proved itself."""

    root: RootRecord
    epoch: EpochRecord
    publication: Publication
    publication_hash: str


class Practices:
    """Practices that were looked up."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[str, tuple[datetime, KnownPractice]] = {}
        self._desks: dict[tuple[str, int], bytes] = {}

    def get(self, practice: str) -> KnownPractice:
        """The practice, at most a minute old."""
        known = self._known.get(practice)
        if known is not None and self._context.clock() - known[0] < FRESH:
            return known[1]
        return self.refresh(practice)

    def refresh(self, practice: str) -> KnownPractice:
        """The practice as it is now."""
        url = self._context.platform_url(f"/practices/{practice}")
        found = self._context.platform_log.believing(
            lambda: self._context.transport.ask(PracticeAnswer, "GET", url),
            lambda answer: self._verify(answer, practice),
        )
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

    def _verify(self, answer: PracticeAnswer, practice: str) -> KnownPractice:
        root, epoch, _ = self.verify_keys(answer.root, answer.epoch, practice)
        publication = verify_publication(answer.publication, epoch)
        mark = publication_mark(answer.publication, publication)
        self._context.seen.follow("publication", practice, mark, publication.previous)
        return KnownPractice(root, epoch, publication, publication_hash(answer.publication))
