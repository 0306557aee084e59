"""Refusals: why something was not done, as one class per fact."""

import msgspec

from serment_protocol.errors import ProtocolRefusal


class Refusal(Exception):
    """This was refused."""

    code: str = "refused"
    """Stable, for programs."""
    status: int = 400

    def __init__(self, **members: object) -> None:
        super().__init__()
        self.members = members
        """What a program may need beside the code: free times, an epoch, the name of a field."""

    @property
    def sentence(self) -> str:
        """The docstring of the class, which is what people read."""
        return sentence_of(type(self))

    def __str__(self) -> str:
        return self.sentence


class CannotListen(Exception):
    """The address is taken, or is not this machine's."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(f"Cannot listen on {host}:{port}: {why}.")


def sentence_of(kind: type[BaseException]) -> str:
    """The docstring of an error in one line."""
    return " ".join((kind.__doc__ or "").split())


class ProtocolRefused(Refusal):
    """What was received does not follow the protocol."""

    def __init__(self, code: str, status: int, sentence: str) -> None:
        super().__init__()
        self.code = code
        self.status = status
        self._sentence = sentence

    @property
    def sentence(self) -> str:
        """The sentence of the protocol's own error."""
        return self._sentence


STATUS_OF_FORM = {"bad_base64": 400, "not_canonical": 400, "bad_structure": 400, "unknown_version": 400}
"""What of the protocol's refusals is a matter of form; a token is refused by 403, anything else by 422."""


def of_protocol(error: ProtocolRefusal) -> Refusal:
    """A refusal of the protocol as one of HTTP, with the same code and sentence."""
    status = 403 if error.code.startswith("token_") else STATUS_OF_FORM.get(error.code, 422)
    return ProtocolRefused(error.code, status, sentence_of(type(error)))


def problem_of(refusal: Refusal) -> bytes:
    """A refusal as a problem document."""
    return problem(refusal.code, refusal.status, refusal.sentence, **refusal.members)


def problem(code: str, status: int, sentence: str, **members: object) -> bytes:
    """A problem document (RFC 9457). `type` stays `about:blank`: the stable name is `code`."""
    return msgspec.json.encode({"title": sentence, "status": status, "code": code, **members})


PROBLEM_TYPE = "application/problem+json"
