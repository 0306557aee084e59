"""What the platform adds to its auditor kit: registers, OSCAL, and how to read it all. Pure."""

from serment_platform.compliance.exchange.documents import documents, written
from serment_platform.compliance.exchange.guide import guide
from serment_platform.compliance.exchange.pages import page
from serment_platform.compliance.exchange.types import Installation, measured_states
from serment_platform.compliance.registers.exporting import table
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.printing import paper_of
from serment_platform.compliance.registers.types import Language, Version
from serment_protocol.encoding import write_time

LANGUAGES: tuple[Language, ...] = ("fr", "en")


def contents(inputs: Installation, data_map: list[Version]) -> dict[str, bytes]:
    """What follows from rows and checks: registers as CSV, as pages and as PDF, OSCAL, and how to read it all."""
    found = {f"oscal/{name}": written(each) for name, each in documents(inputs).items()}
    states, made = measured_states(inputs.checks), write_time(inputs.now)
    for language in LANGUAGES:
        for kind in REGISTERS.values():
            rows = data_map if kind.origin == "schema" else inputs.register(kind.id)
            found[f"registers/{language}/{kind.id}.csv"] = table(kind, rows, language, states).encode()
            shown = page(kind, rows, language, states, inputs.origin, made)
            found[f"registers/{language}/{kind.id}.html"] = shown.encode()
            found[f"registers/{language}/{kind.id}.pdf"] = paper_of(
                kind, rows, language, states, inputs.origin, inputs.now
            )
        found[f"README.{language}.txt"] = guide(inputs, language).encode()
    return found
