"""Practices for tests, made by hand from the protocol, so that each part of them can be wrong."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import httpx
import msgspec

from serment_protocol.closings import Closing
from serment_protocol.encoding import b64, from_b64
from serment_protocol.practice import (
    Compartment,
    CompartmentSecrets,
    EpochRecord,
    Member,
    Role,
    WrapHash,
    all_new_secrets,
    entitled,
    epoch_record,
    lock_members,
    lock_previous,
    members_of,
    predecessor_of,
    root_record,
    wrap_hash,
    wrap_root,
    wrap_secrets,
)
from serment_protocol.publication import Publication
from serment_protocol.signing import Signed, body_hash, sign
from serment_protocol.structure import convert

from .people import Somebody, wire
from .scheduling.builders import publication

ZEROS = "0" * 64


@dataclass
class Office:
    """A practice as its officer holds it."""

    officer: Somebody
    root_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    epochs: list[Signed] = field(default_factory=list[Signed])
    secrets: list[CompartmentSecrets] = field(default_factory=list[CompartmentSecrets])
    clinical: list[CompartmentSecrets] = field(default_factory=list[CompartmentSecrets])
    granted: set[str] = field(default_factory=set[str])
    members: list[Member] = field(default_factory=list[Member])
    published: list[Signed] = field(default_factory=list[Signed])
    schedule: str = field(default_factory=lambda: secrets.token_hex(16))
    practitioner: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        self.record = root_record(self.root_seed, "Cabinet des Tilleuls (fictif)")
        self.root = sign(self.root_seed, "practice-root", self.record)
        self.members.append(as_member(self.officer, "practitioner", officer=True))

    @property
    def id(self) -> str:
        """The practice's id."""
        return self.record.practice

    def opening(self, **changes: Any) -> dict[str, Any]:
        """The body that opens the practice."""
        made = self.make_epoch(self.members, **{name: changes.pop(name) for name in ("record",) if name in changes})
        own = {"member": self.members[0].member, "role": "practitioner", "officer": True}
        return {"root": wire(self.root), **made, **own} | changes

    def open(self) -> "Office":
        """Open it and publish."""
        answer = self.ask("POST", "/practices", self.opening())
        assert answer.status_code == 201, answer.text
        answer = self.publish(self.publication())
        assert answer.status_code == 200, answer.text
        return self

    def vouch(self) -> "Office":
        """Have the custodian vouch for it, and the platform know."""
        self.officer.platform.custodian.endorse(self.record)
        assert "endorsement" in self.ask("GET", f"/practices/{self.id}").json()
        return self

    def close(self, session: str = "", **changes: str) -> httpx.Response:
        """Say its last word; `changes` says what of it is to be wrong."""
        closing = Closing(practice=self.id, root=self.record.root, day=datetime.now(UTC).date().isoformat())
        signed = sign(self.root_seed, "practice-closing", msgspec.structs.replace(closing, **changes))
        platform, bearer = self.officer.platform, session or self.officer.session
        return platform.ask("POST", f"/practices/{self.id}/closing", {"closing": wire(signed)}, bearer)

    def make_epoch(self, people: Sequence[Member], record: dict[str, Any] | None = None) -> dict[str, Any]:
        """A new epoch of these people; `record` says what of it is to be wrong."""
        number = len(self.epochs) + 1
        new = all_new_secrets(self.id, number)
        before = self.epochs[-1] if self.epochs else self.root
        present = [*self.secrets[-1:], *self.clinical[-1:]]
        previous = [lock_previous(old, fresh) for old, fresh in zip(present, new, strict=False)]
        wraps: list[dict[str, str]] = []
        entries: list[Member] = []
        for each in people:
            opens = entitled(each.role, officer=each.officer, granted=each.member in self.granted)
            sealed: dict[Compartment, bytes] = {
                one.name: wrap_secrets(one, each.member, from_b64(each.seal)) for one in new if one.name in opens
            }
            wraps += [
                {"member": each.member, "compartment": name, "sealed": b64(wrap)} for name, wrap in sealed.items()
            ]
            hashes = tuple(WrapHash(name, wrap_hash(wrap)) for name, wrap in sealed.items())
            entries.append(msgspec.structs.replace(each, wraps=hashes))
        members = members_of(self.id, number, previous, entries)
        made = epoch_record(new, predecessor_of(before, number), members, datetime.now(UTC).date().isoformat())
        signed = sign(self.root_seed, "epoch", msgspec.structs.replace(made, **(record or {})))
        self.epochs.append(signed)
        self.secrets.append(new[0])
        self.clinical.append(new[1])
        root_wraps = [
            {"member": each.member, "sealed": b64(wrap_root(self.root_seed, self.id, each.member, from_b64(each.seal)))}
            for each in people
            if each.officer
        ]
        body: dict[str, Any] = {
            "epoch": wire(signed),
            "members": b64(lock_members(members, new[0].filing)),
            "wraps": wraps,
            "root_wraps": root_wraps,
        }
        locked = [{"compartment": one.name, "locked": b64(each)} for one, each in zip(new, previous, strict=False)]
        return body | ({"previous": locked} if locked else {})

    def rotation(
        self,
        removed: Sequence[str] = (),
        added: Sequence[tuple[Member, str]] = (),
        record: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The body that begins a new epoch; it counts as begun here, whatever comes of it."""
        people = [each for each in self.members if each.member not in removed] + [each for each, _ in added]
        made = self.make_epoch(people, record)
        self.members = people
        admissions = [
            {"member": each.member, "account_answer": invitation, "role": each.role, "officer": each.officer}
            for each, invitation in added
        ]
        return made | {"removed": list(removed), "added": admissions, "publication": wire(self.publication())}

    def rotate(self, body: dict[str, Any]) -> Any:
        """Send it."""
        return self.ask("POST", f"/practices/{self.id}/epochs", body)

    def publication(self, seed: bytes | None = None, **changes: Any) -> Signed:
        """The next publication, signed by the desk of the newest epoch."""
        previous = body_hash("publication", self.published[-1]) if self.published else ZEROS
        head = {"practice": self.id, "epoch": len(self.epochs), "revision": len(self.published) + 1}
        draft = publication(**(head | {"previous": previous, "name": f"Cabinet {self.id[:8]}"} | changes))
        for each in draft["practitioners"]:
            each["practitioner"] = self.practitioner
        for each in draft["schedules"]:
            each |= {"practitioner": self.practitioner, "schedule": self.schedule}
        signed = sign(seed or self.desk_seed(), "publication", convert(draft, Publication))
        self.published.append(signed)
        return signed

    def publish(self, signed: Signed, session: str = "") -> Any:
        """Send it."""
        path = f"/v1/practices/{self.id}/publication"
        body = {"publication": wire(signed)}
        headers = {"authorization": f"Bearer {session or self.officer.session}"}
        return self.officer.platform.http.put(path, json=body, headers=headers)

    def desk_seed(self, epoch: int = 0) -> bytes:
        """The desk's sign seed of an epoch, the newest if none is named."""
        return from_b64(self.secrets[epoch - 1].sign_seed)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """A request of the officer."""
        return self.officer.platform.ask(method, path, body, self.officer.session)

    def invite(self, role: Role = "secretary", *, officer: bool = False, **changes: Any) -> tuple[str, Any]:
        """Open an invitation; its id and the answer."""
        ident = secrets.token_hex(16)
        body = {"invitation": ident, "role": role, "officer": officer, "expires": tomorrow().isoformat()}
        return ident, self.ask("POST", f"/practices/{self.id}/invitations", body | changes)


def as_member(person: Somebody, role: Role = "secretary", *, officer: bool = False) -> Member:
    """A person of staff as a member."""
    keys = person.member
    return Member(keys.member, role, officer, b64(keys.sign_public), b64(keys.seal_public), "Une personne", ())


def tomorrow() -> date:
    """A day ahead."""
    return date.fromordinal(datetime.now(UTC).date().toordinal() + 1)


def record_of(signed: Signed) -> EpochRecord:
    """An epoch record, read without believing."""
    return msgspec.json.decode(signed.body_bytes, type=EpochRecord)
