# What every page shares: places, elements, refusals.

## Places

nav-home = Serment, home
nav-main = Main navigation
nav-search = Search
nav-appointments = My appointments
nav-keys = My keys
nav-agenda = Agenda
nav-settings = Settings
nav-team = Team
skip = Skip to content
footer-promise = Your name, your reason and your messages are sealed inside your browser. Only you and the practice can read them.
footer-practice = Are you a practice?
footer-patient = Book an appointment

title-search = Book an appointment
title-practitioner = Practitioner
title-booking = Book an appointment
title-sign-in = Sign in
title-sign-up = Create an account
title-appointments = My appointments
title-appointment = Appointment
title-move = Move an appointment
title-keys = My keys
title-agenda = Agenda
title-settings = Practice settings
title-team = Practice team
title-elements = Elements
title-unknown = Unknown page

page-unknown = This page does not exist.
page-unknown-remedy = The address may be incomplete. Your appointments are not affected.
page-failed = The page could not be loaded.
page-failed-remedy = Check your connection, then try again. Nothing is lost.
page-home = Go to the home page

insecure-title = This address is not protected
insecure-why = You opened Serment at { $address }. Without a secure connection the browser withholds what is needed to seal your data, so Serment stops here.
insecure-what = What to do
insecure-secure = Open the secure address:
insecure-local = On the computer that hosts Serment, open:
insecure-operator = If nothing answers, ask whoever runs this installation to give it a certificate.

## Elements

continue = Continue
close = Close
remove = Remove
keep = Keep
undo = Undo
retry = Try again
or = or
loading = Loading
theme = Display
theme-auto = As the device
theme-light = Light
theme-dark = Dark
field-optional = (optional)
chip-remove = Remove the filter { $label }
combobox-count =
    { $count ->
        [one] One suggestion. Arrow down to choose.
       *[other] { $count } suggestions. Arrow down to choose.
    }
days-previous = Earlier days
days-next = Later days
day-none = No free time
times-all = All times
times-fewer = Fewer times
steps-short = Step { $step } of { $count }: { $name }
seal-label = Sealed: what this means
seal-sentence = This is sealed: only you and the practice can read it. Neither the host nor the operator of Serment has its key.
seal-proof = See the proof

## Refusals: what happened, what it means, what to do

refusal-unexpected = Something failed on our side. Nothing was changed as far as we know. Try again in a moment.
refusal-offline = No connection. Nothing was sent. Check the network, then try again.
refusal-locked = Your keys are locked away. Sign in again to continue.
refusal-too-many-requests = Too many requests came from your network. Wait a minute, then try again.
refusal-bad-request = The platform did not understand this request. Reload the page, then start again.
refusal-method-not-allowed = This address does not take that kind of request. Reload the page to have its latest version.
refusal-not-found = The platform does not know this address. Reload the page to receive the present version.
refusal-body-too-slow = Your connection was too slow. Try again.
refusal-body-too-large = Your text is too long. Shorten it, then try again.
refusal-too-large = Your text is too long. Shorten it, then try again.
refusal-envelope-size = Your text is too long. Shorten it, then try again.
refusal-bad-size = The platform did not understand this request. Reload the page, then start again.
refusal-bad-base64 = The platform did not understand this request. Reload the page, then start again.
refusal-not-canonical = An answer did not have the expected form. It was set aside. Reload the page, then try again.
refusal-bad-structure = An answer did not have the expected form. It was set aside. Reload the page, then try again.
refusal-bad-padding = An answer did not have the expected form. It was set aside. Reload the page, then try again.
refusal-unknown-version = This data is of a version that this page does not know. Nothing was sent. Reload the page; if it goes on, tell the operator.
refusal-cannot-open = This data does not open with your keys. It may have been altered, or belong to another account. Nothing was sent. Reload the page; if it goes on, telephone the practice.

