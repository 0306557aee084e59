"""This installation: its parts, and how it says that it meets each control (system security plan). Pure.

It is what the registers claim. What was measured stands in the results, and the two may contradict each other.
"""

from serment_platform.compliance.exchange.baseline import applicable
from serment_platform.compliance.exchange.parts import (
    PROFILE,
    document,
    filled,
    prop,
    props,
    props_of,
    said,
    statement,
    uuid_of,
)
from serment_platform.compliance.exchange.types import Document, Installation
from serment_platform.compliance.registers.exporting import title_of
from serment_platform.compliance.registers.kinds import kind_of
from serment_platform.compliance.registers.types import (
    ALTERED,
    ALTERED_STATE,
    Version,
    in_language,
    list_of,
    text_of,
    words,
)

STATUS = {"none": "not-implemented", "open": "not-implemented", "met": "implemented", "outside": "not-applicable"}
"""In OSCAL's words; others are the same. It has none for a control of which nothing is done."""
SORTS = {"place": "physical", "people": "service", "medium": "hardware", "business": "service"}


def system_plan(inputs: Installation) -> Document:
    """Scope, parts, and a statement for each control that applies."""
    body = {
        "import-profile": {"href": PROFILE},
        "system-characteristics": _characteristics(inputs),
        "system-implementation": {
            "components": [_system(inputs), *(_component(inputs, each) for each in _assets(inputs))],
        },
        "control-implementation": {
            "description": said(
                inputs,
                "Ce que la déclaration d’applicabilité dit de chaque contrôle.",
                "What the Statement of Applicability says of each control.",
            ),
            "implemented-requirements": [_requirement(inputs, each) for each in applicable(inputs)],
        },
    }
    title = words("Ce système et ses contrôles", "This system and its controls")
    return document(inputs, "system-security-plan", title, body, inputs.origin)


def system_of(inputs: Installation) -> str:
    """The id of the part that is the whole installation."""
    return uuid_of("component", "system", inputs.origin)


def _characteristics(inputs: Installation) -> Document:
    scope = said(
        inputs,
        "La plateforme de rendez-vous, sa base, son journal et ses sauvegardes ; le dépositaire et l’éditeur sont"
        " d’autres mains, et ont leurs propres preuves.",
        "The appointment platform, its database, its log and its backups; custodian and publisher are other hands, and"
        " have evidence of their own.",
    )
    return {
        "system-ids": [{"id": inputs.origin}],
        "system-name": inputs.origin,
        "description": scope,
        "system-information": {"information-types": [_information(inputs, each) for each in _sensitivities(inputs)]},
        "status": _status(inputs),
        "authorization-boundary": {"description": scope},
    }


def _status(inputs: Installation) -> Document:
    if not inputs.demonstration:
        return {"state": "operational"}
    remarks = said(inputs, "Démonstration aux données fictives.", "A demonstration with fictitious data.")
    return {"state": "other", "remarks": remarks}


def _sensitivities(inputs: Installation) -> list[str]:
    found = {text_of(each.fields, "sensitivity") for each in _assets(inputs)}
    return sorted(found - {""}) or ["health"]


def _information(inputs: Installation, sensitivity: str) -> Document:
    field = kind_of("asset").field("sensitivity")
    name = next(each.name for each in field.choices if each.id == sensitivity) if field else words("", "")
    title = in_language(name, inputs.language)
    return {"uuid": uuid_of("information", sensitivity, inputs.origin), "title": title, "description": title}


def _assets(inputs: Installation) -> list[Version]:
    return sorted((each for each in inputs.register("asset") if each.state != "retired"), key=lambda row: row.id)


def _system(inputs: Installation) -> Document:
    return {
        "uuid": system_of(inputs),
        "type": "this-system",
        "title": inputs.origin,
        "description": said(inputs, "Cette installation entière.", "This installation as a whole."),
        "props": [prop("release", inputs.release)],
        "status": _status(inputs),
    }


def _component(inputs: Installation, row: Version) -> Document:
    sort = text_of(row.fields, "sort")
    title = title_of(kind_of("asset"), row, inputs.language)
    doubts = {"seeded": words("Amorcé, revu par personne.", "Seeded, reviewed by nobody."), ALTERED: ALTERED_STATE.name}
    doubt = doubts.get(row.state)
    return {
        "uuid": uuid_of("asset", row.id, inputs.origin),
        "type": SORTS.get(sort, sort),
        "title": title,
        "description": text_of(row.fields, "notes") or title,
        "props": props_of(row, "place", "owner", "processor"),
        "status": {"state": "other", "remarks": in_language(doubt, inputs.language)}
        if doubt
        else {"state": "operational"},
    }


def _requirement(inputs: Installation, control: str) -> Document:
    kind = "control" if control in inputs.rows.get("control", {}) else "requirement"
    row = inputs.rows[kind][control]
    status = "none" if row.state == ALTERED else text_of(row.fields, "status")
    known = {
        "soa-state": row.state,
        "soa-version": str(row.version),
        "responsibility": text_of(row.fields, "responsibility"),
        "sources": ", ".join(list_of(row.fields, "sources")),
    }
    statement_of = {
        "component-uuid": system_of(inputs),
        "uuid": uuid_of("by-component", control, inputs.origin),
        "description": _answer(inputs, row),
        "props": [prop("Rule_Id", each.id) for each in inputs.measures_of(control)],
        "implementation-status": {"state": STATUS.get(status, status)},
    }
    return {
        "uuid": uuid_of("requirement", control, inputs.origin),
        "control-id": control,
        "props": props(known),
        "statements": [
            {
                "statement-id": statement(control),
                "uuid": uuid_of("statement", control, inputs.origin),
                "by-components": [filled(statement_of)],
            }
        ],
    }


def _answer(inputs: Installation, row: Version) -> str:
    answer = text_of(row.fields, "reason") or text_of(row.fields, "answer")
    return answer or said(inputs, "Personne n’a encore répondu.", "Nobody has answered yet.")
