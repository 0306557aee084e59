"""What a vector's operation does in Python: JSON in, JSON out, or a refusal (vectors/README.md)."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from scenarios import (
    agreement_operations,
    authority_operations,
    consent_operations,
    counter_operations,
    erasure_operations,
    evidence_operations,
    export_operations,
    kit_operations,
    letter_operations,
    officers_operations,
    recovery_operations,
)
from serment_protocol import (
    accounts,
    appointments,
    blindrsa,
    closings,
    cosignatures,
    credentials,
    devices,
    encoding,
    endorsements,
    entry,
    hardening,
    invitations,
    kit,
    marks,
    notes,
    nudges,
    padding,
    practice,
    primitives,
    publication,
    reads,
    releases,
    replacements,
    returns,
    sealing,
    signing,
    statements,
    structure,
    tokens,
    transparency,
    vault,
)
from serment_protocol.encoding import b64, from_b64, from_hex, read_time
from serment_protocol.errors import BadSignature
from serment_protocol.letters import look_into
from serment_protocol.signing import Signed

Values = dict[str, Any]
Operation = Callable[[Values], Values]
T = TypeVar("T", bound=msgspec.Struct)


def run(operation: str, given: Values) -> Values:
    """Perform an operation."""
    return OPERATIONS[operation](given)


def plain(value: msgspec.Struct) -> Values:
    """A structure as JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


def struct(value: object, kind: type[T]) -> T:
    """JSON as a structure."""
    return structure.convert(value, kind)


def parse(given: Values) -> Values:
    return {"value": encoding.parse(from_b64(given["data"]))}


def canonical(given: Values) -> Values:
    return {"data": b64(encoding.canonical(given["value"]))}


def decode_base64(given: Values) -> Values:
    return {"data": from_b64(given["text"]).hex()}


def decode_hex(given: Values) -> Values:
    return {"data": b64(from_hex(given["text"]))}


def check_time(given: Values) -> Values:
    read_time(given["text"])
    return {}


def check_day(given: Values) -> Values:
    encoding.read_day(given["text"])
    return {}


def hash_data(given: Values) -> Values:
    return {"hash": primitives.hash_bytes(given["name"], from_b64(given["data"])).hex()}


def derive(given: Values) -> Values:
    return {"derived": b64(primitives.derive(from_b64(given["secret"]), given["name"], given["length"]))}


def verify_signed(given: Values) -> Values:
    signed = struct(given["signed"], Signed)
    signing.verify_bytes(from_b64(given["public"]), given["name"], signed.body_bytes, signed.signature_bytes)
    return {"body": encoding.parse(signed.body_bytes)}


def seal_public(given: Values) -> Values:
    return {"public": b64(primitives.seal_public(from_b64(given["seed"])))}


def open_sealed(given: Values) -> Values:
    seed, sealed = from_b64(given["seed"]), from_b64(given["sealed"])
    return {"plain": b64(sealing.open_sealed(seed, given["purpose"], given["context"], sealed))}


def unlock(given: Values) -> Values:
    key, locked = from_b64(given["key"]), from_b64(given["locked"])
    return {"plain": b64(sealing.unlock(key, given["purpose"], given["context"], locked))}


def pad(given: Values) -> Values:
    return {"padded": b64(padding.pad(from_b64(given["data"]), given["buckets"]))}


def unpad(given: Values) -> Values:
    return {"data": b64(padding.unpad(from_b64(given["padded"]), given["buckets"]))}


def kit_words(given: Values) -> Values:
    return {"words": list(kit.kit_words(from_b64(given["kit"]), given["language"]))}


def read_kit(given: Values) -> Values:
    return {"kit": b64(kit.read_kit(given["typed"]))}


def kit_secret(given: Values) -> Values:
    return {"secret": b64(accounts.kit_secret(from_b64(given["kit"])))}


def browser_secret(given: Values) -> Values:
    return {"secret": b64(accounts.browser_secret(from_b64(given["kept"])))}


def passkey_secret(given: Values) -> Values:
    """The unlock secret of a passkey."""
    return {"secret": b64(accounts.passkey_secret(from_b64(given["output"])))}


def passkey_input(given: Values) -> Values:
    """What every passkey's PRF is asked for."""
    del given
    return {"input": b64(accounts.PASSKEY_INPUT)}


def rendezvous_id(given: Values) -> Values:
    """Where two devices meet."""
    return {"rendezvous": devices.rendezvous_id(from_b64(given["secret"]))}