refusal-not-in-log = The key shown for this practice is not in the public log. We refused it and nothing was sent. Telephone the practice, and report this to the operator.
refusal-log-forked = The public log tells two different histories. We refused everything and nothing was sent. Do not book here for now; tell the operator.
refusal-log-rolled-back = The public log is older than the one this browser has already seen. We refused it and nothing was sent. Try again later; if it goes on, tell the operator.
refusal-checkpoint-forged = The signature of the public log is false. We refused it and nothing was sent. Check the address of this page, and tell the operator.
refusal-log-not-cosigned = Nobody independent vouches for the public log as it was shown here. We refused it and nothing was sent. Try again in a few minutes; if it goes on, telephone the practice and tell the operator.
refusal-cosignature-stale = What was shown of the public log is several days old, or this device’s clock is wrong. We refused it and nothing was sent. Check the date and time of this device, then try again; if it goes on, telephone the practice.
refusal-log-not-witnessed = These keys are new, and their independent check is still under way. Nothing was lost. Try again in a few minutes; if it goes on, telephone the practice.
refusal-another-practice = The keys shown are another practice’s, not those of the one you chose. We refused them and nothing was sent. Telephone the practice, and report this to the operator.
refusal-epoch-rolled-back = The platform showed old keys of this practice, replaced since. We refused them and nothing was sent: somebody who has left the practice may still hold them. Telephone the practice, and tell the operator.
refusal-publication-rolled-back = The platform showed an older entry of this practice than the one already seen here. We refused it and nothing was sent. Try again later, or telephone the practice; if it goes on, tell the operator.
refusal-statement-rolled-back = The platform no longer shows this appointment as it was already seen here: a step is missing, such as a cancellation or a move. We refused it and nothing was sent. Do not go by a time you noted before: telephone the practice.
refusal-note-rolled-back = The platform showed an older clinical note than the one already seen here. We refused it. Try again later; if it goes on, tell the operator.
refusal-filing-rolled-back = The platform showed older notes on this appointment than those already seen here. We refused them. Try again later; if it goes on, tell the operator.
refusal-publication-forged = This practice’s page is not signed by the practice. We refused it and nothing was sent. Telephone the practice to book.
refusal-release-forged = This application’s release is not signed by the publisher of this installation. Type nothing into it. Close it, and tell the operator.
refusal-another-release = These are not the files that this application’s publisher has signed. Type nothing into it. Close it, and tell the operator.
refusal-another-installation = This application was published for other servers than these. Type nothing into it. Check the address of this page, and tell the operator.
refusal-release-rolled-back = This application is older than one already published. Reload the page; if it goes on, type nothing into it and tell the operator.
refusal-release-conflict = Another release was published meanwhile. Read the newest one, then start again.
refusal-release-misdated = A release bears the day on which it is published. Check this device’s clock, then start again.
refusal-file-changed = A file of this application is not the published one. Type nothing into it. Close it, and tell the operator.
refusal-headers-changed = This application was received without the protections that its release asks for. Type nothing into it. Close it, and tell the operator.
refusal-chain-broken = The history of this appointment does not hold together: a step is missing or was changed. We refused it and nothing was sent. Telephone the practice to ask for your time.
refusal-bad-signature = A signature is false. We refused what it covered and nothing was sent. Try again; if it goes on, telephone the practice.
refusal-bad-transition = This change is no longer possible: the appointment has already changed. Reload the page to see where it stands.
refusal-bad-statement = The appointment was not accepted in this form. Nothing was changed. Reload the page, then start again.
refusal-signature-expired = Your device’s clock is too far from the exact time. Set it, then try again.
refusal-vault-rolled-back = The platform showed a version of your account older than the one already seen here. We refused it. Try again later; if it goes on, tell the operator.
refusal-vault-conflict = Your account has just changed from another device. Nothing is lost. Try again.
refusal-vault-size = Your account holds more than it can keep. Remove old browsers under “My keys”.
refusal-vault-unknown = The platform cannot find the content of your account. Try again later; if it goes on, tell the operator.

refusal-time-taken = This time has just been taken. Choose another.
refusal-outside-opening-hours = The practice no longer receives patients at this time. Choose another.
refusal-too-many-changes = This visit was changed too often online. You can still cancel it, or telephone the practice.
refusal-too-late = It is too late for this time: the practice asks for longer notice. Choose another, or telephone.
refusal-beyond-horizon = The practice has not opened its agenda that far ahead. Choose a nearer date.
refusal-bad-step = This time does not fit the practice’s agenda. Choose another.
refusal-schedule-unknown = This agenda no longer exists. Go back to the practitioner’s page.
refusal-class-unknown = This reason is no longer offered. Choose another.
refusal-epoch-retired = The practice has just changed its keys. Nothing was booked. Try again: your request will be sealed to the new ones.
refusal-appointment-unknown = This appointment cannot be found with your keys. It may have been booked from another account.
refusal-statement-conflict = This appointment has just been changed elsewhere. Reload the page to see where it stands, then start again.
refusal-ticket-size = The platform did not understand this request. Reload the page, then start again.
refusal-practice-unknown = This practice is not listed here.
refusal-practitioner-unknown = This practitioner is not listed here, or no longer is. Search by name.
refusal-place-unknown = This place is unknown. Choose it from the list.

refusal-token-malformed = Your right to book was not recognised. Nothing was booked. Try again: another one will be used.
refusal-token-forged = Your right to book was not recognised. Nothing was booked. Try again: another one will be used.
refusal-token-key-unknown = Your right to book comes from an unknown issuer. Nothing was booked. Sign in again to receive others.
refusal-token-expired = Your right to book has expired. Nothing was booked. Sign in again to receive others.
refusal-token-wrong-purpose = Your right to book was not recognised. Nothing was booked. Try again: another one will be used.
refusal-token-spent = This right to book was already used. First look at your appointments: this one may already be there.
refusal-tokens-exhausted = You have received all your rights to book for this week. Try again in a few days, or telephone the practice.
refusal-rights-missing = No right to book is left in this browser. Sign out, then sign in with a code to receive some.
refusal-seeds-missing = All keys prepared for new appointments are in use. Sign in again, then try again.

