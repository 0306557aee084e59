"""A person's visits as a FHIR R4 bundle of type collection (SPEC 17). What a resource cannot say is left out."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple, TypeAlias, Union

from serment_protocol.appointments import PatientName, SelfCopy
from serment_protocol.encoding import read_time, write_time
from serment_protocol.primitives import hash_bytes
from serment_protocol.statements import Statement
from serment_protocol.vault import Identity

Value: TypeAlias = Union[str, int, list["Value"], dict[str, "Value"]]  # noqa: UP007 - `|` takes no forward name
Resource: TypeAlias = dict[str, Value]
SOURCE = "serment.json"


class Visit(NamedTuple):
    """A visit, as its patient's client believed it."""

    statements: Sequence[Statement]
    told: SelfCopy


def bundle_of(account: str, profile: Identity, visits: Sequence[Visit], made: str) -> bytes:
    """Every resource once, each named by a UUID."""
    resources: dict[str, Resource] = {}
    for name, resource in _resources(account, profile, visits, made):
        resources.setdefault(name, resource)
    entries: list[Value] = [{"fullUrl": name, "resource": resource} for name, resource in resources.items()]
    bundle: Resource = {"resourceType": "Bundle", "type": "collection", "timestamp": made}
    # FHIR has no empty list.
    return _written({**bundle, "entry": entries} if entries else bundle)


def _resources(account: str, profile: Identity, visits: Sequence[Visit], made: str) -> Iterator[tuple[str, Resource]]:
    holder = _urn(account)
    yield holder, _holder(account, profile)
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
    drawn = hash_bytes("export-patient", f"{patient.given}\0{patient.family}".encode()).hex()[:32]
    return _filled({"resourceType": "Patient", "id": drawn, "name": _name(patient.given, patient.family)})


def _organization(told: SelfCopy) -> Resource:
    telecom: list[Value] = [{"system": "phone", "value": told.phone}] if told.phone else []
    address: list[Value] = [{"text": told.address}] if told.address else []
    named: Resource = {"resourceType": "Organization", "id": told.practice, "name": told.practice_name}
    return _filled({**named, "telecom": telecom, "address": address})


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
