"""A person's visits, letters and consents as a FHIR R4 bundle of type collection (SPEC 17).

What it cannot say is left out.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain
from typing import NamedTuple, TypeAlias, Union

from msgspec import UNSET

from serment_protocol.appointments import PatientName, SelfCopy
from serment_protocol.consents import Consent, Decision, text_of
from serment_protocol.encoding import b64, from_b64, from_hex, read_time, write_time
from serment_protocol.letters import Attached, Cover, Letter
from serment_protocol.primitives import hash_bytes
from serment_protocol.statements import MANAGE, Statement
from serment_protocol.terms import Terms
from serment_protocol.vault import Identity, Relative

Value: TypeAlias = Union[str, int, list["Value"], dict[str, "Value"]]  # noqa: UP007 - `|` takes no forward name
Resource: TypeAlias = dict[str, Value]
SOURCE = "serment.json"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
CONSENT_STATUS: dict[Decision, str] = {"granted": "active", "refused": "rejected", "withdrawn": "inactive"}


class Written(NamedTuple):
    """A letter about a visit, as its patient's client believed and opened it."""

    cover: Cover
    letter: Letter


class Visit(NamedTuple):
    """A visit, as its patient's client believed it."""

    statements: Sequence[Statement]
    told: SelfCopy
    letters: Sequence[Written] = ()


class Decided(NamedTuple):
    """What was decided about somebody, in order; their name is kept only while they agree."""

    chain: Sequence[Consent]
    relative: Relative | None


class Agreed(NamedTuple):
    """What a practice asked about a visit, and what was decided, in order."""

    terms: Terms
    chain: Sequence[Consent]


def bundle_of(
    account: str,
    profile: Identity,
    visits: Sequence[Visit],
    made: str,
    consents: Sequence[Decided] = (),
    agreements: Sequence[Agreed] = (),
) -> bytes:
    """Every resource once, each named by a UUID."""
    resources: dict[str, Resource] = {}
    told = chain(
        _decisions(account, consents),
        _resources(account, profile, visits, made),
        _agreements(account, profile, visits, agreements),
    )
    for name, resource in chain([(_urn(account), _holder(account, profile))], told):
        resources.setdefault(name, resource)
    entries: list[Value] = [{"fullUrl": name, "resource": resource} for name, resource in resources.items()]
    bundle: Resource = {"resourceType": "Bundle", "type": "collection", "timestamp": made}
    # FHIR has no empty list.
    return _written({**bundle, "entry": entries} if entries else bundle)


def _resources(account: str, profile: Identity, visits: Sequence[Visit], made: str) -> Iterator[tuple[str, Resource]]:
    holder = _urn(account)
    for visit in visits:
        told, patient = visit.told, _patient_of(visit.told.patient, profile)
        subject = holder if patient is None else _urn(str(patient["id"]))
        if patient is not None:
            yield subject, patient
        yield _urn(told.practice), _organization(told)
        if told.practitioner:
            yield _urn(told.practitioner), _practitioner(told)
        appointment = visit.statements[-1].appointment
        yield _urn(appointment), _appointment(visit, subject)
        yield _urn(hash_bytes("export-provenance", appointment.encode()).hex()), _provenance(visit, subject, made)
        yield from _communications(visit, subject, holder)


def _holder(account: str, profile: Identity) -> Resource:
    reached = (("phone", profile.phone), ("email", profile.email))
    telecom: list[Value] = [{"system": system, "value": value} for system, value in reached if value]
    return _filled(
        {
            "resourceType": "Patient",
            "id": account,
            "name": _name(profile.given, profile.family),
            "telecom": telecom,
            "birthDate": profile.birth_date,
        }
    )


def _patient_of(patient: PatientName, profile: Identity) -> Resource | None:
    """Somebody else for whom the holder of the account booked; none where it is the holder."""
    if (patient.given, patient.family) == (profile.given, profile.family):
        return None
    drawn = _other_id(patient.given, patient.family)
    return _filled({"resourceType": "Patient", "id": drawn, "name": _name(patient.given, patient.family)})


def _decisions(account: str, consents: Sequence[Decided]) -> Iterator[tuple[str, Resource]]:
    for each in consents:
        last = each.chain[-1]
        concerned = _urn(account)
        if last.about == "proxy":
            relative = _relative(last.scope, each.relative)
            concerned = _urn(str(relative["id"]))
            yield concerned, relative
        identity = hash_bytes("export-consent", last.scope.encode()).hex()
        yield _urn(identity), _of_account(each.chain, concerned, _urn(account))


