# Ways in: signing up, signing in, my keys.

## Signing in

sign-in = Sign in
sign-out = Sign out
signed-out = You are signed out. Your keys have left the memory of this browser.
locked-idle = Nobody has touched this page for a while. Your keys were locked away.
sign-in-title = Sign in
sign-in-why = Only your keys open your appointments.
sign-in-practice-title = Sign in to the practice
sign-in-practice-why = Only the keys of a member of the practice open the agenda.
sign-in-practice = I work in a practice
sign-in-failed = Signing in did not succeed.
sign-in-remembered = Open with this browser
sign-in-remembered-name = Continue as { $name }
sign-in-remembered-hint = This browser is remembered. It is enough to let you in.
sign-in-by-kit = Enter with my paper kit
sign-in-by-passkey = Enter with a passkey
sign-in-by-email = Enter with my e-mail address
sign-in-instead = I already have an account
sign-up-instead = Create an account

email = E-mail address
email-wrong = This address is incomplete. It should look like name@example.org.
email-change = Change the address
code = Code received by e-mail
code-send = Send me a code
code-sent = A six-digit code is on its way to { $email }. It is valid for ten minutes. If it does not come, look among the spam.
code-sent-again = A new code has just been sent.
code-again = Send another code
code-wrong = The code has six digits. Copy it from the e-mail.
remember = Remember this browser
remember-hint = You will not have to type your passphrase here again. Best avoided on a shared device.
browser-name = This browser
hardening = Your passphrase is being hardened. This takes a few seconds.

## The passphrase

passphrase = Passphrase
passphrase-hint = The six words noted when you signed up, or your own.
passphrase-missing = Enter your passphrase.
passphrase-why = The passphrase opens your keys. It never leaves this browser: nobody can read it, nor send it back to you.
passphrase-way = Choice of passphrase
passphrase-proposed = Proposed
passphrase-own = My own
passphrase-another = Propose other words
passphrase-try = I have noted it, try
passphrase-typed = Type the passphrase again
passphrase-typed-hint = From memory or from your paper: what was not tried does not count.
passphrase-differs = This is not the same passphrase. Look at it again, or type it again.
passphrase-see-again = See the passphrase again
passphrase-own-hint = Several unrelated words are better than one complicated word.
passphrase-enough = Hard enough to guess
passphrase-not-enough = Not yet hard enough to guess
passphrase-weak = This passphrase is too easy to guess. Add words.
passphrase-use = Use this passphrase

passphrase-change = Change the passphrase
passphrase-change-why = The new passphrase will replace the old one. Your kit and your other ways in stay as they are.
passphrase-change-email = The custodian of the keys must recognise you in order to harden the new passphrase: it sends you a code.
passphrase-changed = Your passphrase is changed. The old one opens nothing any more.
passphrase-unchanged = The passphrase is not changed.

## Passkeys

passkey-title = A passkey
passkey-why = Your phone, your computer or a security key recognises you, and your account opens without code or passphrase. It will ask you twice: to make the passkey, then to try it.
passkey-name = Its name
passkey-name-hint = To recognise it on this page. For example: my phone.
passkey-add = Add a passkey
passkey-make = Make the passkey
passkey-kept = Your passkey is in service.
passkey-failed = The passkey is not in service.
passkey-impossible = This browser, or this address, allows no passkeys. A paper kit does the same service.
passkey-account-patient = My appointments
passkey-account-staff = My practice

## Signing up

sign-up-title = Create an account
sign-up-why = The account keeps your appointments, sealed. An e-mail address is enough.
sign-up-email-hint = The custodian, an independent service, uses it to send you a code and reminders. It does not know with whom you have an appointment.
sign-up-failed = The account is not created yet.
sign-up-known = This address was used here before.
sign-up-known-remedy = If you have an account, sign in: a second account would not see your appointments.
sign-up-done = Your account is open.
sign-up-done-kit = Your kit brings you back if you forget the passphrase.
sign-up-done-passkey = Your passkey brings you back if you forget the passphrase.
sign-up-unfinished = Your account is open, but it is not finished.
sign-up-unfinished-why = It lacks a second way back. Until you have tried one, a forgotten passphrase would lose it: you can look and search, but not book yet.
sign-up-unfinished-practice = It lacks a second way back. Until you have tried one, a forgotten passphrase would lose it: you cannot open or join a practice yet.
sign-up-way-back = Try a second way
sign-up-finish-later = Finish later
sign-up-done-sealed = Everything you entrust to a practice is sealed.
sign-up-resume = Return to my appointment
sign-up-finish = Finish
step-email = E-mail
step-code = Code
step-passphrase = Passphrase
step-kit = Way back
step-done = Done

