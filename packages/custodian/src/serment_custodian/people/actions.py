"""What people do here: prove an address, be remembered, come back. One function each, one transaction.

Asking for a code never looks a person up, so an address that is known and one that is not cannot be told apart.
"""

import asyncio
import hmac
import secrets
from datetime import datetime, timedelta

import msgspec

from serment_custodian.people import rules, store
from serment_custodian.people.errors import (
    AddressAwaited,
    CodeRefused,
    DeviceElsewhere,
    DeviceRefused,
    SessionRefused,
    TooManyDevices,
)
from serment_custodian.people.types import (
    Address,
    Caller,
    Code,
    DeviceKey,
    Language,
    Opened,
    PersonId,
    Proof,
    Recipient,
    SessionKind,
)
from serment_custodian.sealing_key import SealingKey
from serment_kernel.database import Database, Tx
from serment_kernel.erasing import forget_receipts
from serment_kernel.erasures import Erasures
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.primitives import derive, hash_bytes
from serment_protocol.sealing import lock, unlock
from serment_protocol.signing import verify_bytes

SESSION_CONTEXT = {"v": 1}
HELD = "people/address"
WITHDRAWN = "people.device"
# What a session by code keeps in the place of a device when it made the person.
NEW = b"new"


async def request_code(
    db: Database, sealing: SealingKey, address: Address, language: Language, handle: bytes, now: datetime, *, sent: bool
) -> tuple[bytes, str]:
    """The handle of a code for this address, and its digits; those of before where they are still fresh.

    A code that will not be sent is written as well, so that the answer takes as long; it is a code that nobody can try.
    """
    async with db.transaction() as tx:
        code = await store.running_code(tx, hash_bytes("handle", handle), hashes_of(sealing, address), now)
        if code is None or (sent and not rules.worth_repeating(code, now)):
            handle = secrets.token_bytes(rules.HANDLE_BYTES)
            nonce = secrets.token_bytes(16)
            code = rules.new_code(hash_address(sealing, address), nonce, language, now, sent=sent)
        code = msgspec.structs.replace(code, language=language)
        await store.save_code(tx, hash_bytes("handle", handle), code)
    return handle, digits_of(sealing, code.address_hash, code.nonce)


async def prove_address(db: Database, sealing: SealingKey, proof: Proof, now: datetime) -> Opened:
    """Open a session for whoever read the code in the mailbox; the person is created at the first time."""
    code = await try_code(db, sealing, proof, now)
    async with db.transaction() as tx:
        await use_code(tx, proof)
        person, known = await find_or_add(tx, sealing, proof.address, code.language)
        return await open_session(tx, person, None, now, known=known)


async def try_code(db: Database, sealing: SealingKey, proof: Proof, now: datetime) -> Code:
    """The code that was given back; a try is used whatever comes of it, so it is a transaction of its own."""
    address_hashes = hashes_of(sealing, proof.address)
    async with db.transaction() as tx:
        code = await store.use_try(tx, hash_bytes("handle", proof.handle), address_hashes, now)
    address_hash = code.address_hash if code else address_hashes[0]
    expected = digits_of(sealing, address_hash, code.nonce if code else bytes(16))
    right = hmac.compare_digest(expected.encode(), proof.given.encode())
    if code is None or not right:
        raise CodeRefused
    return code


async def use_code(tx: Tx, proof: Proof) -> None:
    """A code serves once."""
    if not await store.delete_code(tx, hash_bytes("handle", proof.handle)):
        raise CodeRefused


async def find_or_add(tx: Tx, sealing: SealingKey, address: Address, language: Language) -> tuple[PersonId, bool]:
    """The person of a proven address, and whether there was one before; none is made where a change waits for it."""
    address_hashes = hashes_of(sealing, address)
    found = await store.greet_again(tx, address_hashes, language)
    if found is not None:
        return found, True
    if await store.is_awaited(tx, address_hashes):
        raise AddressAwaited
    person = PersonId(secrets.token_bytes(16))
    locked = sealing.lock(HELD, person, address.encode())
    if await store.add_person(tx, person, hash_address(sealing, address), locked, language):
        return person, False
    found = await store.greet_again(tx, address_hashes, language)
    if found is None:
        raise CodeRefused  # Added and gone between two statements; a new code will do.
    return found, True


async def open_session(tx: Tx, person: PersonId, device: DeviceKey | None, now: datetime, *, known: bool) -> Opened:
    """Keep the bearer's hash; the row names person and device only to who brings the bearer."""
    bearer = secrets.token_bytes(32)
    expires = rules.session_end(now)
    whose = person + (device or (b"" if known else NEW))
    locked = lock(derive(bearer, "custodian/session"), "session", SESSION_CONTEXT, whose)
    kind: SessionKind = "code" if device is None else "device"
    await store.add_session(tx, hash_bytes("session", bearer), locked, kind, expires)
    return Opened(bearer, expires, person, known)


