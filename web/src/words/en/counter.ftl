# Visits that change hands: at the counter of a practice, and by a code on paper.

title-counter = At a practice’s counter
title-counter-code = Code shown at a counter
title-claim = Add an appointment
title-slip = Code of an appointment

counter-entry = Get my appointments back at the counter
counter-entry-why = You had another account, and it is lost? Practices keep your appointments and hand them over at the counter, once they have seen who you are.
claim-entry = I have a code on paper

## The patient at the counter

counter-why = Your old account is lost? The practice keeps your coming appointments, and can hand them over to this account. Go to its counter with an identity document, and show a code there.
counter-name-why = The practice will see this name and compare it with your identity document.
counter-show = Show the code
counter-scan = The practice aims at this code, or types the twelve words.
counter-code = Code for the practice
counter-words = The practice cannot aim at the code
counter-minutes = It is good for five minutes. Keep it out of other people’s sight.
counter-waiting = Waiting for the practice.
counter-again = Show a new code
counter-proposes =
    { $count ->
        [one] { $practice } hands you this appointment:
       *[other] { $practice } hands you these { $count } appointments:
    }
counter-accept-why =
    { $count ->
        [one] Is this the practice where you are, and is it yours? Nothing moves before you agree.
       *[other] Is this the practice where you are, and are they all yours? Nothing moves before you agree.
    }
counter-accept =
    { $count ->
        [one] This is my appointment
       *[other] These are my appointments
    }
counter-refuse = Refuse
counter-compare = Let the practice read these six digits. If it sees the same, it hands you the appointments.
counter-done =
    { $count ->
        [one] One appointment found again
       *[other] { $count } appointments found again
    }
counter-done-what = They have new keys, which your account alone knows. The practice keeps what it knew.
counter-nothing = The practice handed nothing over.
counter-nothing-what = Nothing has changed. Ask them what happened, or show a new code.
counter-see = See my appointments
counter-code-why = This code is for the practice where the person who shows it stands. If you work there: choose the appointment in the agenda, then “Hand over to a new account”, and aim at the code.

## A code on paper

claim-why = The practice gave you a code for an appointment made by telephone or on site. Aim at its picture, or type the twelve words.
claim-field = Code on the paper
claim-field-hint = The twelve words in order; four letters of each are enough.
claim-look = Look for this appointment
claim-found = Is this your appointment?
claim-once = Once added, it has a new key that your account alone knows, and the paper is of no use to anybody. Adding it counts as one booking.
claim-add = Add to my appointments
claim-not = It is not mine
claim-added = The appointment is in your account.

## Reading a code

scan-open = Open the camera
scan-close = Close the camera
scan-view = Picture of the camera
scan-local = The picture stays in this browser.

## The desk

handover-act = Hand over to a new account
handover-hint = The patient is here, without the keys of before.
handover-which = Appointments to hand over
handover-which-why = The patient shows a code in the app, under “Get my appointments back at the counter”.
handover-reading = Looking for their other appointments
handover-unsure = Same name, no birth date: please check.
handover-next = Read their code
handover-code = Code of the patient
handover-code-hint = Aim at the code, or type its twelve words; four letters of each are enough. A code reader writes here.
handover-meet = Continue
handover-says = Name in the account
handover-agenda-says = Name in the agenda
handover-identity = I have seen an identity document with this name, and it is this person
handover-identity-why = Nobody proves the name of an account. Your check counts.
handover-propose = Propose to the patient
handover-waiting = The patient reads the proposal on their screen, and accepts it.
counter-waiting-patient = Waiting for the patient
handover-compare = The patient has accepted. Read the six digits on their screen: are they the same?
handover-same = The same: hand over
handover-differ = They differ
handover-busy = Handing over
handover-done =
    { $count ->
        [0] Nothing was handed over
        [one] One appointment handed over
       *[other] { $count } appointments handed over
    }
handover-done-what = The patient alone has their keys. What you knew and your notes have stayed.
handover-not = Not handed over: { $when }. { $why }
handover-read-again = Read another code
handover-replaces = It has a new key: the patient got it back at the counter, or added it to an account with a code.
handover-replaced = This appointment goes on under a new key.
handover-go = Go to the one that goes on

slip-act = Print the code
slip-act-hint = To add it to an account. Whoever has this paper has the appointment.
slip-heading = Your appointment
slip-how = Aim at this picture with your telephone, or type the twelve words at this address:
slip-what = You can then find, move or cancel it online.
slip-warning = This paper is a key. Whoever finds it can read and take this appointment. It serves once; destroy it afterwards.
slip-code = Code of the appointment
slip-print = Print
slip-back = Back to the agenda
slip-hand = Give it into their own hands: it opens this appointment to whoever reads it.

refusal-code-used = This code was used already, or the appointment was cancelled. If it is not in your account, telephone the practice.
refusal-visit-over = Only an appointment that is planned and still to come can change hands.
refusal-not-claimable = The patient made this appointment: it has no code. Hand it over at the counter.
refusal-scan-denied = The camera is not allowed here. Allow it in the browser, or type the words.
refusal-scan-missing = No camera answers. Type the words, or use a code reader.
