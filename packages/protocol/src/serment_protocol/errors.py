"""Why bytes are refused: one class per fact, its docstring the sentence that people read, its code the same forever."""

from typing import ClassVar


class ProtocolRefusal(Exception):
    """What was received does not follow the protocol."""

    code: ClassVar[str] = "refused"

    def __str__(self) -> str:
        sentence = " ".join((self.__doc__ or "").split())
        return f"{sentence} ({self.args[0]})" if self.args else sentence


class BadBase64(ProtocolRefusal):
    """A byte field is not base64url without padding."""

    code = "bad_base64"


class NotCanonical(ProtocolRefusal):
    """The bytes are not the one canonical form of their content."""

    code = "not_canonical"


class BadStructure(ProtocolRefusal):
    """A field is missing, unknown, or not of its kind."""

    code = "bad_structure"


class UnknownVersion(ProtocolRefusal):
    """This was written in a version of the protocol that is not known here."""

    code = "unknown_version"


class BadSignature(ProtocolRefusal):
    """The signature does not fit what it stands under."""

    code = "bad_signature"


class SignatureExpired(ProtocolRefusal):
    """The signature was made too long ago, or in the future."""

    code = "signature_expired"


class BadMac(ProtocolRefusal):
    """The answer was not made with the invitation's secret."""

    code = "bad_mac"


class CannotOpen(ProtocolRefusal):
    """These bytes do not open with this key in this place."""

    code = "cannot_open"


class TooLarge(ProtocolRefusal):
    """The content is larger than its place allows."""

    code = "too_large"


class BadPadding(ProtocolRefusal):
    """The padding is not as the protocol writes it."""

    code = "bad_padding"


class BadCode(ProtocolRefusal):
    """This is no code of this kind; one has twelve words, or the address behind its picture."""

    code = "bad_code"


class BadAnswer(ProtocolRefusal):
    """What lies at the counter does not belong to this meeting."""

    code = "bad_answer"


class CommitmentBroken(ProtocolRefusal):
    """What was told here is not what the code on the screen stands for."""

    code = "commitment_broken"


class BadLetter(ProtocolRefusal):
    """This letter does not say what its cover says, or does not belong to this mailbox."""

    code = "bad_letter"


class BadKitFile(ProtocolRefusal):
    """This is not the file of a paper kit."""

    code = "bad_kit_file"


class BadKit(ProtocolRefusal):
    """These are not the twelve words of a paper kit."""

    code = "bad_kit"


class BadShare(ProtocolRefusal):
    """These are not the twenty-four words of a recovery share."""

    code = "bad_share"


class WrongShare(ProtocolRefusal):
    """This is none of the shares now valid: it was altered, or others have replaced it."""

    code = "wrong_share"


class SameShare(ProtocolRefusal):
    """This is the same share twice; it takes two different ones."""

    code = "same_share"


class WeakPassphrase(ProtocolRefusal):
    """This passphrase would be too easy to guess."""

    code = "weak_passphrase"


class AnotherErasure(ProtocolRefusal):
    """This is the receipt of another erasure."""

    code = "another_erasure"


class VaultRolledBack(ProtocolRefusal):
    """The vault is older than one that was seen here before."""

    code = "vault_rolled_back"


class BadElement(ProtocolRefusal):
    """This is no element of the ristretto255 group, or the one that must not be used."""

    code = "bad_element"


class CredentialRefused(ProtocolRefusal):
    """This is no word of the practice, or none for this kind of visit, or not any more."""

    code = "credential_refused"


class TokenMalformed(ProtocolRefusal):
    """This is not in the form of a right to book."""

    code = "token_malformed"


class TokenForged(ProtocolRefusal):
    """The custodian did not issue this right."""

    code = "token_forged"


class TokenKeyUnknown(ProtocolRefusal):
    """This right was issued under a key that is not known here."""

    code = "token_key_unknown"


class TokenExpired(ProtocolRefusal):
    """This right has run out."""

    code = "token_expired"


class TokenWrongPurpose(ProtocolRefusal):
    """This right was issued for something else."""

    code = "token_wrong_purpose"