def write_device_link(given: Values) -> Values:
    """What the first device shows."""
    return {"link": devices.write_device_link(given["audience"], from_b64(given["secret"]))}


def read_device_link(given: Values) -> Values:
    """What the second device was given."""
    audience, secret = devices.read_device_link(given["link"])
    return {"audience": audience, "secret": b64(secret)}


def open_device_offer(given: Values) -> Values:
    """What a second device offers."""
    return {"offer": plain(devices.open_offer(from_b64(given["secret"]), from_b64(given["offer"])))}


def account_proof(given: Values) -> Values:
    """By which the second device knows the account."""
    return {"account": devices.account_proof(from_b64(given["root"]))}


def secret_of_reveal(given: Values) -> Values:
    """What the first device shows."""
    return {"secret": b64(structure.convert(given["reveal"], devices.DeviceReveal).secret)}


def open_device_reveal(given: Values) -> Values:
    """What the first device reveals in the end, and the mark of the offer."""
    reveal = devices.open_reveal(from_b64(given["secret"]), from_b64(given["reveal"]))
    return {"reveal": plain(reveal), "mark": devices.device_mark(reveal, from_b64(given["offer"]))}


def way_in(given: Values) -> Values:
    way = accounts.way_in(from_b64(given["secret"]), given["audience"])
    return {
        "locator": way.locator.hex(),
        "sign_public": b64(primitives.sign_public(way.sign_seed)),
        "seal_public": b64(primitives.seal_public(way.seal_seed)),
    }


def open_root(given: Values) -> Values:
    way = accounts.way_in(from_b64(given["secret"]), given["audience"])
    return {"root": b64(accounts.open_root(from_b64(given["sealed_root"]), given["account"], way))}


def member_keys(given: Values) -> Values:
    keys = accounts.member_keys(from_b64(given["root"]))
    return {"member": keys.member, "sign_public": b64(keys.sign_public), "seal_public": b64(keys.seal_public)}


def open_vault(given: Values) -> Values:
    key = accounts.vault_key(from_b64(given["root"]))
    blob, version = from_b64(given["blob"]), given["version"]
    return {"vault": plain(vault.open_vault(blob, key, given["account"], version, given["previous"], given["seen"]))}


def normalise(given: Values) -> Values:
    return {"text": hardening.normalise(given["passphrase"])}


def stretch(given: Values) -> Values:
    cost = hardening.Hardening(given["memory"], given["passes"])
    return {"stretched": b64(hardening.stretch(given["passphrase"], from_b64(given["salt"]), cost))}


def finalise(given: Values) -> Values:
    parts = (from_b64(given[name]) for name in ("data", "scalar", "evaluated"))
    return {"output": b64(hardening.finalise(*parts))}


def passphrase_secret(given: Values) -> Values:
    secret = hardening.passphrase_secret(from_b64(given["stretched"]), from_b64(given["hardened"]))
    return {"secret": b64(secret)}


def check_element(given: Values) -> Values:
    hardening.check_element(from_b64(given["element"]))
    return {}


def evaluate(given: Values) -> Values:
    return {"evaluated": b64(hardening.evaluate(from_b64(given["seed"]), from_b64(given["blinded"])))}


def token_key_id(given: Values) -> Values:
    return {"key_id": tokens.token_key_id(from_b64(given["modulus"])).hex()}


def challenge_digest(given: Values) -> Values:
    return {"digest": tokens.challenge_digest(given["issuer"], given["purpose"]).hex()}


def blind_message(given: Values) -> Values:
    factor = int.from_bytes(from_b64(given["factor"]))
    parts = from_b64(given["modulus"]), from_b64(given["message"]), factor, from_b64(given["salt"])
    blinded, inverse = blindrsa.blind(*parts)
    return {"blinded": b64(blinded), "inverse": b64(inverse.to_bytes(blindrsa.MODULUS_BYTES))}


def finish_token(given: Values) -> Values:
    inverse = int.from_bytes(from_b64(given["inverse"]))
    request = tokens.TokenRequest(from_b64(given["token_input"]), b"", inverse)
    return {"token": b64(tokens.finish_token(request, from_b64(given["modulus"]), from_b64(given["signature"])))}


def check_token(given: Values) -> Values:
    keys = [struct(key, tokens.IssuerKey) for key in given["keys"]]
    token, now = from_b64(given["token"]), read_time(given["now"])
    tokens.check_token(token, given["issuer"], given["purpose"], keys, now)
    return {}


