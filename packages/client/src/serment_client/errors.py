"""What can go wrong beside the protocol's own refusals: one class per fact, its docstring the sentence people read."""

from collections.abc import Mapping, Sequence


class ClientError(Exception):
    """Something went wrong."""

    code: str = "unexpected"

    def __str__(self) -> str:
        sentence = " ".join((self.__doc__ or "").split())
        return f"{sentence} ({self.args[0]})" if self.args else sentence


class Refused(ClientError):
    """The server refused this request."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        following: Sequence[str] = (),
        epoch: int = 0,
        visits: Sequence[str] = (),
        number: int = 0,
        rule: str = "",
        field: str = "",
        place: str = "",
        retry_after: int = 0,
        failed: Mapping[int, str] = {},
    ) -> None:
        super().__init__(detail or code)
        self.status = status
        self.code = code
        self.detail = detail
        self.next = tuple(following)
        self.epoch = epoch
        self.visits = tuple(visits)
        self.number = number
        self.rule = rule
        self.field = field
        self.place = place
        self.retry_after = retry_after
        self.failed = failed
        """Of a series: which of its visits, counted from 0, and as what."""

    def __str__(self) -> str:
        said = self.detail or f"The server refused this request: {self.code}."
        which = ", ".join(f"{code} (visit {number + 1})" for number, code in self.failed.items())
        return f"{said} {which}." if which else said


class NotKnownThere(ClientError):
    """This kind of visit is for those whom the practice knows, and it gave you no word of that yet: telephone it."""

    code = "not_known_there"


class WrongUsage(ClientError):
    """The command cannot be understood."""

    code = "wrong_usage"

    def __str__(self) -> str:
        return str(self.args[0])


class NotAgreed(ClientError):
    """Nothing was done, since you did not say yes."""

    code = "not_agreed"


class AnotherPerson(ClientError):
    """The address proved now is not the one whose end was begun here. Nothing was erased; prove that one."""

    code = "another_person"


class EndingStopped(ClientError):
    """The custodian knows of no such end: somebody stopped it, or the time to fetch the receipt is over."""

    code = "ending_stopped"


class NothingToFinish(ClientError):
    """No end of an account was begun on this device."""

    code = "nothing_to_finish"


class ReceiptsUnreadable(ClientError):
    """This is no file of receipts of an erasure."""

    code = "receipts_unreadable"


class NotHeld(ClientError):
    """No time is held for you under that id on this device, or not any more."""

    code = "not_held"


class NotWaiting(ClientError):
    """Nothing is offered to you in this line, or you do not wait there on this device."""

    code = "not_waiting"


class Offline(ClientError):
    """The server cannot be reached."""

    code = "offline"


class AnswerUnreadable(ClientError):
    """The server's answer is not in the form that was agreed on."""

    code = "answer_unreadable"


class InstallationUnreadable(ClientError):
    """This is not the installation.json of a Serment installation."""

    code = "installation_unreadable"


class InstallationUnnamed(ClientError):
    """Name the installation once: --installation with the address of its web app, such as http://localhost:8002."""

    code = "installation_unnamed"


class InstallationChanged(ClientError):
    """The installation names other servers or log keys than when it was first seen here."""

    code = "installation_changed"


class StateUnreadable(ClientError):
    """The state file cannot be read, or its passphrase is wrong."""

    code = "state_unreadable"


class StateBusy(ClientError):
    """Another program is at work with this state file. Let it end, or name another file."""

    code = "state_busy"


class CodeNeeded(ClientError):
    """First prove your address: ask for a code and enter it."""

    code = "code_needed"


class NotRemembered(ClientError):
    """Nobody is remembered here; sign in first."""

    code = "not_remembered"


class WayUnlisted(ClientError):
    """The account does not list this way in any more."""

    code = "way_unlisted"


class WaysMissing(ClientError):
    """This account has no second way back yet: make a kit, or let another device in and enter there once."""

    code = "ways_missing"


class PassphraseMistyped(ClientError):
    """The two are not the same; nothing was done."""

    code = "passphrase_mistyped"


class DeviceNotAdmitted(ClientError):
    """The other device has not let this one in, or the code has run out; ask it for another."""

    code = "device_not_admitted"


class FileRefused(ClientError):
    """The file cannot be read or written."""

    code = "file_refused"


class KitNeeded(ClientError):
    """The account has no paper kit that a file could be made for; make one first."""

    code = "kit_needed"


class VisitDoubtful(ClientError):
    """A visit is not believed as the platform shows it; list your appointments."""

    code = "visit_doubtful"


class LastWay(ClientError):
    """The last way into an account cannot be removed."""

    code = "last_way"