class TicketSize(ProtocolRefusal):
    """A ticket has exactly one size, and this one has another."""

    code = "ticket_size"


class PublicationForged(ProtocolRefusal):
    """What the practice seems to publish was not signed by its desk."""

    code = "publication_forged"


class AnotherPractice(ProtocolRefusal):
    """These are the keys of another practice than the one asked for."""

    code = "another_practice"


class EpochRolledBack(ProtocolRefusal):
    """The practice's keys are older than those seen here before."""

    code = "epoch_rolled_back"


class RootRolledBack(ProtocolRefusal):
    """The practice's root was replaced before, and here is an earlier one, or another."""

    code = "root_rolled_back"


class RootNotReplaced(ProtocolRefusal):
    """No replacement that the custodian has logged leads to this root."""

    code = "root_not_replaced"


class PublicationRolledBack(ProtocolRefusal):
    """What the practice publishes is older than what was seen here before."""

    code = "publication_rolled_back"


class StatementRolledBack(ProtocolRefusal):
    """The history of the appointment ends earlier than the one seen here before, or goes another way."""

    code = "statement_rolled_back"


class MailboxRolledBack(ProtocolRefusal):
    """Letters that were seen here before are not shown any more."""

    code = "mailbox_rolled_back"


class PracticeNotEndorsed(ProtocolRefusal):
    """The custodian does not vouch, or not any more, that these keys are this practice's."""

    code = "practice_not_endorsed"


class FilingRolledBack(ProtocolRefusal):
    """The filing is older than one that was seen here before."""

    code = "filing_rolled_back"


class NoteRolledBack(ProtocolRefusal):
    """The clinical note is older than one that was seen here before."""

    code = "note_rolled_back"


class ChainBroken(ProtocolRefusal):
    """The history of the appointment has a gap or was changed."""

    code = "chain_broken"


class BadTransition(ProtocolRefusal):
    """The appointment cannot go from its state into that one, or not by this hand."""

    code = "bad_transition"


class CheckpointForged(ProtocolRefusal):
    """The log did not sign this checkpoint."""

    code = "checkpoint_forged"


class LogRolledBack(ProtocolRefusal):
    """The log is smaller than it was when last seen here."""

    code = "log_rolled_back"


class LogForked(ProtocolRefusal):
    """The log does not continue what was seen here before."""

    code = "log_forked"


class NotInLog(ProtocolRefusal):
    """The log does not contain this record."""

    code = "not_in_log"


class LogNotCosigned(ProtocolRefusal):
    """Too few witnesses vouch that the log shows everybody the same."""

    code = "log_not_cosigned"


class CosignatureStale(ProtocolRefusal):
    """The witnesses have not vouched for the log lately."""

    code = "cosignature_stale"


class ReleaseForged(ProtocolRefusal):
    """This release of the app is not signed by the publisher of this installation."""

    code = "release_forged"


class AnotherRelease(ProtocolRefusal):
    """These are not the files that the release was signed for."""

    code = "another_release"


class AnotherInstallation(ProtocolRefusal):
    """The release was signed for another installation.json than this one."""

    code = "another_installation"


class ReleaseRolledBack(ProtocolRefusal):
    """This release is older than one that was published since."""

    code = "release_rolled_back"


class FileChanged(ProtocolRefusal):
    """This file is not the one of the release."""

    code = "file_changed"


class HeadersChanged(ProtocolRefusal):
    """This answer lacks a header of the release, or has one that is not in it."""

    code = "headers_changed"


class WayTooWeak(ProtocolRefusal):
    """This practice does not open to a passphrase alone: enter by a passkey, a known device or a paper kit."""

    code = "way_too_weak"


class ConsentBroken(ProtocolRefusal):
    """What was decided about this consent is not one unbroken row of signed decisions."""

    code = "consent_broken"


class BadReferral(ProtocolRefusal):
    """This is no letter that its patient agreed to, or not for this practice."""

    code = "bad_referral"


class BadReceipt(ProtocolRefusal):
    """This is not the receipt of a consent, or not of the text that stands in it."""

    code = "bad_receipt"


class EvidenceFault(ProtocolRefusal):
    """This evidence is not one unbroken chain of signed events."""

    code = "evidence_fault"
