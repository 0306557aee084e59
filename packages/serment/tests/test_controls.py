"""What the platform's registers say of checks, held against what both hands declare."""

from serment_custodian.compliance.checks import CHECKS as CUSTODIAN
from serment_platform.compliance.checks import CHECKS as PLATFORM
from serment_platform.compliance.registers.controls import CONTROLS
from serment_platform.compliance.registers.requirements import REQUIREMENTS
from serment_platform.compliance.registers.seeds import linked_checks, seeds

DECLARED = {(ref.replace(" ", "-"), each.id) for each in (*PLATFORM, *CUSTODIAN) for ref in each.refs}


def test_controls_name_every_check_that_shows_them_and_no_other() -> None:
    named = {(ref, check) for ref in (*CONTROLS, *REQUIREMENTS) for check in linked_checks(ref)}
    assert named == DECLARED


def test_no_control_claims_a_live_check_that_does_not_exist() -> None:
    live = {each.id for each in seeds([]) if each.kind == "control" and each.fields["shown"] == "L"}
    assert live <= {ref for ref, _ in DECLARED}
