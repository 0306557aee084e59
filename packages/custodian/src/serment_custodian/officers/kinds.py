"""The kinds of decision that are the officers' own."""

from datetime import timedelta

from serment_custodian.officers import enrolment, switch
from serment_custodian.officers.office import Office
from serment_custodian.officers.types import Kind, Words
from serment_protocol.acts import Decision

DRILL = Words(
    fr="Un exercice : rien n’est fait, chacun montre seulement qu’il peut décider.",
    en="A drill: nothing is done, everybody only shows that they can decide.",
)
STOP = Words(
    fr="Tout arrêter : aucune clé ne sert plus à personne, jusqu’à ce que plusieurs officiers décident de reprendre.",
    en="Stop everything: no key is used for anybody any more, until several officers decide to go on.",
)
RESUME = Words(
    fr="Reprendre : les clés servent de nouveau.",
    en="Go on: keys are used again.",
)
ADD = Words(
    fr="Admettre {name} parmi les officiers. Son repère, à vous faire lire de vive voix : {mark}.",
    en="Make {name} an officer. Their mark, to be read to you by voice: {mark}.",
)
REMOVE = Words(
    fr="Retirer à {name} son rôle d’officier. Ses clés d’accès ne décideront plus de rien.",
    en="Let {name} be an officer no longer. Their passkeys will decide nothing any more.",
)
URGENT = frozenset({"emergency", "drill"})
CHANGE = frozenset({enrolment.CHANGE})


def own_kinds(office: Office) -> list[Kind]:
    """All of them."""
    quorum, delay = office.settings.quorum, timedelta(seconds=office.settings.delay)

    async def nothing(_decision: Decision) -> None:
        """A drill changes nothing, and what turns the switch is the leaf that says so."""

    admit, dismiss, may_leave = enrolment.admit(office), enrolment.dismiss(office), enrolment.may_leave(office)
    return [
        Kind("drill", DRILL, frozenset({"drill"}), quorum, nothing, though_stopped=True, by_hand=True),
        # What stops is never the greater harm, and waits for nobody; what lets go on is.
        Kind(switch.STOP, STOP, URGENT, 1, nothing, though_stopped=True, by_hand=True),
        Kind(switch.RESUME, RESUME, URGENT, quorum, nothing, though_stopped=True, by_hand=True),
        Kind(
            enrolment.ADD,
            ADD,
            CHANGE,
            quorum,
            admit,
            delay,
            public=False,
            form=enrolment.Admission,
            barred=enrolment.concerned,
            though_stopped=True,
        ),
        # Without a delay: whoever goes because their passkey was stolen must go now.
        Kind(
            enrolment.REMOVE,
            REMOVE,
            CHANGE,
            quorum,
            dismiss,
            public=False,
            form=enrolment.Departure,
            require=may_leave,
            barred=enrolment.concerned,
            though_stopped=True,
            by_hand=True,
        ),
    ]
