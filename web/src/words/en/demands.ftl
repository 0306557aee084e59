# What a person asks of a practice after a visit, and what it answers.

demand-entry = Ask the practice
demand-title = What you asked of the practice
demand-why = The practice keeps data about you under its own keys: so it is the practice that gives them, puts them right or restricts them. Your request is sealed to it; the platform sees the day and how long it has, and nothing else.
demand-none = Nothing has been asked of the practice about this visit.
demand-what = What you ask for
demand-text = What the practice is to know
demand-text-hint = For example what is wrong, or what you are looking for. It alone will read this.
demand-send = Send to the practice
demand-sent = Your request is with the practice.
demand-text-missing = Write in a sentence what you ask for.
demand-kind-access = A copy of what it keeps
demand-kind-access-why = A month
demand-kind-medical = My health information
demand-kind-medical-why = Eight days, and not before 48 hours; of the last five years
demand-kind-medical-old = My older health information
demand-kind-medical-old-why = Two months; older than five years
demand-kind-rectification = A correction
demand-kind-rectification-why = A month
demand-kind-erasure = Erasure
demand-kind-erasure-why = A month; a medical record is kept for twenty years as a rule
demand-kind-restriction = Restriction of use
demand-kind-restriction-why = A month; kept, but not used any more
demand-kind-objection = To object to a use
demand-kind-objection-why = A month
demand-kind-known = To be known as a patient of the practice
demand-kind-closed = A long letter, not opened yet
demand-kind-unknown = A request that this version cannot read
demand-state-received = Received
demand-state-extended = More time taken
demand-state-done = Answered
demand-state-partly = Answered in part
demand-state-refused = Refused
demand-asked-on = Asked on { $day }
demand-due-on = Answer due by { $day }
demand-answered-on = Answered on { $day }
demand-late = Late
demand-was-late = Answered late
demand-reply = Answer of { $day }
demand-reply-unreadable = This answer does not open here.
demand-file = Save { $name }
demand-file-care = Once saved, these files are not closed any more: keep them like a medical record.
demand-doubtful = { $count ->
    [one] One letter is not believed and not shown. Telephone the practice.
   *[other] { $count } letters are not believed and not shown. Telephone the practice.
}
demand-no-answer = Without an answer in time, you may complain to the CNIL: cnil.fr.
data-practice-title = What your practices keep
data-practice-why = It opens by their keys alone: ask them. Open an appointment, then “Ask the practice”: copy, correction, erasure, restriction or objection. The clock runs, and both sides see it.
data-practice-entry = Choose an appointment
letters-why = All that your practices wrote to you, about past appointments too. Each letter is sealed for you: your device alone opens it.
letters-failed = The letters could not be read
letters-none = No practice has written to you
letters-none-what = Answers to your requests arrive here.
letters-waiting = Waiting for an answer
letters-received = Received
letters-from = { $name }, on { $day }
letters-about = About the appointment on { $moment }, { $name }
letters-answers = In answer to your request: { $kind }
letters-unread = { $count ->
    [one] One appointment is not believed: its letters are not read.
   *[other] { $count } appointments are not believed: their letters are not read.
}
letters-past = { $count ->
    [one] Ask about a past appointment
   *[other] Ask about a past appointment ({ $count })
}
carried-asked = Repeated from the earlier appointment, which the practice handed over to you: your request of { $day }, “{ $kind }”.
carried-told = Repeated from the earlier appointment, which the practice handed over to you: its letter of { $day }.
carried-files = Files that came with it, which the earlier key alone opened: { $names }. Ask for them again.
letters-entry = Read their letters
letters-all = All letters of practices

