"""Time-stamps (RFC 3161) of an outside authority: that the root of a day, or a package, was there at that time.

The authority is sent a hash. Whatever it does not answer for goes without one.
"""

import logging
from datetime import datetime
from pathlib import Path

import httpx
from cryptography.x509 import load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from serment_kernel import outward
from serment_kernel.database import Database
from serment_kernel.evidence import store
from serment_kernel.evidence.settings import TimeStamps

TIMEOUT_SECONDS = 20.0
LARGEST_ANSWER = 64 * 1024
QUERY = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}
logger = logging.getLogger(__name__)


class StampRefused(Exception):
    """This is no time-stamp of this authority over these bytes."""


class Stamps:
    """Time-stamps of authorities that end at these certificates."""

    def __init__(self, certificates: Path) -> None:
        try:
            self._roots = load_pem_x509_certificates(certificates.read_bytes())
        except (OSError, ValueError) as error:
            raise StampRefused(f"{certificates} holds no certificates (PEM)") from error

    def verify(self, answer: bytes, message: bytes, nonce: int | None = None) -> datetime:
        """When these bytes were stamped; raises `StampRefused`."""
        found = _decoded(answer)
        verifier = VerifierBuilder(roots=list(self._roots), nonce=nonce).build()
        try:
            verifier.verify_message(found, message)
        except (VerificationError, ValueError) as error:
            raise StampRefused(str(error)) from error
        return found.tst_info.gen_time


async def stamp_days(db: Database, settings: TimeStamps) -> None:
    """Have every root stamped that has none, oldest first; where the authority fails, the next round goes on."""
    async with db.transaction() as tx:
        waiting = await store.unstamped(tx)
    stamps = Stamps(Path(settings.certificates_file)) if waiting else None
    for root in waiting:
        try:
            answer = await _ask(settings, root.record.body_bytes, stamps)
        except (httpx.HTTPError, StampRefused) as error:
            logger.warning("no time-stamp of %s (%s)", root.day, type(error).__name__)
            return
        async with db.transaction() as tx:
            await store.add_stamp(tx, root.day, answer)


async def stamped(settings: TimeStamps | None, message: bytes) -> bytes:
    """A time-stamp over these bytes; nothing without an authority, or while it does not answer."""
    if settings is None:
        return b""
    try:
        return await _ask(settings, message, Stamps(Path(settings.certificates_file)))
    except (httpx.HTTPError, StampRefused) as error:
        logger.warning("no time-stamp of a package (%s)", type(error).__name__)
        return b""


async def _ask(settings: TimeStamps, message: bytes, stamps: Stamps | None) -> bytes:
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    async with outward.client(TIMEOUT_SECONDS) as client:
        answer = await client.post(settings.url, content=request.as_bytes(), headers=QUERY)
    answer.raise_for_status()
    if stamps is None or len(answer.content) > LARGEST_ANSWER:
        raise StampRefused
    stamps.verify(answer.content, message, request.nonce)
    return answer.content


def _decoded(answer: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(answer)
    except ValueError as error:
        raise StampRefused("it is not a time-stamp") from error
