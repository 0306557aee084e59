# A person's rights: their data, and its end.

data-entry = My data: take everything away
data-back = My keys
data-title = My data
data-why = You alone can read your appointments, so the folder is made here, on your device. No waiting, no request to write.
data-take = Take everything away
data-has-visits = Your appointments, old ones too: where, when, with whom, why, everything that was signed, and your letters with practices.
data-has-staff = What your account remembers. Patients’ records stay with the practice and are no part of it.
data-has-account = Your profile, your ways in and your devices.
data-has-servers = What the platform and the custodian store about you, row by row, with the size of what they cannot read.
data-prove = The custodian must know that it is you: it sends you a code.
data-unproved = The custodian does not know you right now
data-unproved-why = Its part may be missing from the folder. To have it too, prove that it is you.
data-ask-custodian = Ask the custodian too
data-kind = In which form?
data-sealed = Locked by a passphrase
data-sealed-why = An age file. Eight words open it, which we do not keep.
data-open = Open
data-open-why = A zip that anybody reads who finds it: it contains health data.
data-save = Gather and download
data-reading = Reading your appointments: { $done } of { $total }
data-packing = Preparing the folder
data-taken =
    { $count ->
        [0] { $name } is downloaded, without an appointment.
        [one] { $name } is downloaded, with one appointment.
       *[other] { $name } is downloaded, with { $count } appointments.
    }
data-taken-without-custodian = The custodian’s part is not in it.
data-passphrase = Write this phrase down: it is shown only here, and nothing else opens the file.
data-how = To open it, with the free program “age”:
data-open-care = This file is open. Keep it where only you have access.
data-page-what = Everything that your own device can read of you. This folder contains health data.
data-page-no-key = No key is in this folder: whoever reads it can do nothing in your place.
data-page-person = Who
data-page-visits = Appointments
data-page-practitioner = Practitioner
data-page-practice = Practice
data-page-steps = What was signed
data-page-state = State
data-page-begins = Begins
data-page-signed = Signed by
data-page-by-you = you
data-page-by-practice = the practice
data-page-letters = Letters
data-page-letter = Letter
data-page-letter-closed = This letter does not open here.
data-page-wrote = { $who }, on { $when }
data-page-attached = File attached
data-page-disbelieved = Letters that could not be believed
data-page-file-files = the files that came with letters, each after the beginning of its hash
data-page-doubtful = These appointments could not be believed as the platform shows them:
data-page-ways = Ways in
data-page-platform = What the platform stores about your account
data-page-platform-what = Row by row. A size in bytes means that the platform reads nothing of it: it is encrypted, or it is a public key.
data-page-custodian = What the custodian stores about you
data-page-custodian-what = Row by row. The custodian knows neither your appointments nor the number of your account.
data-page-not-asked = The custodian was not asked: it did not know you at that moment. A code sent by e-mail is enough.
data-page-column = Item
data-page-value = Content
data-page-bytes = { $count } bytes
data-page-files = The files of this folder
data-page-file-index = this page
data-page-file-bundle = appointments and letters as FHIR R4, which other health software reads
data-page-file-serment = everything as it is, with the signatures
data-page-file-manifest = size and SHA-256 of each file
data-end-why = Your keys are destroyed, in both places. Take away first what you want to keep.

## The end of an account

erase-entry = Erase my account
erase-title = Erase my account
erase-goes = What goes
erase-goes-platform = At the platform: your account, your ways in, the sealed key that they open, and your vault. Without a key nothing can be read again.
erase-goes-custodian = At the custodian: your address, your devices, the key that hardens your passphrase, and every count of your rights.
erase-goes-here = In this browser: what lets it book, and everything that it remembered.
erase-goes-backups = In backups: on the day that the receipt names. A backup restored before then is erased again.
erase-stays = What stays, and why
erase-stays-practice = The appointments at your practices, with what you wrote to them. A practice must keep its record, as a rule for twenty years after the last visit; it alone reads it. If you want to ask something of it, do so before: “Ask the practice”, below the appointment. An answer that came after the erasure, nobody could read any more: wait for it.
erase-stays-log = One line in each public log: “an erasure was done on that day”. It names nobody.
erase-staff = Do you work at a practice?
erase-staff-why = Have yourself taken off the team first: the practice then changes its keys. Until then this account cannot be erased.
erase-before = Before
erase-before-export = Afterwards nobody can give you your data back, not even we.
erase-before-export-act = Take it with you.
erase-ahead =
    { $count ->
        [one] One appointment is still to come
       *[other] { $count } appointments are still to come
    }