def request_return(given: Values) -> Values:
    request = returns.request_return(from_b64(given["manage_seed"]), given["installation"], from_b64(given["modulus"]))
    return blinded_request(request)


def blinded_request(request: tokens.TokenRequest) -> Values:
    return {
        "token_input": b64(request.token_input),
        "blinded": b64(request.blinded),
        "inverse": b64(request.inverse.to_bytes(blindrsa.MODULUS_BYTES)),
    }


def sign_due(given: Values) -> Values:
    return {"signed": plain(returns.sign_due(from_b64(given["relay_seed"]), struct(given["due"], returns.RightDue)))}


def believe_due(given: Values) -> Values:
    return {"due": plain(returns.believe_due(from_b64(given["relay"]), struct(given["signed"], Signed)))}


def open_credential_key(given: Values) -> Values:
    key = struct(given["key"], credentials.CredentialKey)
    primes = credentials.open_credential_key(key, given["practice"], given["epoch"], from_b64(given["filing_key"]))
    return {"p": b64(primes.p.to_bytes(128)), "q": b64(primes.q.to_bytes(128)), "key_id": key.key_id}


def request_credentials(given: Values) -> Values:
    key = struct(given["key"], credentials.CredentialKey)
    requests = credentials.request_credentials(from_b64(given["manage_seed"]), given["practice"], key, given["count"])
    asked = [blinded_request(each) for each in requests]
    return {"requests": asked, "ask": plain(credentials.ask_of(requests, key))}


def issue_credentials(given: Values) -> Values:
    primes = credentials.Primes(*(int.from_bytes(from_b64(given[name])) for name in ("p", "q")))
    ask, key = struct(given["ask"], credentials.CredentialAsk), struct(given["key"], credentials.CredentialKey)
    return {"credentials": plain(credentials.issue(ask, key, primes))}


def open_credentials(given: Values) -> Values:
    sealed, seed = from_b64(given["sealed"]), from_b64(given["reply_seed"])
    opened = credentials.open_credentials(sealed, seed, given["practice"], given["appointment"])
    return {"credentials": plain(opened)}


def finish_credentials(given: Values) -> Values:
    answer, key = struct(given["credentials"], credentials.Credentials), struct(given["key"], credentials.CredentialKey)
    found = credentials.finish_credentials(answer, from_b64(given["manage_seed"]), given["practice"], key)
    return {"credentials": [b64(each) for each in found]}


def check_credential(given: Values) -> Values:
    where = given["practice"], given["audience"], from_b64(given["modulus"])
    credentials.check_credential(from_b64(given["credential"]), *where)
    return {"key_id": credentials.credential_key_id(from_b64(given["credential"])).hex()}


def verify_root(given: Values) -> Values:
    return {"record": plain(practice.verify_root(struct(given["signed"], Signed), given["practice"]))}


def verify_endorsement(given: Values) -> Values:
    """The custodian's word for a root."""
    signed, root = struct(given["signed"], Signed), struct(given["record"], practice.RootRecord)
    custodian, today = from_b64(given["custodian"]), encoding.read_day(given["today"])
    found = endorsements.verify_endorsement(
        signed, custodian, root, today, demo=given["demo"], replacement=given.get("replacement", "")
    )
    return {"endorsement": plain(found)}


def verify_replacements(given: Values) -> Values:
    """The root that counts, and what leads to it."""
    chain, today = [struct(each, Signed) for each in given["chain"]], encoding.read_day(given["today"])
    found = replacements.verify_replacements(
        chain, from_b64(given["custodian"]), given["practice"], from_b64(given["first"]), today
    )
    return {"root": b64(found.now), "number": found.number, "replacement": found.replacement}


def verify_root_request(given: Values) -> Values:
    """A wish that a root be replaced."""
    signed = struct(given["signed"], Signed)
    request = replacements.verify_root_request(signed, given["present"])
    mark = replacements.root_request_mark(signed)
    return {"request": plain(request), "id": replacements.root_request_id(signed), "mark": mark}


def verify_past_epoch(given: Values) -> Values:
    """An epoch of before, and what leads from it to the root that counts."""
    roots = replacements.Roots(tuple(from_b64(each) for each in given["roots"]), given["replacement"])
    chain = [struct(each, Signed) for each in given["chain"]]
    return {"record": plain(replacements.verify_past_epoch(chain, given["practice"], roots, given["epoch"]))}


def sign_closing(given: Values) -> Values:
    """The last word of a practice."""
    return {"signed": plain(closings.sign_closing(from_b64(given["root_seed"]), given["practice"], given["day"]))}