refusal-sign-in-refused = This way in was not recognised. Check the passphrase, then try again. If you have no account yet, create one.
refusal-address-awaited = This address will open your account once the change takes effect. Until then, use the old one.
refusal-address-taken = This address already has an account here.
refusal-change-unknown = This change of address is no longer waiting: it was stopped, or it has taken effect.
refusal-code-refused = This code is wrong, or no longer valid. Copy the one of the last message, or ask for a new one.
refusal-code-needed = First prove your address. Ask for a code and enter it.
refusal-bad-address = This address cannot receive e-mail. Check it.
refusal-bad-passphrase = This is not the right passphrase. Check each word, then try again.
refusal-bad-kit = These words do not make a kit. Check their number (twelve), order and spelling.
refusal-bad-code = This code is not known here. Check the twelve words and their order, or aim at the picture again.
refusal-meeting-taken = Somebody else has already answered this code. Nothing has changed. Show a new one, out of other people’s sight.
refusal-meeting-unknown = This code was used, or its five minutes are over. Show a new one.
refusal-turn-size = The platform did not understand this request. Reload the page, then start again.
refusal-bad-answer = What arrived at the counter does not belong to this meeting. We refused it and nothing has changed. Show a new code.
refusal-bad-passkey = This passkey opens no account here. Choose another, or enter in another way.
refusal-device-not-admitted = The first device did not confirm it. Show a new code there, then try again.
refusal-rendezvous-taken = Another device has already answered this code. If it was not yours, refuse it on the first device, then show a new code.
refusal-rendezvous-unknown = This code was used, or its five minutes are over. Show a new one.
refusal-passkey-without-prf = This device can make a passkey, but not one that opens keys. Try your phone or a more recent security key; a paper kit does the same service.
refusal-passkey-not-shown = No passkey was presented. Nothing has changed. Try again, or choose another way.
refusal-passkey-known = This device already has a passkey for this account. It is enough.
refusal-weak-passphrase = This passphrase is too easy to guess. Add words.
refusal-session-refused = Your session has ended. Sign in again.
refusal-evaluations-exhausted = Too many passphrase attempts for today. Use your kit, or try again tomorrow.
refusal-device-elsewhere = This device is remembered for another address. Prove that one to have it forgotten.
refusal-device-refused = This browser is no longer recognised. Sign in with a code.
refusal-decision-settled = This decision is settled already.
refusal-decision-unknown = There is no such decision.
refusal-kind-unknown = There is no such kind of decision.
refusal-reason-denied = The custodian acts for no authority’s order and for no support request. The attempt stands in its log.
refusal-reason-unknown = This cannot be decided for this reason.
refusal-too-many-devices = You have too many remembered browsers. Remove one under “My keys”.
refusal-way-unlisted = This way in was removed from your account. Use another.
refusal-last-way = This is your last way in. Add another before removing it.
refusal-ways-missing = You have no second way back into this account yet. Nothing was sent. Under “My keys”, try a paper kit or a passkey, then start again.
refusal-account-exists = This account exists already. Sign in.
refusal-way-taken = This way in exists already. Nothing was added.
refusal-too-many-ways = Your account already has many ways in. Remove one first.
refusal-bad-element = The exchange with the custodian failed. Try again.

refusal-compartment-closed = The clinical notes of this practice open with keys that you do not have. An officer of the practice can give them to you.
refusal-grant-misplaced = Practitioners and officers always hold the clinical keys. Nothing was changed.
refusal-officer-only = Only an officer of the practice can do this.
refusal-last-officer = A practice keeps at least one officer. Name another first.
refusal-staff-only = This account is a patient’s. Sign in with your practice account.
refusal-not-a-member = You are not a member of this practice.
refusal-practice-unpinned = The root of this practice is not the one your account remembers. We refused it and nothing was sent. Ask an officer.
refusal-practice-in-use = This practice is listed or still has appointments. It cannot be removed.
refusal-practice-exists = This practice exists here already. Sign in to it.
refusal-epoch-conflict = A colleague has just changed the practice’s keys. Nothing is lost. Reload the page, then start again.
refusal-epoch-unknown = The practice never had these keys. Nothing was sent. Tell the operator.
refusal-bad-epoch = The new keys do not follow from the present ones, or not for all members. Nothing changed. Reload the page, then start again.
refusal-publication-conflict = A colleague has just published other settings. Reload the page to see them, then start again.
refusal-filing-conflict = A colleague has just changed this file. Reload it, then start again.
refusal-identifier-taken = This identifier is already in use. Try again.
refusal-invitation-unknown = This invitation is unknown or has expired. Ask for a new one.
refusal-too-many-invitations = Too many invitations are open. Wait until they are answered, or run out.
refusal-invitation-taken = This invitation exists already. Try again.
refusal-bad-invitation = This invitation does not fit this practice. Ask for a new one.
refusal-bad-mac = The answer does not belong to this invitation. It was refused. Make a new invitation.
refusal-absence-unknown = This absence no longer exists.
refusal-bad-publication = These settings contradict each other. Correct them, then publish again.
refusal-range-too-long = This period is too long. Ask for six weeks at most.