nav-demands = Requests
nav-demands-waiting = ({ $count } to answer)
title-demands = Patients’ requests
demands-title = Patients’ requests
demands-why = What patients ask of the practice about their data. The time is that of the law; the platform sees its days, and nothing more.
demands-none = Nobody has asked anything.
demands-more = Show the next ones
demands-open = Open all letters
demands-waiting = To be answered
demands-settled = Answered
demands-opens = The law leaves 48 hours to think again: an answer can be given from { $moment } on.
demands-answer = Answer
demands-outcome = What was done
demands-outcome-done = Done
demands-outcome-partly = Done in part
demands-outcome-refused = Refused, with the reason
demands-ready = Ready text
demands-ready-own = My own text
demands-ready-copy = Copy attached
demands-ready-corrected = It was put right
demands-ready-care-kept = Record to be kept: restricted, not erased
demands-ready-restricted = Use restricted
demands-ready-lifted = Restriction about to be lifted
demands-ready-stopped = Use stopped
demands-ready-nothing = Nothing more to give
demands-ready-complex = More time: complex request
demands-ready-many = More time: many requests
demands-ready-unknown = It cannot be said by this visit
demands-ready-not-come = Did not come several times
demands-ready-asked-before = Keys changed: to be asked again
demands-text = Your answer
demands-text-missing = Write an answer.
demands-copy = Attach a copy of what you can open of this visit
demands-copy-hint = File and notes, in two files, sealed to the patient. Without the key to clinical notes they are not in it: a practitioner must answer.
demands-another-key = This visit has changed hands
demands-another-key-why = It was handed over at the counter, or taken by a code on paper: whoever will read the answer may not be who asked. It goes to the new key alone; the old one learns only that you have answered.
demands-checked = I have checked who this is
demands-send = Seal and send
demands-sent = The answer is with the patient.
demands-extend = Take two months more
demands-extend-why = Once, within the first month, and saying why.
demands-extended = More time was taken, and the patient knows why.
demands-rectify = Correct the file
demands-rectified = The file was corrected.
demands-restrict = Restrict the use
demands-lift = Lift the restriction
demands-restricted = The use is restricted.
demands-lifted = The restriction was lifted.
word-queue-title = Patients to be known
word-queue-why = They ask for what books the times kept for your patients. After every visit that took place the agenda gives it by itself; only those come here whose booking did not ask for it, or whose answer was lost.
word-month = { $count ->
    [0] This month no visit has brought the word of the practice yet.
    [one] This month one visit has brought the word of the practice.
   *[other] This month { $count } visits have brought the word of the practice.
}
word-give = Say that we know this patient
word-give-all = Say that we know the { $count } patients who came
word-refuse = Refuse, and say why
word-given = The patient is known: they can book the times that are kept.
word-given-all = { $count ->
    [one] One patient is known.
   *[other] { $count } patients are known.
}
word-came = This visit took place.
word-not-come = This visit did not take place: make sure that you know this person.
erase-visit = Erase this appointment
erase-visit-title = Erase this appointment for good?
erase-visit-goes = Gone, at the practice as at the platform: who was to come, why, what you filed, what the patient noted, the time, and all letters, also those that wait for an answer.
erase-visit-stays = What stays: for twelve months, your signed word that this appointment was erased, so that the patient learns of it; and a line in the public log, which names nobody. Backups are erased likewise.
erase-visit-sure = Only for an appointment that did not take place. Nobody brings it back.
erase-visit-now = Erase for good
erase-visit-done = The appointment is erased; from backups too, on { $day } at the latest.
erase-visit-first = An appointment that did not take place can be erased: cancel it in the agenda first, or note that nobody came. A care record is kept: restrict its use.
visit-erased = { $name } erased an appointment on { $day }
visit-erased-why = It had not taken place. Neither the practice nor the platform keeps anything of it but this signed sentence.
refusal-visit-stands = An appointment that stands, or took place, is not erased. If it did not take place, cancel it first.
refusal-care-kept = Somebody noted something clinical: this appointment is part of a care record, which is kept. You can restrict its use.
restricted-since = Use restricted since { $day }
restricted-short = use restricted
restricted-why = This person asked that their data be kept and not used. The rest of the file is not shown; the page “Requests” alone lifts the restriction.
refusal-too-early = The law leaves 48 hours to think again before health information is given. Answer a little later.
refusal-identity-unchecked = This visit has changed hands: check who it is, then tick that you did.
refusal-visit-restricted = The use of these data is restricted at the patient’s request. Lift the restriction first.

# An authority asked something about the practice.
orders-title = Requests of authorities
orders-why = An authority asked the operator of the platform for data of your practice. The operator has them sealed alone; whose these visits are, only your keys say, here.
order-asked = Asked; the practice was told on { $day }
order-given = Handed over; the practice was told on { $day }
order-drill = This is a drill.
order-days = From { $first } to { $last }
order-silent = A ban on telling ran until { $day }.
order-named = { $count ->
    [0] No visit is named one by one.
    [one] One visit is named.
   *[other] { $count } visits are named.
  }
order-handed = { $count ->
    [one] One visit was handed over, sealed.
   *[other] { $count } visits were handed over, sealed.
  }
order-missing = { $count ->
    [one] One of them is not in your agenda any more.
   *[other] { $count } of them are not in your agenda any more.
  }
order-tell = Write to { $name }
order-text = Letter to { $name }
order-send = Send the letter
order-told = The letter is in the mailbox of the visit.
order-letter = Hello, a public authority asked the operator of the appointment platform for data about your visit with us, and the law obliged the operator to hand them over. They are sealed: the operator does not have the keys, and we did not give them. Reference of the request: { $reference }. You can write to us here, ask a lawyer, or turn to your data-protection authority.
order-kind-criminal-court = Criminal court
order-kind-police = Police
order-kind-administrative = Administration
order-kind-intelligence = Intelligence
order-kind-foreign = Foreign authority
order-kind-other = Another authority
mailbox-told = The practice wrote to you on { $day }
