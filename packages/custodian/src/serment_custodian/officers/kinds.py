"""The kinds of decision that are the officers' own."""

from serment_custodian import config
from serment_custodian.officers.types import Kind, Words
from serment_protocol.acts import Decision


def own_kinds(settings: config.Officers) -> list[Kind]:
    """All of them."""
    return [
        Kind(
            name="drill",
            words=Words(
                fr="Un exercice : rien n’est fait, et chacun a montré qu’il pouvait décider.",
                en="A drill: nothing is done, and everybody has shown that they can decide.",
            ),
            reasons=frozenset({"drill"}),
            quorum=settings.quorum,
            carry_out=nothing,
        )
    ]


async def nothing(_decision: Decision) -> None:
    """A drill changes nothing."""