def verify_closing(given: Values) -> Values:
    """The same, as the custodian reads it."""
    signed, root = struct(given["signed"], Signed), from_b64(given["root"])
    return {"closing": plain(closings.verify_closing(signed, given["practice"], root))}


def verify_epoch(given: Values) -> Values:
    signed, root = struct(given["signed"], Signed), from_b64(given["root"])
    return {"record": plain(practice.verify_epoch(signed, given["practice"], root, given["epoch"]))}


def open_wrap(given: Values) -> Values:
    sealed, seed = from_b64(given["sealed"]), from_b64(given["seal_seed"])
    where = given["practice"], given["epoch"], given["member"]
    return {"secrets": plain(practice.open_wrap(sealed, *where, seed, given.get("compartment", practice.DESK)))}


def open_previous(given: Values) -> Values:
    following = struct(given["following"], practice.CompartmentSecrets)
    return {"secrets": plain(practice.open_previous(from_b64(given["locked"]), following))}


def require_entry(given: Values) -> Values:
    """`require_entry`."""
    members = struct(given["members"], practice.Members)
    ways = [struct(each, vault.ListedWay) for each in given["ways"]]
    entry.require_entry(members, ways, given["opened_by"], given["held"])
    return {}


def open_members(given: Values) -> Values:
    record = struct(given["record"], practice.EpochRecord)
    secrets = struct(given["secrets"], practice.CompartmentSecrets)
    return {"members": plain(practice.open_members(from_b64(given["locked"]), record, secrets.filing))}


def open_root_wrap(given: Values) -> Values:
    sealed, seed = from_b64(given["sealed"]), from_b64(given["seal_seed"])
    return {"root_seed": b64(practice.open_root_wrap(sealed, given["practice"], given["member"], seed))}


def verify_publication(given: Values) -> Values:
    record = struct(given["record"], practice.EpochRecord)
    return {"publication": plain(publication.verify_publication(struct(given["signed"], Signed), record))}


def read_link(given: Values) -> Values:
    found, secret = invitations.read_link(given["link"])
    return {"practice": found, "secret": b64(secret)}


def read_answer(given: Values) -> Values:
    parts = from_b64(given["secret"]), given["practice"], from_b64(given["answer"]), from_b64(given["mac"])
    answer, name = invitations.read_answer(*parts)
    return {"answer": plain(answer), "name": name}


def manage_keys(given: Values) -> Values:
    keys = appointments.manage_keys(from_b64(given["seed"]))
    return {
        "appointment": keys.appointment,
        "entry": appointments.entry_id(keys.sign_public),
        "pseudonym": appointments.pseudonym(from_b64(given["seed"]), "0" * 32),
        "sign_public": b64(keys.sign_public),
        "reply_public": keys.reply_public,
        "self_copy_key": b64(keys.self_copy_key),
    }


def contents_hash(given: Values) -> Values:
    parts = (from_b64(given[name]) for name in ("manage", "envelope", "self_copy", "ticket"))
    credential = from_b64(given["credential"]) if "credential" in given else None
    token = from_b64(given["token"]) or None
    contents = statements.Contents(*parts, token=token, credential=credential)  # pyright: ignore[reportCallIssue]
    return {"contents": contents.digest()}


def place(given: Values) -> appointments.Place:
    return appointments.Place(given["practice"], given["epoch"], given["appointment"])


def open_envelope(given: Values) -> Values:
    sealed, seed = from_b64(given["sealed"]), from_b64(given["desk_seal_seed"])
    return {"content": plain(appointments.open_envelope(sealed, place(given), seed))}


def open_self_copy(given: Values) -> Values:
    keys = appointments.manage_keys(from_b64(given["seed"]))
    return {"content": plain(appointments.open_self_copy(from_b64(given["locked"]), keys))}


def sign_next(given: Values) -> Values:
    signed = statements.sign_next(
        struct(given["last"], Signed),
        given["state"],
        given["by"],
        from_b64(given["seed"]),
        start=given["start"] or None,
        schedule=given["schedule"] or None,
    )
    return {"signed": plain(signed)}


def verify_chain(given: Values) -> Values:
    def desk_key(epoch: int) -> bytes:
        if str(epoch) not in given["desk_keys"]:
            raise BadSignature
        return from_b64(given["desk_keys"][str(epoch)])

    chain = [struct(each, Signed) for each in given["chain"]]
    found = statements.verify_chain(chain, from_b64(given["manage"]), desk_key)
    return {"statements": [plain(statement) for statement in found]}


