"""What is refused of a register, in the words people read."""

from serment_kernel.errors import Refusal


class KindUnknown(Refusal):
    """There is no such register."""

    code = "register_unknown"
    status = 404


class RowUnknown(Refusal):
    """There is no such row in this register."""

    code = "register_row_unknown"
    status = 404


class RowExists(Refusal):
    """There is a row of this name already."""

    code = "register_row_exists"
    status = 409


class RowChanged(Refusal):
    """Somebody changed this row meanwhile; read it again."""

    code = "register_row_changed"
    status = 409


class RowFrozen(Refusal):
    """In this state the row is not changed; take it back a step first."""

    code = "register_row_frozen"
    status = 409


class StepRefused(Refusal):
    """This state does not follow from the one the row is in."""

    code = "register_step_refused"
    status = 409


class SecondPerson(Refusal):
    """This takes a second person: somebody else than whoever wrote what is there."""

    code = "register_second_person"
    status = 403


class NothingElse(Refusal):
    """A step that takes a second person changes the state and nothing else."""

    code = "register_nothing_else"
    status = 422


class NotYourRegister(Refusal):
    """Your office does not write in this register."""

    code = "register_not_yours"
    status = 403


class WrittenByTheSoftware(Refusal):
    """The software writes this register; nobody else does."""

    code = "register_not_typed"
    status = 409


class FieldUnknown(Refusal):
    """The register has no such field."""

    code = "register_field_unknown"
    status = 422


class FieldRefused(Refusal):
    """This is not a value of the field."""

    code = "register_field_refused"
    status = 422


class FieldMissing(Refusal):
    """A field that must be filled in is empty."""

    code = "register_field_missing"
    status = 422


class WrittenOnce(Refusal):
    """This field is written once, and was."""

    code = "register_written_once"
    status = 409


class InTheFuture(Refusal):
    """This cannot have happened yet."""

    code = "register_in_the_future"
    status = 422


class NothingChanged(Refusal):
    """That is what the row says already."""

    code = "register_nothing_changed"
    status = 409


class PasskeyNeeded(Refusal):
    """This step takes your passkey over what it is about, not a session alone."""

    code = "register_passkey_needed"
    status = 403