erase-ahead-why = They stay booked. Afterwards you can no longer cancel them here: you would have to telephone the practice.
erase-looking = Looking for your appointments to come
erase-act = Erase
erase-keep-person = Keep my address at the custodian
erase-keep-person-why = Tick this if the same address opens another account, of a practice or of a patient: without it, that passphrase would open nothing any more.
erase-prove = Before anything is erased, the custodian makes sure that it is you: it sends you a code.
erase-now = Erase for ever
erase-sure = Erase for ever?
erase-sure-why = The keys of your account are destroyed at once. Nothing and nobody will bring them back.
erase-at-once = The custodian will erase at once, like the platform: it has known this browser from the first day.
erase-waits-days =
    { $days ->
        [one] The platform will erase at once. The custodian will wait { $days } day, for others may read this mailbox: it tells your address twice, and each letter can stop it.
       *[other] The platform will erase at once. The custodian will wait { $days } days, for others may read this mailbox: it tells your address twice, and each letter can stop it.
    }
erase-waits = The platform has erased; the custodian will on { $date }
erase-waits-why = Your account is destroyed. Until then, two letters tell your address, and each can stop it. There is nothing else to do; from that day on, come back here for the custodian’s receipt: this page remembers.
erase-collect = Ask for the custodian’s receipt
erase-stopped = The erasure at the custodian was stopped
erase-stopped-why = Somebody stopped it, by one of the letters or after a code; or the receipt was not asked for within thirty days. Your account at the platform is erased. If it was not you who stopped it, change the password of your mailbox, then ask again.
erase-anew = Ask for the erasure again
erase-awaited = Your address will be erased at the custodian on { $date }
erase-awaited-why = Somebody asked for it by a code. If it was not you, stop it, then change the password of your mailbox.
erase-prove-keep = To keep your address, the custodian checks that it is you: it sends you a code.
title-keep = Stop an erasure
keep-why = Somebody asked that Serment erase your address, and with it the key of your passphrase. If it was not you, stop it here.
keep-act = Keep my address
keep-else = If it was you, close this page: there is nothing to do.
keep-done = The erasure is stopped.
keep-then = Now change the password of your mailbox: somebody else may have read a code in it.
erase-done = Your account is erased
erase-done-why = The keys are destroyed. Keep the receipt: we have no copy of it that names you.
erase-half = The platform has erased, the custodian not yet
erase-half-why = Your account is destroyed. The custodian still knows your address: ask it again. This page remembers until then.
erase-unknown = An erasure was begun here
erase-unknown-why = The answer was lost on the way. Ask again: the same request gets the same answer.
erase-again = Ask again
erase-keep = Download the receipt
erase-print = Print
erase-forget = I have the receipt: forget this page
erase-file = erasure
erase-receipt-why = The receipt is signed by the log key of each. It holds the number that proves that it is yours: do not publish it.
erase-sign-in = Sign in first to the account that is to be erased.
erased-platform = Receipt of the platform
erased-custodian = Receipt of the custodian
erased-at = Destroyed on { $day }, in the hour from { $time }:
erased-row = { $what }: { $count }
erased-backups = In backups too, on { $day } at the latest.
erased-leaf = Public log, leaf { $leaf }.
erased-account = account
erased-ways = ways in, with their sealed key
erased-vault = vault
erased-invitations = answers to an invitation
erased-address = address
erased-devices = devices
erased-change = change of address under way
erased-ending = erasure that waited
erased-phone = number for SMS
erased-phone-codes = numbers whose code was awaited
erased-codes = codes under way
erased-passphrase = key and salt of the passphrase
erased-counts = days on which a passphrase was tried
erased-rights = weeks in which rights were given
erased-waiting = reminders that waited
refusal-account-at-work = This account works at a practice. Have yourself taken off the team first: the practice then changes its keys.
refusal-ending-unknown = There is no erasure to stop any more: it is stopped, or done.
refusal-ending-stopped = The custodian knows of no such erasure any more: somebody stopped it, or the receipt’s time is over.
refusal-another-person = The address proved just now is not the one whose erasure was begun here. Nothing was erased; prove that one.
refusal-another-erasure = The receipt that came is not of this erasure. Nothing else was believed; ask again.