class RightsMissing(ClientError):
    """Too few rights are left here; sign in with a code to fetch new ones."""

    code = "rights_missing"


class RightsUsedUp(RightsMissing):
    """Too few of this week's rights are left; from Monday on, sign in with a code to fetch new ones."""

    code = "rights_used_up"


class SeedsMissing(ClientError):
    """No manage key is left in the vault; list your appointments, then sign in again."""

    code = "seeds_missing"


class AppointmentUnknown(ClientError):
    """There is no such appointment."""

    code = "appointment_unknown"


class VisitOver(ClientError):
    """Only a visit that is booked and still ahead can change hands."""

    code = "visit_over"


class NotClaimable(ClientError):
    """Only an appointment that the practice booked itself has a code; hand any other over at the counter."""

    code = "not_claimable"


class CodeNotShown(ClientError):
    """No code is being shown, or nothing was proposed yet."""

    code = "code_not_shown"


class CodeUsed(ClientError):
    """This code was used already, or its appointment was cancelled."""

    code = "code_used"


class MotiveUnknown(ClientError):
    """The practice does not offer this motive."""

    code = "motive_unknown"


class ScheduleUnknown(ClientError):
    """The practice has no such calendar."""

    code = "schedule_unknown"


class PracticeUnpinned(ClientError):
    """This account neither opened this practice nor was invited to it."""

    code = "practice_unpinned"


class OfficerOnly(ClientError):
    """Only an officer of the practice can do this."""

    code = "officer_only"


class LastStrongWay(ClientError):
    """A practice of this account wants more than a passphrase, and this is the last such way in."""

    code = "last_strong_way"


class GrantMisplaced(ClientError):
    """Clinical keys are granted to secretaries; practitioners and officers always hold them."""

    code = "grant_misplaced"


class HolderMisplaced(ClientError):
    """The second share goes to another member of the practice, or on paper."""

    code = "holder_misplaced"


class PapersUnwatched(ClientError):
    """This change makes new recovery shares; somebody must be there to take the paper."""

    code = "papers_unwatched"


class ShareNotMine(ClientError):
    """This account holds no share of the practice."""

    code = "share_not_mine"


class ShareLost(ClientError):
    """The custodian was away when these shares were made, and its own is lost; make new ones."""

    code = "share_lost"


class ShareUnreleased(ClientError):
    """The custodian has not released its share yet."""

    code = "share_unreleased"


class CompartmentClosed(ClientError):
    """The clinical notes of this practice are not open to this account."""

    code = "compartment_closed"


class InvitationUnknown(ClientError):
    """There is no answered invitation of this id."""

    code = "invitation_unknown"


class PublicationConflict(ClientError):
    """Somebody else published meanwhile; read the newest publication first."""

    code = "publication_conflict"


class ReleaseKeyUnnamed(ClientError):
    """The installation does not name this release key, so nobody would believe what it signs."""

    code = "release_key_unnamed"


class RootNotMine(ClientError):
    """No new root of this practice waits that this account has made."""

    code = "root_not_mine"


class ConsentMissing(ClientError):
    """Nobody has agreed to this, or not by the present text; for one visit of a relative, their name can be typed."""

    code = "consent_missing"


class ConsentWithdrawn(ClientError):
    """The patient has taken their agreement back."""

    code = "consent_withdrawn"


class ProjectMissing(ClientError):
    """This practice has named no research, so nobody is asked about it."""

    code = "project_missing"


class RecipientUnknown(ClientError):
    """That practice has no such practitioner, or several of this beginning."""

    code = "recipient_unknown"


class ReferralUnknown(ClientError):
    """No letter of another practice lies here under this id."""

    code = "referral_unknown"


class ConsentUnknown(ClientError):
    """Nothing was decided under this id."""

    code = "consent_unknown"


class AskedLately(ClientError):
    """A no was noted less than six months ago, so this is not asked before the day that is told here."""

    code = "asked_lately"


class SmsMissing(ClientError):
    """You have not agreed to SMS, or took it back: no number is given to the custodian before."""

    code = "consent_missing"


class SmsNotOffered(ClientError):
    """The custodian sends no SMS here, so nobody is asked."""

    code = "no_gateway"


class RequestUnknown(ClientError):
    """No such request was found about this visit."""

    code = "request_unknown"


class TooEarly(ClientError):
    """Medical information is not given before forty-eight hours have passed; the person may think again until then."""

    code = "too_early"


class IdentityUnchecked(ClientError):
    """This visit was handed over: whoever has it may not be who asked. Make sure who it is, and say that you did."""

    code = "identity_unchecked"


class VisitRestricted(ClientError):
    """This person has had the use of these data restricted; lift that first, if they agree or it has ended."""

    code = "visit_restricted"