## A second way back

way-back-why = If you forget the passphrase, nobody can give it back to you. A second way brings you back; try it now, and your account is safe.
way-back-choice = Choice of the second way

## The paper kit

kit-title = Your paper kit
kit-why = These twelve words open your account without e-mail and without passphrase. Print them or write them down, and keep them at home.
kit-paper-note = These words open your account. Do not photograph them, do not dictate them to anybody. The printed page also has a code to scan, and what it takes to read the copy of your account.
kit-of-patient = Paper kit
kit-of-staff = Paper kit · practice account
kit-made = Made on { $date } for { $host }. Keep it at home, with important papers.
kit-code = Code that opens your account
kit-how = To come back
kit-how-code = Scan this code with the camera of a telephone or tablet, and open the address that it shows.
kit-how-words = Or: at { $host }, “Sign in”, then “Enter with my paper kit”, and the twelve words in order.
kit-how-after = Then, in “My keys”, make a new kit and remove this one.
kit-care = Whom to show it to
kit-care-note = Nobody. This paper opens your account to whoever sees it, with nothing else. Do not photograph it.
kit-file-title = The kit’s file
kit-file-paper = In “My keys” you can download a copy of your account, closed by this key. With the file and this paper, your appointments can be read and proved without any server.
kit-file-command = Copy the key in one piece, without spaces, into a file cle.txt; then, with the free program “age”:
kit-file-why = The kit’s file is a copy of your account that your paper kit alone opens. Keep it wherever you like: without the paper it is worth nothing.
kit-file-last = Last file: { $date }. What you booked since is not in it.
kit-file-never = No file has been made yet.
kit-file-save = Download the kit’s file
kit-file-made = The kit’s file is made.
kit-file-old = Your kit is from before there were files. A new kit can have one.
kit-file-heading = COPY OF MY SERMENT ACCOUNT
kit-file-made-on = Made on { $date }, at { $installation }.
kit-file-what = This file says which appointments were made, and lets that be proved without any server. Only the paper kit opens it. Do not leave it open: it contains health data.
kit-file-person = WHO
kit-file-name = Name
kit-file-born = Born
kit-file-visits = APPOINTMENTS
kit-file-none = None.
kit-file-motive = Reason
kit-file-for = For
kit-file-note = Message to the practice
kit-file-number = Number
kit-file-ways = WAYS IN
kit-file-line = { $label }: { $value }
kit-file-programs = FOR PROGRAMS. What follows has the key of each appointment, everything that was signed, and the keys of the practices with their proof in the public log. The command serment-client open-kit-file checks it without a network.
title-kit = Enter with a paper kit
kit-entry-patient = Your kit was read. It opens your appointments, without e-mail and without passphrase.
kit-entry-staff = Your kit was read. It opens your practice account, without e-mail and without passphrase.
kit-entry-note = The code has left the address bar. The history of this browser may have kept it: once you are in, make a new kit.
kit-enter = Enter
kit-arrived = You came in by the code of your kit.
kit-arrived-why = The history of this browser may have kept that code. Make a new kit, then remove the old one.
kit-print = Print
kit-try = I have them, try
kit-typed = Type the twelve words again
kit-words = The twelve words
kit-words-hint = In order, separated by spaces. Accents matter little.
kit-check = Check the kit
kit-see-again = See the words again
kit-later = Later
kit-kept = Your kit is in service.
kit-make = Make a kit
kit-make-another = Make another kit

## A second device

title-device = Open this device
device-add = Add a device
device-scan = Point the camera of your phone or tablet at this code, and open the address that it shows.
device-code = Code to scan with the other device
device-link = I cannot scan the code
device-minutes = This code is good for five minutes and one device. Show it to nobody else.
device-show-again = Show a new code
device-asks = “{ $name }” asks to come in. Compare these six digits with those it shows.
device-mark = Digits to compare:
device-admit = The digits are the same
device-refuse = They are not the same
device-kept = Your other device is in service.
device-name = Name of this device
device-name-hint = To recognise it under “My keys”. For example: my phone.
device-arrive-why = Your account will open on this device too, without code or passphrase. Best avoided on a shared device.
device-arrive = Ask to come in
device-compare = Compare these six digits with those on the first device, then confirm there.
device-waiting = Waiting for the first device.
device-arrived = This device is in service. To book here, ask once for a code by e-mail.
device-failed = This device is not in service.

## The address, and what practices are told