def sign_read(given: Values) -> Values:
    keys = appointments.manage_keys(from_b64(given["seed"]))
    parts = given["origin"], given["method"], given["path"], from_b64(given["body"]), read_time(given["now"])
    return {"header": reads.sign_read(keys, *parts)}


def verify_read(given: Values) -> Values:
    parts = given["origin"], given["method"], given["path"], from_b64(given["body"]), read_time(given["now"])
    return {"manage": b64(reads.verify_read(given["header"], *parts))}


def open_filing(given: Values) -> Values:
    filing = struct(given["filing"], appointments.Filing)
    keys = from_b64(given["filing_key"]), from_b64(given["member_sign"]) or None
    return {"content": plain(appointments.open_filing(filing, place(given), *keys))}


def open_note(given: Values) -> Values:
    note = struct(given["note"], appointments.Filing)
    keys = from_b64(given["filing_key"]), from_b64(given["member_sign"]) or None
    return {"text": appointments.open_note(note, place(given), *keys)}


def open_absence(given: Values) -> Values:
    sealed, key = from_b64(given["sealed"]), from_b64(given["filing_key"])
    parts = given["practice"], given["epoch"], given["absence"]
    return {"reason": appointments.open_absence(sealed, *parts, key)}


def thing(given: Values) -> Values:
    return {"thing": marks.thing(given["kind"], given["identifier"])}


def check_mark(given: Values) -> Values:
    marks.check_mark(given["kind"], mark(given["seen"]), mark(given["now"]), given["previous"])
    return {}


def check_chain(given: Values) -> Values:
    found = marks.check_chain(mark(given["seen"]), [struct(each, Signed) for each in given["chain"]])
    return {"mark": plain(found)}


def check_letters(given: Values) -> Values:
    letters = [struct(each, Signed) for each in given["letters"]]
    found = marks.check_letters(mark(given["seen"]), {look_into(each).number: each for each in letters})
    return {"mark": "" if found is None else plain(found)}


def mark(value: object) -> marks.Mark | None:
    return None if value == "" else struct(value, marks.Mark)


def open_contact(given: Values) -> Values:
    return {"contact": plain(nudges.open_contact(from_b64(given["seed"]), from_b64(given["ticket"])))}


def read_log_key(given: Values) -> Values:
    key = notes.read_log_key(given["verifier"])
    return {"name": key.name, "key_id": key.key_id.hex(), "public": b64(key.public)}


def write_checkpoint(checkpoint: notes.Checkpoint) -> Values:
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": b64(checkpoint.root)}


def read_checkpoint(value: Values) -> notes.Checkpoint:
    return notes.Checkpoint(value["origin"], value["size"], from_b64(value["root"]))


def open_checkpoint(given: Values) -> Values:
    key = notes.read_log_key(given["verifier"])
    return write_checkpoint(notes.open_checkpoint(given["note"], given["origin"], key))


def check_growth(given: Values) -> Values:
    proof = [from_b64(node) for node in given["proof"]]
    transparency.check_growth(read_checkpoint(given["seen"]), read_checkpoint(given["now"]), proof)
    return {}


def check_inclusion(given: Values) -> Values:
    bundle = struct(given["bundle"], transparency.Bundle)
    transparency.check_inclusion(bundle, read_checkpoint(given["checkpoint"]))
    return {}


def open_bundle(given: Values) -> Values:
    key = notes.read_log_key(given["verifier"])
    seen = notes.open_checkpoint(given["seen"], given["origin"], key) if given["seen"] else None
    consistency = [from_b64(node) for node in given["consistency"]]
    bundle = struct(given["bundle"], transparency.Bundle)
    policy, time = read_policy(given["witnesses"]), read_time(given["now"])
    signed, now = transparency.open_bundle(bundle, given["kind"], given["origin"], key, policy, time, seen, consistency)
    return {"signed": plain(signed), "size": now.size}


def read_policy(value: Values) -> cosignatures.Witnesses:
    return cosignatures.read_witnesses(value["keys"], value["quorum"], value["days"])


def read_witnesses(given: Values) -> Values:
    return {"names": [key.name for key in read_policy(given["witnesses"]).keys]}


def check_cosigned(given: Values) -> Values:
    cosignatures.check_cosigned(given["note"], read_policy(given["witnesses"]), read_time(given["now"]))
    return {}


def read_manifest(given: Values) -> Values:
    data = from_b64(given["manifest"])
    return {"files": len(releases.read_manifest(data).files), "hash": releases.release_hash(data)}