def _agreements(
    account: str, profile: Identity, visits: Sequence[Visit], agreements: Sequence[Agreed]
) -> Iterator[tuple[str, Resource]]:
    patients = {visit.statements[-1].appointment: _patient_of(visit.told.patient, profile) for visit in visits}
    for terms, row in agreements:
        patient = patients.get(terms.appointment)
        subject = _urn(account) if patient is None else _urn(str(patient["id"]))
        yield _urn(terms.practice), _filled(_named(terms.practice, terms.practice_name))
        if terms.to is not UNSET:
            yield _urn(terms.to.practice), _filled(_named(terms.to.practice, terms.to.practice_name))
        identity = hash_bytes("export-consent", row[-1].scope.encode()).hex()
        yield _urn(identity), _of_visit(terms, row, subject, _urn(account))


def _relative(scope: str, relative: Relative | None) -> Resource:
    """Whom a consent is about: the patient of their visits, or nobody's name."""
    if relative is None:
        return {"resourceType": "Patient", "id": scope}
    name = _name(relative.given, relative.family)
    drawn = _other_id(relative.given, relative.family)
    return _filled({"resourceType": "Patient", "id": drawn, "name": name, "birthDate": relative.birth_date})


def _of_account(row: Sequence[Consent], concerned: str, holder: str) -> Resource:
    """To act for somebody, or to be told something."""
    delegate: Resource = {"system": f"{TERMINOLOGY}v3-RoleCode", "code": "DELEGATEE"}
    actor: Value = [{"role": {"coding": [delegate]}, "reference": {"reference": holder}}]
    # FHIR has no role for whoever carries messages; the text says who does what.
    acting: Resource = {"actor": actor} if row[-1].about == "proxy" else {}
    return _consent(row, concerned, holder, "patient-privacy", {**acting, "purpose": _purpose("PATADMIN")})


def _of_visit(terms: Terms, row: Sequence[Consent], subject: str, holder: str) -> Resource:
    """To share something of a visit with a practice, or to reuse it; what for stands in the raw file."""
    asked: Resource = {"organization": [{"reference": _urn(terms.practice)}]}
    if terms.to is UNSET:
        return asked | _consent(row, subject, holder, "research", {"purpose": _purpose("HRESCH")})
    recipient: Resource = {"system": f"{TERMINOLOGY}v3-ParticipationType", "code": "IRCP"}
    actor: Value = [{"role": {"coding": [recipient]}, "reference": {"reference": _urn(terms.to.practice)}}]
    return asked | _consent(row, subject, holder, "patient-privacy", {"actor": actor, "purpose": _purpose("TREAT")})


def _purpose(code: str) -> Value:
    return [{"system": f"{TERMINOLOGY}v3-ActReason", "code": code}]