async def authenticate(db: Database, bearer: bytes, now: datetime) -> Caller:
    """The person of a live session, as long as there is one; what a device opened ends when that is forgotten."""
    async with db.transaction() as tx:
        found = await store.live_session(tx, hash_bytes("session", bearer), now)
        if found is None:
            raise SessionRefused
        caller = unlock_session(bearer, *found)
        if not await store.is_person(tx, caller.person):
            raise SessionRefused
        if caller.device is not None and not await store.knows_device(tx, caller.device, caller.person):
            raise SessionRefused
    return caller


def unlock_session(bearer: bytes, locked: bytes, kind: SessionKind) -> Caller:
    """Whose session a row is, for whoever brings its bearer."""
    try:
        plain = unlock(derive(bearer, "custodian/session"), "session", SESSION_CONTEXT, locked)
    except ProtocolRefusal as error:
        raise SessionRefused from error
    person, by = PersonId(plain[: rules.PERSON_BYTES]), plain[rules.PERSON_BYTES :]
    return Caller(person, kind, None if kind == "code" else DeviceKey(by), is_new=by == NEW)


async def add_challenge(db: Database, now: datetime) -> tuple[bytes, datetime]:
    """A challenge for a device that is about to sign in, and its end."""
    challenge = secrets.token_bytes(32)
    expires = now + rules.CHALLENGE_TIME
    async with db.transaction() as tx:
        await store.add_challenge(tx, hash_bytes("challenge", challenge), expires)
    return challenge, expires


async def remember_device(db: Database, caller: Caller, device: DeviceKey, now: datetime) -> None:
    """Let this device key open sessions of the person; vouched for, unless a mailbox alone could come to it."""
    person = caller.person
    async with db.transaction() as tx:
        if await store.devices_of(tx, person) >= rules.DEVICES_PER_PERSON:
            raise TooManyDevices
        vouched = caller.is_new or await store.is_vouched(tx, caller.device, person)
        await store.add_device(tx, device, person, now.date(), vouched=vouched)


async def forget_device(db: Database, journal: Erasures, person: PersonId, device: DeviceKey, now: datetime) -> None:
    """Let this key open nothing any more, and end what it has opened; asked again, it is forgotten already.

    A restored backup forgets it again.
    """
    async with db.transaction() as tx:
        if await store.remove_device(tx, device, person):
            await asyncio.to_thread(journal.append, WITHDRAWN, device, now.date())
        elif await store.is_remembered(tx, device):
            raise DeviceElsewhere


async def prove_device(
    db: Database, device: DeviceKey, challenge: bytes, signed: tuple[bytes, bytes], now: datetime
) -> Opened:
    """Open a session for a remembered browser; an unknown device and a bad signature are refused alike."""
    body, signature = signed
    async with db.transaction() as tx:
        fresh = await store.use_challenge(tx, hash_bytes("challenge", challenge), now)
    try:
        verify_bytes(device, "device", body, signature)
    except ProtocolRefusal as error:
        raise DeviceRefused from error
    if not fresh:
        raise DeviceRefused
    async with db.transaction() as tx:
        person = await store.use_device(tx, device, now.date())
        if person is None:
            raise DeviceRefused
        return await open_session(tx, person, device, now, known=True)


async def recipients(db: Database, sealing: SealingKey, persons: list[PersonId]) -> dict[PersonId, Recipient]:
    """Where to write to these persons."""
    async with db.transaction() as tx:
        rows = await store.addresses_of(tx, persons)

    def opened() -> dict[PersonId, Recipient]:
        return {
            person: Recipient(Address(sealing.unlock(HELD, person, locked).decode()), language)
            for person, locked, language in rows
        }

    # Thousands of them at an HSM across a network take a while, in which everybody else is still answered.
    return await asyncio.to_thread(opened)


async def purge(db: Database, now: datetime) -> None:
    """Delete what has run out."""
    async with db.transaction() as tx:
        await store.purge(tx, now, (now - timedelta(days=rules.DEVICE_DAYS_UNUSED)).date())
        await forget_receipts(tx, "people", now)


def hash_address(sealing: SealingKey, address: Address) -> bytes:
    """What a new row keeps of an address, to be found by it."""
    return sealing.mac(HELD, address.encode())


def hashes_of(sealing: SealingKey, address: Address) -> list[bytes]:
    """What rows may keep of an address: one hash, or two while one sealing key takes over from another."""
    return sealing.macs(HELD, address.encode())


def digits_of(sealing: SealingKey, address_hash: bytes, nonce: bytes) -> str:
    """The code that belongs to this address and nonce."""
    return rules.digits(sealing.mac_beside(address_hash, "people/code", address_hash + nonce))
