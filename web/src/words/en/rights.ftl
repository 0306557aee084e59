# A person's rights: their data, and its end.

data-entry = My data: take everything away
data-back = My keys
data-title = My data
data-why = You alone can read your appointments, so the folder is made here, on your device. No waiting, no request to write.
data-take = Take everything away
data-has-visits = Your appointments, old ones too: where, when, with whom, why, and everything that was signed.
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
data-page-file-bundle = your appointments as FHIR R4, which other health software reads
data-page-file-serment = everything as it is, with the signatures
data-page-file-manifest = size and SHA-256 of each file
