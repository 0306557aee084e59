"""A time-stamp authority for tests (RFC 3161): real certificates, real CMS, its DER written by hand."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from serment_kernel.edge import Receive, Scope, Send
from serment_kernel.evidence.settings import TimeStamps
from serment_kernel.serving import answering
from serment_kernel.workers import listen

BEGIN, AT = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 27, 12, tzinfo=UTC)
SHA256_ID = bytes.fromhex("300d06096086480165030402010500")
SIGNATURE_ID = bytes.fromhex("300a06082a8648ce3d040302")
SIGNED_DATA, TST_INFO = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("060b2a864886f70d0109100104")
CONTENT_TYPE, DIGEST = bytes.fromhex("06092a864886f70d010903"), bytes.fromhex("06092a864886f70d010904")
SIGNING_CERTIFICATE = bytes.fromhex("060b2a864886f70d010910022f")
POLICY = bytes.fromhex("06032a0304")


def der(tag: int, *parts: bytes) -> bytes:
    """A value with its tag and length."""
    content = b"".join(parts)
    length = len(content).to_bytes(max(1, (len(content).bit_length() + 7) // 8))
    size = length if len(content) < 0x80 else bytes([0x80 | len(length)]) + length
    return bytes([tag]) + size + content


def number(value: int) -> bytes:
    """An INTEGER."""
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def name_of(text: str) -> x509.Name:
    """A name of one part."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class StampAuthority:
    """Stamps whatever it is asked, at its own time; an ASGI application."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.asked = 0
        self.root_key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = self._certificate("root", self.root_key, "root", is_authority=True)
        self.certificate = self._certificate("stamps", self.key, "root", is_authority=False)

    def write_root(self, path: Path) -> Path:
        """The certificate at which the others end."""
        path.write_bytes(self.root.public_bytes(Encoding.PEM))
        return path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a query."""
        assert (scope["method"], scope["path"]) == ("POST", "/tsa")
        query = b""
        while True:
            message = await receive()
            query += message.get("body", b"")
            if not message.get("more_body", False):
                break
        self.asked += 1
        headers = [(b"content-type", b"application/timestamp-reply")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.answer(query)})

    def answer(self, query: bytes) -> bytes:
        """The answer to a query, whose imprint and nonce stand where rfc3161-client puts them."""
        place = query.index(SHA256_ID)
        imprint = der(0x30, query[place : place + len(SHA256_ID) + 34])
        rest = query[place + len(SHA256_ID) + 34 :]
        nonce = rest[: 2 + rest[1]]
        when = der(0x18, self.at.strftime("%Y%m%d%H%M%SZ").encode())
        info = der(0x30, number(1), POLICY, imprint, number(self.asked + 1), when, nonce)
        return der(0x30, der(0x30, number(0)), self._signed(info))

    def _signed(self, info: bytes) -> bytes:
        certificate = self.certificate.public_bytes(Encoding.DER)
        names = der(0x30, der(0x30, der(0x30, der(0x04, hashlib.sha256(certificate).digest()))))
        attributes = b"".join(
            sorted(
                der(0x30, kind, der(0x31, value))
                for kind, value in (
                    (CONTENT_TYPE, TST_INFO),
                    (DIGEST, der(0x04, hashlib.sha256(info).digest())),
                    (SIGNING_CERTIFICATE, names),
                )
            )
        )
        signature = self.key.sign(der(0x31, attributes), ec.ECDSA(SHA256()))
        issuer = der(0x30, self.certificate.issuer.public_bytes(), number(self.certificate.serial_number))
        signer = der(0x30, number(1), issuer, SHA256_ID, der(0xA0, attributes), SIGNATURE_ID, der(0x04, signature))
        content = der(0x30, TST_INFO, der(0xA0, der(0x04, info)))
        data = der(0x30, number(3), der(0x31, SHA256_ID), content, der(0xA0, certificate), der(0x31, signer))
        return der(0x30, SIGNED_DATA, der(0xA0, data))

    def _certificate(
        self, name: str, key: ec.EllipticCurvePrivateKey, issuer: str, *, is_authority: bool
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name_of(name))
            .issuer_name(name_of(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGIN)
            .not_valid_after(BEGIN + timedelta(days=36500))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(self.root_key, SHA256())


@asynccontextmanager
async def stamping(folder: Path, at: datetime = AT) -> AsyncGenerator[tuple[StampAuthority, TimeStamps]]:
    """An authority that answers, and what a configuration says of it."""
    authority, listening = StampAuthority(at), listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/tsa"
    async with answering(authority, listening):
        yield authority, TimeStamps(url, str(authority.write_root(folder / "root.pem")))
