"""Requests of authorities: what two persons sign, what a package may hold, what the report says."""

from collections.abc import Iterator

from scenarios.base import Fixtures, Values, Vector, plain, seed
from serment_protocol.authority_reports import PERSONS, REPORT, AuthorityReport, Cell, banded
from serment_protocol.console import Admission, RegisterStep, StaffInvitation
from serment_protocol.disclosure import AddressDecision, AddressRecord, AuthorityDecision, DecidedQuery, DisclosedRecord
from serment_protocol.encoding import b64, canonical
from serment_protocol.primitives import sign_public
from serment_protocol.signing import sign

AREA = "authority"
KEY = seed("platform log key")
PUBLIC = b64(sign_public(KEY))
PRACTICE, VISIT = seed("practice", 16).hex(), seed("visit").hex()


def vectors(_fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    yield from decisions()
    yield from addresses()
    yield from records()
    yield from reports()
    yield from admissions()
    yield from invitations()
    yield from departures()
    yield from register_steps()


def changed(record: Values, changes: Values) -> Values:
    """Its canonical bytes, with something changed."""
    return {"body": b64(canonical({**record, **changes}))}


def decisions() -> Iterator[Vector]:
    """What two persons sign."""
    query = DecidedQuery(PRACTICE, "2026-11-03", "2026-11-03", (VISIT,))
    decision = plain(
        AuthorityDecision(
            request=seed("request", 16).hex(),
            letter=seed("letter").hex(),
            outcome="comply",
            query=query,
            count=1,
            proposed="2026-11-26T12:00:00Z",
            expires="2026-11-29T12:00:00Z",
            proposer=seed("proposer", 16).hex(),
            drill=False,
        )
    )
    yield Vector(AREA, "decision", "authority_decision", changed(decision, {}))
    yield Vector(AREA, "decision_of_a_drill", "authority_decision", changed(decision, {"drill": True}))
    less = {name: value for name, value in decision.items() if name != "drill"}
    yield Vector(AREA, "decision_that_may_be_a_drill", "authority_decision", changed(less, {}), "bad_structure")
    refused: dict[str, Values] = {
        "decision_about_nobody_in_particular": {"query": {**plain(query), "appointments": []}},
        "decision_without_a_practice": {"query": {**plain(query), "practice": ""}},
        "decision_without_bounds": {"query": {**plain(query), "last": ""}},
        "decision_of_another_outcome": {"outcome": "everything"},
        "decision_that_never_ends": {"expires": ""},
        "decision_with_a_key": {"key": "AA"},
    }
    for case, changes in refused.items():
        yield Vector(AREA, case, "authority_decision", changed(decision, changes), "bad_structure")


def addresses() -> Iterator[Vector]:
    """What the custodian's officers sign, and a line of their answer."""
    person = seed("person named").hex()
    decision = plain(
        AddressDecision(
            request=seed("request", 16).hex(),
            letter=seed("letter").hex(),
            outcome="comply",
            persons=(person,),
            count=1,
            proposed="2026-11-26T12:00:00Z",
            expires="2026-11-30T12:00:00Z",
            proposer=seed("officer", 16).hex(),
            drill=False,
        )
    )
    yield Vector(AREA, "address_decision", "address_decision", changed(decision, {}))
    refused: dict[str, Values] = {
        "address_decision_about_everybody": {"persons": []},
        "address_decision_that_has_an_address": {"persons": ["lea.martin@example.org"]},
        "address_decision_of_the_platform": {"type": "authority_decision"},
    }
    for case, changes in refused.items():
        yield Vector(AREA, case, "address_decision", changed(decision, changes), "bad_structure")
    record = plain(AddressRecord(person=person, address="lea.martin@example.org", awaited=""))
    yield Vector(AREA, "address_record", "address_record", changed(record, {}))
    yield Vector(AREA, "address_record_of_nobody", "address_record", changed(record, {"address": ""}))
    for case, field in {"address_record_with_a_seed": "seed", "address_record_with_a_ticket": "ticket"}.items():
        yield Vector(AREA, case, "address_record", changed(record, {field: b64(bytes(32))}), "bad_structure")


def records() -> Iterator[Vector]:
    """A line of a package."""
    record = plain(
        DisclosedRecord(
            appointment=VISIT, practice=PRACTICE, epoch=1, envelope=b64(bytes(40)), filed_epoch=0, filing=""
        )
    )
    yield Vector(AREA, "record", "authority_record", changed(record, {}))
    yield Vector(
        AREA, "record_filed", "authority_record", changed(record, {"filed_epoch": 2, "filing": b64(bytes(30))})
    )
    refused: dict[str, Values] = {
        "record_with_a_wrapped_key": {"wrap": b64(bytes(40))},
        "record_with_a_time": {"start": "2026-11-03T09:00:00Z"},
        "record_whose_envelope_is_text": {"envelope": "Léa Martin"},
    }
    for case, changes in refused.items():
        yield Vector(
            AREA,
            case,
            "authority_record",
            changed(record, changes),
            "bad_structure" if "envelope" not in changes else "bad_base64",
        )


def reports() -> Iterator[Vector]:
    """A half-year."""
    report = plain(
        AuthorityReport(
            origin="platform.example",
            half="2026-H2",
            received=2,
            disclosed=1,
            clear_text=0,
            contested=1,
            secrecy_orders=banded(1),
            by_country=(Cell("FR", banded(2)), Cell("other", 0)),
            by_kind=(Cell("police", banded(2)),),
            by_outcome=(Cell("refused", banded(1)),),
            contests=(Cell("narrowed", banded(1)),),
            persons=tuple(Cell(name, 0) for name in PERSONS),
            open=0,
            median_days=-1,
            made="2027-01-02",
            previous="0" * 64,
        )
    )
    yield Vector(AREA, "report", "authority_report", signed(report))
    yield Vector(
        AREA, "report_of_a_third_half", "authority_report", signed({**report, "half": "2026-H3"}), "bad_structure"
    )
    yield Vector(AREA, "report_of_another_band", "authority_report", signed({**report, "open": "1-5"}), "bad_structure")
    less = {name: value for name, value in report.items() if name != "clear_text"}
    yield Vector(AREA, "report_that_leaves_a_zero_out", "authority_report", signed(less), "bad_structure")
    elsewhere = {**signed(report), "public": b64(sign_public(seed("another")))}
    yield Vector(AREA, "report_of_somebody_else", "authority_report", elsewhere, "bad_signature")


def admissions() -> Iterator[Vector]:
    """What whoever confirms a colleague signs."""
    asked = plain(
        Admission(staff=seed("staff", 16).hex(), name="Sofia Blanc", key=seed("key").hex(), roles=("security_officer",))
    )
    yield Vector(AREA, "admission", "staff_admission", changed(asked, {}))
    yield Vector(AREA, "admission_of_nobody", "staff_admission", changed(asked, {"name": ""}), "bad_structure")
    yield Vector(AREA, "admission_without_a_key", "staff_admission", changed(asked, {"key": ""}), "bad_structure")


def invitations() -> Iterator[Vector]:
    """What whoever invites a colleague signs, and whoever takes that back."""
    days = {"first": "2026-07-01", "last": "2026-12-31", "until": "2026-12-15"}
    asked = plain(StaffInvitation(invitation=seed("invitation").hex(), name="Aude Legrand", roles=("auditor",), **days))
    yield Vector(AREA, "invitation", "staff_invitation", changed(asked, {}))
    for_good = {"roles": ["legal", "director"], "first": "", "last": "", "until": ""}
    yield Vector(AREA, "invitation_for_good", "staff_invitation", changed(asked, for_good))
    yield Vector(AREA, "invitation_of_nobody", "staff_invitation", changed(asked, {"name": ""}), "bad_structure")
    yield Vector(
        AREA, "invitation_until_no_day", "staff_invitation", changed(asked, {"until": "soon"}), "bad_structure"
    )
    yield Vector(AREA, "revocation", "staff_revocation", {"invitation": seed("invitation").hex()})


def departures() -> Iterator[Vector]:
    """What whoever lets somebody go signs."""
    yield Vector(AREA, "departure", "staff_departure", {"staff": seed("staff", 16).hex()})


def register_steps() -> Iterator[Vector]:
    """What a second person signs in a register."""
    step = plain(RegisterStep(kind="acceptance", row="acceptance-1", hash=seed("row").hex(), state="accepted"))
    yield Vector(AREA, "register_step", "register_step", changed(step, {}))
    yield Vector(AREA, "register_step_of_no_version", "register_step", changed(step, {"hash": ""}), "bad_structure")
    yield Vector(AREA, "register_step_elsewhere", "register_step", changed(step, {"row": "../row"}), "bad_structure")


def signed(record: Values) -> Values:
    """The input of a verification."""
    return {"signed": plain(sign(KEY, REPORT, record)), "public": PUBLIC}
