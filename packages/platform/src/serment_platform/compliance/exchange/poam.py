"""Findings, and what is done about them (plan of action and milestones). Pure. Without a finding there is none."""

from serment_platform.compliance.exchange.assessment import evidence, observation, observation_of
from serment_platform.compliance.exchange.parts import PLAN, document, filled, line, moment, props_of, said, uuid_of
from serment_platform.compliance.exchange.types import Document, Installation, Measure
from serment_platform.compliance.registers.exporting import order, title_of
from serment_platform.compliance.registers.kinds import kind_of
from serment_platform.compliance.registers.types import Version, text_of, words

STATUS = {"open": "open", "corrected": "remediating", "closed": "closed"}
LIFECYCLES = {"planned": "planned", "done": "completed", "closed": "completed"}


def plan_of_action(inputs: Installation) -> Document:
    """One item for each finding of the register."""
    findings = sorted(inputs.register("finding"), key=lambda row: order(row.id))
    measured = [each for each in inputs.checks if each.id in {text_of(row.fields, "check") for row in findings}]
    observed = [observation(inputs, each) for each in measured if each.run]
    body = {
        "import-ssp": {"href": PLAN},
        "system-id": {"id": inputs.origin},
        "observations": observed,
        "risks": [_risk(inputs, each) for each in findings],
        "poam-items": [_item(inputs, each) for each in findings],
        "back-matter": {"resources": [evidence(inputs)]} if observed else {},
    }
    title = words("Constats et actions correctives", "Findings and corrective actions")
    return document(inputs, "plan-of-action-and-milestones", title, body, inputs.origin)


def _risk(inputs: Installation, row: Version) -> Document:
    until = text_of(row.fields, "correct_until")
    what = text_of(row.fields, "what")
    return filled(
        {
            "uuid": _risk_of(inputs, row),
            "title": line(title_of(kind_of("finding"), row, inputs.language)),
            "description": text_of(row.fields, "cause") or what,
            "statement": what,
            "status": STATUS.get(row.state, "open"),
            "deadline": moment(until) if until else "",
            "remediations": [
                _remediation(inputs, each)
                for each in inputs.register("action")
                if text_of(each.fields, "finding") == row.id
            ],
            "related-observations": _observations(inputs, row),
        }
    )


def _remediation(inputs: Installation, row: Version) -> Document:
    return {
        "uuid": uuid_of("action", row.id, inputs.origin),
        "lifecycle": LIFECYCLES.get(row.state, "planned"),
        "title": line(title_of(kind_of("action"), row, inputs.language)),
        "description": text_of(row.fields, "what"),
        "props": props_of(row, "owner", "until", "done_on", "effective_on"),
    }


def _item(inputs: Installation, row: Version) -> Document:
    return filled(
        {
            "uuid": uuid_of("item", row.id, inputs.origin),
            "title": line(title_of(kind_of("finding"), row, inputs.language)),
            "description": text_of(row.fields, "what"),
            "props": props_of(row, "grade", "source", "contradicts", "owner", "corrected_on", "effective_on"),
            "related-observations": _observations(inputs, row),
            "related-risks": [{"risk-uuid": _risk_of(inputs, row)}],
            "remarks": text_of(row.fields, "correction") or said(inputs, "Pas encore corrigé.", "Not corrected yet."),
        }
    )


def _risk_of(inputs: Installation, row: Version) -> str:
    return uuid_of("risk", row.id, inputs.origin)


def _observations(inputs: Installation, row: Version) -> list[Document]:
    named = text_of(row.fields, "check")
    found: list[Measure] = [each for each in inputs.checks if each.id == named]
    return [{"observation-uuid": observation_of(inputs, each, each.run)} for each in found if each.run]