keys-address = Reaching you
address-sentence = The custodian sends your codes and reminders to { $email }.
address-unknown = The custodian sends your codes and reminders to your address. It shows it to nobody but you.
address-sentence-staff = The custodian sends your codes to { $email }.
address-unknown-staff = The custodian sends your codes to your address. It shows it to nobody but you.
address-show = See or change my address
address-prove = The custodian must recognise you: it sends you a code.
address-change = Change the address
address-new = New e-mail address
address-mailbox = Can you still read { $email }?
address-mailbox-read = Yes
address-mailbox-lost = No, I have lost access
address-at-once = Changed at once
address-in-a-week = Changed in a week
address-lost-why = The old address is told at once, and again two days before. Whoever still reads it can stop everything: so nobody takes your account with a stolen device.
address-send-both = Send me both codes
address-sent-both = Two codes are on their way, one to each address. They are valid for ten minutes. If they do not come, look among the spam.
address-code = Code received by { $email }
address-again = See the addresses again
address-unchanged = The address is not changed.
address-changed = Your address is changed. The old one is told.
address-awaited = From { $date } on, your codes go to { $email }.
address-awaited-why = Until then, everything still goes to the present address, which is told. If you asked for nothing, stop this change and remove the devices that you do not recognise.
address-keep = Keep the present address
address-kept = The change is stopped. Your address stays the same.
profile-change = My details for practices
profile-why = This fills in your next appointments. Practices that already expect you keep what you gave them.
profile-sealed = Kept in your account, sealed. The custodian has no telephone number.
profile-kept = Your details are saved.
title-veto = Stop a change of address
veto-why = Somebody who entered your Serment account asked that its codes go to another address. If it was not you, stop it here.
veto-act = Stop the change
veto-else = If it was you, close this page: there is nothing to do.
veto-done = The change is stopped.
veto-then = Your codes keep coming to this address. Now remove the devices that you do not recognise.
veto-keys = Open “My keys”

## My keys

keys-title = My keys
keys-why = Everything that opens your appointments. Nothing else opens them.
keys-why-staff = Everything that opens your account, and with it your part of the practice’s keys. Nothing else opens it.
keys-in = Way in
keys-in-sentence = A passphrase, with a code sent to your address.
keys-in-passkey = A passkey, or the passphrase with a code sent to your address.
keys-back = Way back
keys-back-good = A paper kit brings you back if you forget the passphrase.
keys-back-other = If you forget the passphrase, a passkey or another device brings you back. A paper kit does so even when every device is lost.
keys-back-missing = You have no kit, no passkey and no other device. If you forget the passphrase, your keys are lost.
keys-devices = Devices
keys-devices-here = This browser is remembered.
keys-devices-none = This browser is not remembered. It asks for the passphrase each time.
rights-left =
    { $count ->
        [0] This browser cannot book any more.
        [one] This browser can still book once.
       *[other] This browser can still book { $count } times.
    }
rights-again = Each time you sign in with a code, it can book a few more times, up to a limit each week.
rights-monday = It gets no more this week: sign in again with a code from Monday on.
rights-staff = You book for the practice as often as you need to: nothing is counted.
way-passphrase = Passphrase
way-kit = Paper kit
way-browser = Browser
way-passkey = Passkey
way-here = here
way-added = since { $date }
way-used = since { $added }, last used on { $used }
way-remove-of = Remove: { $name }
way-removed = This way in is removed.
way-remove-title = Remove this way in?
way-remove-kit = The words of this kit will no longer open anything. You can make another.
way-remove-browser = This device will ask for the passphrase again. If it is open at this moment, its connection ends; what it has read already, it has read.
way-remove-passkey = This passkey will no longer open anything. Your other ways in stay.
way-remove-passphrase = This passphrase will no longer open anything. The other one stays.
device-leaving =
    { $count ->
        [one] The custodian still knows a removed device.
       *[other] The custodian still knows { $count } removed devices.
    }
device-leaving-why = It no longer opens your account. As long as the custodian knows it, it can still ask there for more bookings and try passphrases. The custodian will forget it as soon as it answers and recognises you.
device-leaving-act = Have it forgotten now
device-leaving-still = The custodian does not answer. Your account will ask it again at each sign-in.
device-leaving-email = The custodian has to recognise you: it sends you a code.
device-forgotten = The custodian has forgotten the device.
device-lost-practice = Was this device lost or stolen?
device-lost-practice-remedy = It no longer opens your account. It may have kept what the keys of the practice opened for it; new keys close what follows.
device-lost-practice-act = Go to the team of the practice

idle = Lock my keys away
idle-hint = When nobody touches this page any more. The choice counts for this browser.
idle-minutes =
    { $minutes ->
        [60] After one hour
        [240] After four hours
       *[other] After { $minutes } minutes
    }