def _consent(row: Sequence[Consent], concerned: str, holder: str, scope: str, rule: Resource) -> Resource:
    """As it stands; how it came to that is in the raw file. R4 hashes attachments by SHA-1, so SHA-256 is its name."""
    last = row[-1]
    name = f"ni:///sha-256;{b64(from_hex(last.text))}"
    known = text_of(last.about, last.version, last.language)
    data = base64.b64encode(known.text.encode()).decode() if known else ""
    since = next((each.day for each in reversed(row) if each.decision == "granted"), "")
    period = _filled({"start": since, "end": last.day if last.decision == "withdrawn" else ""})
    provision: Resource = {"type": "permit" if last.decision == "granted" else "deny", **rule}
    return {
        "resourceType": "Consent",
        "status": CONSENT_STATUS[last.decision],
        "scope": {"coding": [{"system": f"{TERMINOLOGY}consentscope", "code": scope}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": concerned},
        "dateTime": last.day,
        "performer": [{"reference": concerned if last.word == "self" else holder}],
        "sourceAttachment": _filled(
            {"contentType": "text/plain; charset=utf-8", "language": last.language, "data": data, "url": name}
        ),
        "policy": [{"uri": name}],
        "provision": {**provision, "period": period} if period else provision,
    }


def _organization(told: SelfCopy) -> Resource:
    telecom: list[Value] = [{"system": "phone", "value": told.phone}] if told.phone else []
    address: list[Value] = [{"text": told.address}] if told.address else []
    return _filled({**_named(told.practice, told.practice_name), "telecom": telecom, "address": address})


def _named(practice: str, name: str) -> Resource:
    return {"resourceType": "Organization", "id": practice, "name": name}


def _practitioner(told: SelfCopy) -> Resource:
    name: list[Value] = [{"text": told.practitioner_name}] if told.practitioner_name else []
    return _filled({"resourceType": "Practitioner", "id": told.practitioner, "name": name})


def _appointment(visit: Visit, subject: str) -> Resource:
    last, told = visit.statements[-1], visit.told
    end = write_time(read_time(last.start) + timedelta(minutes=last.duration))
    reason: list[Value] = [{"text": told.motive_label}] if told.motive_label else []
    comers = [subject, *([_urn(told.practitioner)] if told.practitioner else [])]
    participants: list[Value] = [{"actor": {"reference": each}, "status": "accepted"} for each in comers]
    return _filled(
        {
            "resourceType": "Appointment",
            "id": last.appointment,
            "status": last.state,
            "reasonCode": reason,
            "supportingInformation": [{"reference": _urn(told.practice)}],
            "start": last.start,
            "end": end,
            "minutesDuration": last.duration,
            "comment": told.note,
            "participant": participants,
        }
    )


def _provenance(visit: Visit, subject: str, made: str) -> Resource:
    """Who signed each state, in their order; what they signed stands in the raw file."""
    agents: list[Value] = [
        {
            "type": {"text": f"{each.sequence} {each.state}"},
            "who": {"reference": subject if each.desk_epoch is None else _urn(visit.told.practice)},
        }
        for each in visit.statements
    ]
    return {
        "resourceType": "Provenance",
        "target": [{"reference": _urn(visit.statements[-1].appointment)}],
        "recorded": made,
        "agent": agents,
        "entity": [{"role": "source", "what": {"display": SOURCE}}],
    }


def _communications(visit: Visit, subject: str, holder: str) -> Iterator[tuple[str, Resource]]:
    """What was written, each letter by itself; an answer names its request, where that opened too."""
    asked = {cover.number: _letter_id(cover) for cover, _ in visit.letters if cover.desk_epoch is None}
    for each in visit.letters:
        answers = each.cover.answers
        request = "" if answers is UNSET else asked.get(answers.number, "")
        yield _urn(_letter_id(each.cover)), _communication(each, request, (holder, _urn(visit.told.practice)), subject)


def _communication(each: Written, request: str, hands: tuple[str, str], subject: str) -> Resource:
    cover, letter = each
    sender, recipient = hands if cover.desk_epoch is None else reversed(hands)
    said: list[Value] = [{"contentString": letter.text}] if letter.text else []
    files: list[Value] = [{"contentAttachment": _attachment(file)} for file in letter.files]
    answered: list[Value] = [{"reference": _urn(request)}] if request else []
    return _filled(
        {
            "resourceType": "Communication",
            "id": _letter_id(cover),
            "inResponseTo": answered,
            "status": "completed",
            "topic": {"text": letter.kind if letter.outcome is UNSET else f"{letter.kind} {letter.outcome}"},
            "subject": {"reference": subject},
            "about": [{"reference": _urn(cover.appointment)}],
            "sent": letter.at,
            "recipient": [{"reference": recipient}],
            "sender": {"reference": sender},
            "payload": [*said, *files],
        }
    )


def _attachment(file: Attached) -> Resource:
    """A file by its name; of what kind it is, nobody said. One's own copy of a letter has no content."""
    data = base64.b64encode(from_b64(file.content)).decode()
    return _filled({"contentType": "application/octet-stream", "data": data, "title": file.name})


def _letter_id(cover: Cover) -> str:
    hand = MANAGE if cover.desk_epoch is None else "desk"
    return hash_bytes("export-letter", f"{cover.appointment}\0{hand}\0{cover.number}".encode()).hex()


def _other_id(given: str, family: str) -> str:
    return hash_bytes("export-patient", f"{given}\0{family}".encode()).hex()[:32]


def _name(given: str, family: str) -> list[Value]:
    first: list[Value] = [given] if given else []
    named = _filled({"family": family, "given": first})
    return [named] if named else []


def _filled(resource: Resource) -> Resource:
    """Without what is empty, which FHIR does not allow."""
    return {name: value for name, value in resource.items() if value not in ("", [])}


def _urn(digits: str) -> str:
    """The first sixteen bytes of an id as a UUID."""
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32])
    return f"urn:uuid:{'-'.join(parts)}"


def _written(value: Value) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
