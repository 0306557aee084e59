"""Which controls there are, which of them apply here, and what the software brings for each. Pure.

Numbers are the standards', titles are our own: nobody's text is copied.
"""

from collections.abc import Mapping

from serment_kernel.processors import Words
from serment_platform.compliance.exchange.parts import (
    CATALOG,
    document,
    filled,
    prop,
    said,
    statement,
    uuid_of,
)
from serment_platform.compliance.exchange.types import Document, Installation, Measure
from serment_platform.compliance.registers import controls, requirements
from serment_platform.compliance.registers.exporting import order
from serment_platform.compliance.registers.types import ALTERED, Version, in_language, text_of, words

ISO, HDS = words("ISO/IEC 27001:2022, annexe A", "ISO/IEC 27001:2022, annex A"), words("HDS 2024", "HDS 2024")


def catalog(inputs: Installation) -> Document:
    """Controls and requirements by number."""
    groups = [
        _group(inputs, "iso27001", ISO, controls.TITLES),
        _group(inputs, "hds", HDS, requirements.TITLES),
    ]
    return document(inputs, "catalog", words("Liste de contrôles", "List of controls"), {"groups": groups})


def profile(inputs: Installation) -> Document:
    """The choice of the Statement of Applicability, with the reason of each exclusion."""
    chosen = {"href": CATALOG, "include-controls": [{"with-ids": applicable(inputs)}]}
    excluded = [
        prop("soa-exclusion", each.id, text_of(each.fields, "reason"))
        for each in sorted(inputs.register("control"), key=lambda row: order(row.id))
        if not applies(each)
    ]
    title, body = words("Contrôles qui s’appliquent", "Controls that apply"), {"imports": [chosen]}
    return document(inputs, "profile", title, body, inputs.origin, excluded)


def components(inputs: Installation) -> Document:
    """What the software offers: each check is a rule under its own id."""
    title = words("Serment, le logiciel", "Serment, the software")
    component = {
        "uuid": SOFTWARE,
        "type": "software",
        "title": in_language(title, inputs.language),
        "description": said(
            inputs,
            "Plateforme de rendez-vous qui se mesure elle-même : chaque règle est un contrôle qui tourne.",
            "An appointment platform that measures itself: each rule is a check that runs.",
        ),
        "props": [each for check in inputs.checks for each in _rule(inputs, check)],
        "control-implementations": [
            filled(
                {
                    "uuid": uuid_of("control-implementation", "software"),
                    "source": CATALOG,
                    "description": said(inputs, "Ce que les contrôles mesurent.", "What the checks measure."),
                    "implemented-requirements": [_measured(inputs, each) for each in measured(inputs)],
                }
            )
        ]
        if measured(inputs)
        else [],
    }
    return document(inputs, "component-definition", title, {"components": [filled(component)]})


SOFTWARE = uuid_of("component", "software")


def applicable(inputs: Installation) -> list[str]:
    """Controls that the statement applies, and all requirements."""
    rows = [each.id for each in inputs.register("control") if applies(each)]
    return sorted([*rows, *(each.id for each in inputs.register("requirement"))], key=order)


def applies(row: Version) -> bool:
    """Whether the statement says so of a control; one that was edited past it is not left out by its own word."""
    return row.state == ALTERED or row.fields.get("applicable") is True


def measured(inputs: Installation) -> list[str]:
    """Controls and requirements that at least one check measures."""
    return sorted({control for check in inputs.checks for control in check.controls}, key=order)


def _group(inputs: Installation, name: str, title: Words, titles: Mapping[str, Words]) -> Document:
    found = [_control(number, in_language(each, inputs.language)) for number, each in titles.items()]
    return {"id": name, "title": in_language(title, inputs.language), "controls": found}


def _control(number: str, title: str) -> Document:
    part = {"id": statement(number), "name": "statement", "prose": title}
    return {"id": number, "title": title, "props": [{"name": "label", "value": number}], "parts": [part]}


def _rule(inputs: Installation, check: Measure) -> list[Document]:
    """As compliance-trestle and its kin read rules: properties of one set have the same remark."""
    title = in_language(check.title, inputs.language)
    values = {"Rule_Id": check.id, "Rule_Description": title, "Check_Id": check.id, "Check_Description": title}
    return [prop(name, value, f"rule_set_{check.id}") for name, value in values.items()]


def _measured(inputs: Installation, control: str) -> Document:
    checks = inputs.measures_of(control)
    return {
        "uuid": uuid_of("software", control),
        "control-id": control,
        "description": "; ".join(in_language(each.title, inputs.language) for each in checks),
        "props": [prop("Rule_Id", each.id) for each in checks],
    }
