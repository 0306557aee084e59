"""What is measured when (assessment plan), and what was found (assessment results). Pure.

An observation is the newest run of a check and names its event in the chain; a finding is how a control stands. Only
what passed and is fresh satisfies: what is old, in error or was never measured does not, and says why.
"""

from collections.abc import Iterable

from serment_platform.compliance.exchange.baseline import measured
from serment_platform.compliance.exchange.parts import (
    ASSESSMENT,
    PLAN,
    document,
    filled,
    prop,
    props,
    said,
    selection,
    statement,
    uuid_of,
)
from serment_platform.compliance.exchange.plan import system_of
from serment_platform.compliance.exchange.types import Colour, Document, Installation, Measure, Run
from serment_platform.compliance.registers.types import in_language, words
from serment_protocol.encoding import write_time

METHOD = "TEST"
WORST: tuple[Colour, ...] = ("red", "error", "grey", "green", "not_applicable")
REASONS: dict[Colour, str] = {"green": "pass", "red": "fail"}
"""Everything else is `other`."""
STANDS = {
    "green": words("réussi et récent", "passed, and recent"),
    "red": words("échec", "failed"),
    "error": words("le contrôle est en erreur, et ne dit donc rien", "the check is in error, and so says nothing"),
    "grey": words("trop vieux ou jamais mesuré", "too old, or never measured"),
    "not_applicable": words("sans objet ici", "not applicable here"),
}


def assessment_plan(inputs: Installation) -> Document:
    """Each check as an activity and a task that comes again after its period."""
    body = {
        "import-ssp": {"href": PLAN},
        "local-definitions": {"activities": [_activity(inputs, each) for each in inputs.checks]},
        "reviewed-controls": selection(measured(inputs)),
        "assessment-assets": {"assessment-platforms": [_platform(inputs)]},
        "tasks": [_task(inputs, each) for each in inputs.checks],
    }
    title = words("Programme de mesures", "Plan of measurements")
    return document(inputs, "assessment-plan", title, body, inputs.origin)


def assessment_results(inputs: Installation) -> Document:
    """How everything stands at this moment."""
    runs = [each.run for each in inputs.checks if each.run]
    now = write_time(inputs.now)
    findings = (_finding(inputs, control) for control in measured(inputs))
    result = {
        "uuid": uuid_of("result", now, inputs.origin),
        "title": said(inputs, f"État au {now}", f"State at {now}"),
        "description": said(
            inputs,
            "La dernière mesure de chaque contrôle. Toutes les autres sont dans la chaîne de preuves.",
            "The newest run of each check. All others are in the chain of evidence.",
        ),
        "start": min((each.started for each in runs), default=now),
        "end": max((now, *(each.ended for each in runs))),
        "reviewed-controls": selection(measured(inputs)),
        "observations": [observation(inputs, each) for each in inputs.checks if each.run],
        "findings": [each for each in findings if each],
    }
    body = {
        "import-ap": {"href": ASSESSMENT},
        "results": [filled(result)],
        "back-matter": {"resources": [evidence(inputs)]},
    }
    return document(inputs, "assessment-results", words("Mesures", "Measurements"), body, inputs.origin)


def evidence(inputs: Installation) -> Document:
    """The chain, as a resource: the extract beside the files, or where to ask for one."""
    name, digest = inputs.evidence or ("", "")
    rlink = {"href": name, "hashes": [{"algorithm": "SHA-256", "value": digest}]}
    return filled(
        {
            "uuid": evidence_of(inputs),
            "title": said(inputs, f"Chaîne de preuves de {inputs.origin}", f"Chain of evidence of {inputs.origin}"),
            "description": said(
                inputs,
                "Un extrait se vérifie par `serment verify evidence FICHIER`.",
                "An extract is verified by `serment verify evidence FILE`.",
            ),
            "rlinks": [rlink] if name else [],
        }
    )


def evidence_of(inputs: Installation) -> str:
    """The id of that resource."""
    return uuid_of("evidence", inputs.origin)


