"""What can go wrong when people prove who they are, in the words they read."""

from serment_kernel.errors import Refusal


class AddressAwaited(Refusal):
    """This address will open your account once the change takes effect; until then, use the old one."""

    code = "address_awaited"
    status = 409


class AnotherPerson(Refusal):
    """The address proved now is not the one whose end was asked for."""

    code = "another_person"
    status = 409


class AddressTaken(Refusal):
    """There is somebody with this address already."""

    code = "address_taken"
    status = 409


class AddressUnreadable(Refusal):
    """This is not an e-mail address."""

    code = "bad_address"
    status = 422


class BadNumber(Refusal):
    """This is not a telephone number with the code of its country."""

    code = "bad_number"
    status = 422


class ChangeUnknown(Refusal):
    """There is no such change of address any more: it was stopped, or has taken effect."""

    code = "change_unknown"
    status = 404


class CodeRefused(Refusal):
    """This code is wrong or no longer valid; please ask for a new one."""

    code = "code_refused"
    status = 401


class DeviceElsewhere(Refusal):
    """This browser is remembered for another address; prove that one to have it forgotten."""

    code = "device_elsewhere"
    status = 409


class DeviceRefused(Refusal):
    """This browser is not remembered here; please use a code."""

    code = "device_refused"
    status = 401


class EndingUnknown(Refusal):
    """There is no such end to stop any more: it was stopped, or is done."""

    code = "ending_unknown"
    status = 404


class NoGateway(Refusal):
    """This custodian sends no SMS."""

    code = "no_gateway"
    status = 409


class NumberNotServed(Refusal):
    """No SMS is sent to numbers that begin like this one."""

    code = "number_not_served"
    status = 422


class PhoneUnknown(Refusal):
    """No number is kept here for this."""

    code = "phone_unknown"
    status = 404


class SessionRefused(Refusal):
    """Please prove your address again."""

    code = "session_refused"
    status = 401


class TextFollowed(Refusal):
    """The text that was agreed to has been followed by another; please read that one."""

    code = "text_followed"
    status = 409


class TooManyDevices(Refusal):
    """Too many browsers are remembered for this address."""

    code = "too_many_devices"
    status = 409