def open_web_release(given: Values) -> Values:
    published, keys = releases.read_published(given["published"]), [from_b64(key) for key in given["keys"]]
    _, record = releases.open_release(published, keys, from_b64(given["installation"]))
    return {"record": plain(record)}


def check_file(given: Values) -> Values:
    manifest = releases.read_manifest(from_b64(given["manifest"]))
    releases.check_file(manifest, given["path"], from_b64(given["body"]))
    return {}


def check_headers(given: Values) -> Values:
    manifest, place = releases.read_manifest(from_b64(given["manifest"])), struct(given["place"], releases.Place)
    releases.check_headers(manifest, given["path"], given["headers"], place)
    return {}


OPERATIONS: dict[str, Operation] = {
    "parse": parse,
    "canonical": canonical,
    "from_b64": decode_base64,
    "from_hex": decode_hex,
    "read_time": check_time,
    "read_day": check_day,
    "hash": hash_data,
    "derive": derive,
    "verify_signed": verify_signed,
    "seal_public": seal_public,
    "open_sealed": open_sealed,
    "unlock": unlock,
    "pad": pad,
    "unpad": unpad,
    "kit_words": kit_words,
    "read_kit": read_kit,
    "kit_secret": kit_secret,
    "browser_secret": browser_secret,
    "passkey_secret": passkey_secret,
    "passkey_input": passkey_input,
    "rendezvous_id": rendezvous_id,
    "write_device_link": write_device_link,
    "read_device_link": read_device_link,
    "open_device_offer": open_device_offer,
    "account_proof": account_proof,
    "secret_of_reveal": secret_of_reveal,
    "open_device_reveal": open_device_reveal,
    "way_in": way_in,
    "open_root": open_root,
    "member_keys": member_keys,
    "open_vault": open_vault,
    "normalise": normalise,
    "stretch": stretch,
    "finalise": finalise,
    "passphrase_secret": passphrase_secret,
    "check_element": check_element,
    "evaluate": evaluate,
    "token_key_id": token_key_id,
    "challenge_digest": challenge_digest,
    "blind_message": blind_message,
    "finish_token": finish_token,
    "check_token": check_token,
    "request_return": request_return,
    "sign_due": sign_due,
    "believe_due": believe_due,
    "open_credential_key": open_credential_key,
    "request_credentials": request_credentials,
    "issue_credentials": issue_credentials,
    "open_credentials": open_credentials,
    "finish_credentials": finish_credentials,
    "check_credential": check_credential,
    "verify_root": verify_root,
    "verify_endorsement": verify_endorsement,
    "verify_replacements": verify_replacements,
    "verify_root_request": verify_root_request,
    "verify_past_epoch": verify_past_epoch,
    "sign_closing": sign_closing,
    "verify_closing": verify_closing,
    "verify_epoch": verify_epoch,
    "open_wrap": open_wrap,
    "open_previous": open_previous,
    "open_members": open_members,
    "require_entry": require_entry,
    "open_root_wrap": open_root_wrap,
    "verify_publication": verify_publication,
    "read_link": read_link,
    "read_answer": read_answer,
    "manage_keys": manage_keys,
    "contents_hash": contents_hash,
    "open_envelope": open_envelope,
    "open_self_copy": open_self_copy,
    "sign_next": sign_next,
    "verify_chain": verify_chain,
    "sign_read": sign_read,
    "verify_read": verify_read,
    "open_filing": open_filing,
    "open_note": open_note,
    "open_absence": open_absence,
    "open_contact": open_contact,
    "read_log_key": read_log_key,
    "open_checkpoint": open_checkpoint,
    "check_growth": check_growth,
    "check_inclusion": check_inclusion,
    "open_bundle": open_bundle,
    "read_witnesses": read_witnesses,
    "check_cosigned": check_cosigned,
    **counter_operations.OPERATIONS,
    **erasure_operations.OPERATIONS,
    **evidence_operations.OPERATIONS,
    **consent_operations.OPERATIONS,
    **agreement_operations.OPERATIONS,
    **export_operations.OPERATIONS,
    **kit_operations.OPERATIONS,
    **letter_operations.OPERATIONS,
    **recovery_operations.OPERATIONS,
    **officers_operations.OPERATIONS,
    **authority_operations.OPERATIONS,
    "read_manifest": read_manifest,
    "open_web_release": open_web_release,
    "check_file": check_file,
    "check_headers": check_headers,
    "thing": thing,
    "check_mark": check_mark,
    "check_chain": check_chain,
    "check_letters": check_letters,
}