def observation(inputs: Installation, check: Measure) -> Document:
    """The newest run of a check, and its event."""
    run = check.run
    assert run is not None  # noqa: S101 -- asked for those that ran
    seen = {"check": check.id, "state": check.colour, "result": run.result, "last-seen-failing": run.seen_failing}
    return {
        "uuid": observation_of(inputs, check, run),
        "title": f"{check.id} {in_language(check.title, inputs.language)}",
        "description": _stands(inputs, check.colour),
        "props": props({**seen, "population": run.population, "sample": run.sample}),
        "methods": [METHOD],
        "types": ["control-objective"],
        "origins": [_origin(inputs, check)],
        "subjects": [{"subject-uuid": system_of(inputs), "type": "component"}],
        "relevant-evidence": [_event(inputs, run)],
        "collected": run.ended,
        "expires": run.fresh_until,
    }


def observation_of(inputs: Installation, check: Measure, run: Run) -> str:
    """Its id: that of the event."""
    return uuid_of("observation", check.id, run.hash, inputs.origin)


def state_of(checks: Iterable[Measure]) -> Colour:
    """A control stands as the worst of its checks."""
    found = {each.colour for each in checks}
    for each in WORST:
        if each in found:
            return each
    return "grey"


def _stands(inputs: Installation, colour: Colour) -> str:
    return in_language(STANDS[colour], inputs.language)


def _event(inputs: Installation, run: Run) -> Document:
    return {
        "href": f"#{evidence_of(inputs)}",
        "description": said(inputs, f"Événement {run.event} de la chaîne.", f"Event {run.event} of the chain."),
        "props": props({"chain": inputs.origin, "event": run.event, "event-hash": run.hash}),
    }


def _finding(inputs: Installation, control: str) -> Document:
    """Nothing is found where no check applies."""
    checks = inputs.measures_of(control)
    colour = state_of(checks)
    if colour == "not_applicable":
        return {}
    state = "satisfied" if colour == "green" else "not-satisfied"
    target = {
        "type": "statement-id",
        "target-id": statement(control),
        "status": {
            "state": state,
            "reason": REASONS.get(colour, "other"),
            "remarks": _stands(inputs, colour),
        },
    }
    observed = [{"observation-uuid": observation_of(inputs, each, each.run)} for each in checks if each.run]
    return filled(
        {
            "uuid": uuid_of("finding", control, inputs.origin),
            "title": control,
            "description": ", ".join(f"{each.id} {_stands(inputs, each.colour)}" for each in checks),
            "target": target,
            "related-observations": observed,
        }
    )


def _activity(inputs: Installation, check: Measure) -> Document:
    title = in_language(check.title, inputs.language)
    return {
        "uuid": uuid_of("activity", check.id),
        "title": check.id,
        "description": title,
        "props": [{"name": "method", "value": METHOD}, prop("Rule_Id", check.id)],
        "related-controls": selection(check.controls),
    }


def _task(inputs: Installation, check: Measure) -> Document:
    every = {"period": check.period_seconds, "unit": "seconds"}
    return {
        "uuid": task_of(inputs, check),
        "type": "action",
        "title": check.id,
        "timing": {"at-frequency": every},
        "associated-activities": [
            {
                "activity-uuid": uuid_of("activity", check.id),
                "subjects": [{"type": "component", "include-subjects": [_subject(inputs)]}],
            }
        ],
    }


def task_of(inputs: Installation, check: Measure) -> str:
    """The id of the task that is this check."""
    return uuid_of("task", check.id, inputs.origin)


def _subject(inputs: Installation) -> Document:
    return {"subject-uuid": system_of(inputs), "type": "component"}


def _platform(inputs: Installation) -> Document:
    return {
        "uuid": _engine(inputs),
        "title": said(inputs, "Moteur de contrôles", "Check engine"),
        "uses-components": [{"component-uuid": system_of(inputs)}],
    }


def _engine(inputs: Installation) -> str:
    return uuid_of("assessment-platform", inputs.origin)


def _origin(inputs: Installation, check: Measure) -> Document:
    return {
        "actors": [{"type": "assessment-platform", "actor-uuid": _engine(inputs)}],
        "related-tasks": [{"task-uuid": task_of(inputs, check)}],
    }
