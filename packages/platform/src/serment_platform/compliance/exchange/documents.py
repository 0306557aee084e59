"""All documents of an export, by file name. Pure: the same rows and checks at the same moment give the same bytes."""

import json

from serment_platform.compliance.exchange import parts
from serment_platform.compliance.exchange.assessment import assessment_plan, assessment_results
from serment_platform.compliance.exchange.baseline import catalog, components, profile
from serment_platform.compliance.exchange.plan import system_plan
from serment_platform.compliance.exchange.poam import plan_of_action
from serment_platform.compliance.exchange.types import Document, Documents, Installation


def documents(inputs: Installation) -> Documents:
    """Every document; a plan of action only where there is a finding, since OSCAL knows no empty one."""
    inputs = inputs.in_its_language()
    made = {
        parts.CATALOG: catalog(inputs),
        parts.PROFILE: profile(inputs),
        parts.COMPONENTS: components(inputs),
        parts.PLAN: system_plan(inputs),
        parts.ASSESSMENT: assessment_plan(inputs),
        parts.RESULTS: assessment_results(inputs),
    }
    return made | ({parts.POAM: plan_of_action(inputs)} if inputs.register("finding") else {})


def written(made: Document) -> bytes:
    """A document as a file that people can read, too."""
    return json.dumps(made, ensure_ascii=False, indent=2).encode() + b"\n"
