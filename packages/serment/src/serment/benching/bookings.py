"""Bookings made beforehand, as a patient's client sends them: a right to book, a manage key, a signed statement.

The envelope, the copy and the ticket are random bytes of the right length, which to every server is what sealed ones
are. Rights are signed by the issuer's key as it stands, not blindly: the server cannot tell.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, cast

import msgspec
import psycopg
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from serment_protocol.appointments import ZEROS, manage_keys
from serment_protocol.encoding import b64, canonical, write_time
from serment_protocol.nudges import TICKET_BYTES
from serment_protocol.padding import ENVELOPE_BUCKETS, SELF_COPY_BUCKETS
from serment_protocol.primitives import ENCAPSULATED_BYTES, NONCE_BYTES, PSS_SALT_BYTES, TAG_BYTES, random_bytes
from serment_protocol.statements import Contents, Statement, sign_booking
from serment_protocol.tokens import NONCE_BYTES as TOKEN_NONCE
from serment_protocol.tokens import TOKEN_TYPE, IssuerKey, challenge_digest, token_key_id

ENVELOPE_BYTES = 1 + ENCAPSULATED_BYTES + TAG_BYTES + ENVELOPE_BUCKETS[0]
SELF_COPY_BYTES = 1 + NONCE_BYTES + TAG_BYTES + SELF_COPY_BUCKETS[0]
PIECE = 500
ISSUED, REDEEMED = timedelta(weeks=1), timedelta(weeks=5)


class Free(NamedTuple):
    """A time that can be booked."""

    practice: str
    schedule: str
    start: str
    minutes: int
    service_class: str
    epoch: int


class Issuer(NamedTuple):
    """Who signs rights to book."""

    name: str
    key: bytes
    """The private half, DER."""

    @classmethod
    def drawn(cls, name: str) -> "Issuer":
        """A new one."""
        key = rsa.generate_private_key(65537, 2048)
        return cls(name, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    def introduce(self, dsn: str) -> None:
        """Let the platform of this database know the key, as if it had believed it yesterday."""
        begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        key = IssuerKey(
            purpose="booking",
            modulus=b64(self.modulus),
            issue_from=write_time(begin),
            issue_until=write_time(begin + ISSUED),
            redeem_until=write_time(begin + REDEEMED),
        )
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO identity.issuer_key (key_id, redeem_until, body, signature) VALUES (%s, %s, %s, %s)",
                [token_key_id(self.modulus), begin + REDEEMED, canonical(key), bytes(64)],
            )

    @property
    def private(self) -> rsa.RSAPrivateKey:
        """The key itself."""
        return cast("rsa.RSAPrivateKey", load_der_private_key(self.key, None))

    @property
    def modulus(self) -> bytes:
        """The public half."""
        return self.private.public_key().public_numbers().n.to_bytes(256)


class Mint:
    """Signs rights one after the other."""

    def __init__(self, issuer: Issuer) -> None:
        self._key, self._padding = issuer.private, padding.PSS(padding.MGF1(SHA384()), PSS_SALT_BYTES)
        self._after = challenge_digest(issuer.name, "booking") + token_key_id(issuer.modulus)

    def token(self) -> bytes:
        """A right to book."""
        signed = TOKEN_TYPE + random_bytes(TOKEN_NONCE) + self._after
        return signed + self._key.sign(signed, self._padding, SHA384())


def booking(free: Free, token: bytes) -> dict[str, object]:
    """The body of a booking."""
    keys = manage_keys(random_bytes(32))
    sealed = {"envelope": ENVELOPE_BYTES, "self_copy": SELF_COPY_BYTES, "ticket": TICKET_BYTES}
    parts = {name: random_bytes(length) for name, length in sealed.items()}
    statement = Statement(
        appointment=keys.appointment,
        practice=free.practice,
        sequence=0,
        state="booked",
        schedule=free.schedule,
        start=free.start,
        duration=free.minutes,
        service_class=free.service_class,
        epoch=free.epoch,
        previous=ZEROS,
        by="manage",
        contents=Contents(keys.sign_public, **parts, token=token).digest(),
    )
    return {
        "statement": msgspec.to_builtins(sign_booking(statement, keys.sign_seed)),
        "manage": b64(keys.sign_public),
        **{name: b64(part) for name, part in parts.items()},
        "token": b64(token),
    }


def request(host: str, body: bytes, path: str = "/v1/appointments") -> bytes:
    """The bytes of a request, after their own length."""
    head = ("POST {} HTTP/1.1", "Host: {}", "Content-Type: application/json", "Content-Length: {}", "", "")
    whole = "\r\n".join(head).format(path, host, len(body)).encode() + body
    return b"%08d" % len(whole) + whole


def write(path: Path, host: str, issuer: Issuer, times: Sequence[Free]) -> None:
    """Prepare a booking of each of these times, on all processors."""
    pieces = [times[start : start + PIECE] for start in range(0, len(times), PIECE)]
    # Forked, a process would share connections with its parent.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool, path.open("wb") as file:
        for piece in pool.map(_piece, ((host, issuer, each) for each in pieces)):
            file.write(piece)


def _piece(asked: tuple[str, Issuer, Sequence[Free]]) -> bytes:
    return b"".join(_requests(*asked))


def _requests(host: str, issuer: Issuer, times: Sequence[Free]) -> Iterator[bytes]:
    mint = Mint(issuer)
    for free in times:
        yield request(host, msgspec.json.encode(booking(free, mint.token())))
