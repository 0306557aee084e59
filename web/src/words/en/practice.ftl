# The practice: agenda, settings, team.

## Shared

choose = Choose
save = Save
give-up = Give up
understood = Understood
today = Today
practitioner = Practitioner
practitioner-all = All practitioners
practice-switch = Practice shown
field-missing = This field is needed.
form-incomplete = Some details are missing. They are marked below.
day-at = { $day } at { $time }
span-day = { $day }, { $from } to { $to }
span-days = { $from } to { $to }

## Agenda: the bar

agenda-grid = Agenda. Arrow keys go from place to place; question mark for all keys.
agenda-nobody = This practice has no practitioner yet. Add one in the settings.
day-previous = Previous day
day-next = Next day
week-previous = Previous week
week-next = Next week
go-to-day = Go to a date
view = View of the agenda
view-day = Day
view-week = Week
open-day = Open { $day }
visits-count =
    { $count ->
        [0] No appointment
        [one] One appointment
       *[other] { $count } appointments
    }
find = Find an appointment
find-hint = Find an appointment (F)
visit-new-short = Appointment
slot-free = Free: { $when }
slot-closed = Outside opening hours: { $when }
slot-move = Move here: { $when }
drag-target = { $time }

## Agenda: a visit

visit-unreadable = Unreadable
visit-unreadable-title = This appointment does not open here.
visit-unreadable-why = Its time is certain, its content is not: a key is missing or the envelope was altered. We show nothing rather than something doubtful. Ask a colleague to open it; if that fails too, welcome the person and take down their details again.
visit-nameless = No name
motive-none = No reason given
visit-is-booked = To come
visit-is-arrived = Arrived, waiting
visit-is-fulfilled = Seen
visit-is-noshow = Did not come
visit-is-cancelled = Cancelled
visit-is-cancelling = Being cancelled
act-arrived = Arrived
act-fulfilled = Seen
act-noshow = Did not come
act-booked = Not here yet
act-reopen = Not seen yet
act-move = Move
act-cancel = Cancel the appointment
cancelling-title = This appointment will be cancelled in ten seconds.
cancelling-why = A cancellation is final and frees the time. Nothing has been sent yet.
cancel-now = Cancel right away
visit-keep = Keep the appointment
moving-title = Choose the new time.
moving-how = Click a free place, or go there with the arrow keys and press Enter. You may change day or week.
moving-stop = Do not move
patient = Patient
patient-birth = Born
patient-age =
    { $age ->
        [one] { $age } year old
       *[other] { $age } years old
    }
patient-phone = Telephone
patient-email = E-mail address
patient-note = Message from the patient
staff-note = Note of the practice
staff-note-hint = Sealed for the members of the practice. The patient does not see it.
visit-history = History
visit-history-why = Every step is signed and was verified here.
step-taken-patient = Booked by the patient for { $when }
step-taken-practice = Booked by the practice for { $when }
step-moved-patient = Moved by the patient to { $when }
step-moved-practice = Moved by the practice to { $when }
step-cancelled-patient = Cancelled by the patient
step-cancelled-practice = Cancelled by the practice
step-back = Set back to come

visit-new = New appointment
visit-time = Time
visit-book = Book the appointment
visit-block-instead = Block this time instead
visit-note = Remark
patient-hint = Family name, then given name. A comma parts them where there are several.
patient-contact-hint = For the confirmation and the reminder, without any detail.
name-read = Family name: { $family } · given name: { $given }
name-missing = Write at least a name.
motive = Reason
motive-missing = This agenda takes no reason for a visit. Choose some in the settings.
time-wrong = There is no such time on that day. Choose another.

absence = Absence
absence-new = Block time
absence-add = Block
absence-remove = Open this time again
absence-reason = Reason
absence-sealed = The reason is sealed for the practice. The platform sees only that the time is taken.
span-from = From
span-from-time = Starting time
span-to = To
span-to-time = Ending time
span-wrong = The end must come after the beginning.

waiting-room = Waiting room
waiting-nobody = Nobody is waiting.
waiting-late = + { $time }
legend-motives = Reasons
legend-sealed = Names, reasons and notes open in this browser only.
legend-keys = N: new appointment. F: find. Question mark: all keys.
find-label = Name, telephone or date of birth
find-why = Among the weeks opened here. What you type never leaves this browser.
find-count =
    { $count ->
        [0] No appointment matches. Open other weeks to look further.
        [one] One appointment
       *[other] { $count } appointments
    }

## Agenda: what was just done

said-arrived = { $name } has arrived.
said-fulfilled = { $name }: seen.
said-noshow = { $name }: did not come.
said-booked = { $name }: to come again.
said-moved = { $name }: moved to { $when }.
said-cancelling = { $name }: the appointment will be cancelled in ten seconds.
said-kept = { $name }: the appointment is kept.
said-cancelled = { $name }: appointment cancelled.
said-not-cancelled = A cancellation could not be sent. The appointment still stands.
said-new = { $name }: booked for { $when }.
said-note = Note saved.
said-blocked = Time blocked: { $when }.
said-unblocked = Time opened again: { $when }.

## Agenda: keys

shortcuts = Keys of the agenda
key-enter = Enter
keys-arrows = Go from place to place
keys-enter = New appointment at the free place chosen
keys-nudge = Move the chosen appointment by one step or one day
keys-new = New appointment
keys-move = Move: then choose the place
keys-arrived = The patient has arrived
keys-block = Block time
keys-find = Find
keys-today = Today
keys-view = Day or week
keys-undo = Undo the last change, for ten seconds
keys-leave = Close the panel, give up
keys-help = This list
keys-letters = Single letters act
keys-letters-hint = Switch this off if you speak to your computer or often press keys by accident.

## Opening and joining

title-join = Join a practice
practice-none = You do not work in any practice yet.
practice-none-why = A colleague invites you, or you open your own.
practice-none-join = An officer of the practice has given you a link. Paste it here.
practice-none-open = The practice's keys are made in this browser. You will be its first officer.
join-title = Answer an invitation
join-link = Invitation link
join-link-wrong = This link is not a whole invitation. Copy it again, from beginning to end.
join-why = You are invited to join “{ $practice }”. Your browser will answer with your public keys and your name, which only the practice can read.
join-name = Your name as your colleagues will see it
join-name-hint = For example: Claire Morel
join-answer = Answer the invitation
join-failed = The answer was not sent.
join-done = Your answer has been sent.
join-done-next = An officer of “{ $practice }” must now admit you: the practice then changes its keys, and you will have the new ones. Tell them, then come back here.
join-look = Am I admitted?
join-member = You are a member of “{ $practice }”.
join-to-agenda = Open the agenda
open-title = Open a practice
open-why = Three minutes. Hours and reasons are set afterwards.
open-failed = The practice was not opened.
open-practice = The practice
open-you = You
open-unlisted = The practice does not appear in searches yet: the operator first checks who you are, then lists it.
open-done = “{ $name }” is open. Now set its hours.
practice-name = Name of the practice
practice-street = Address
practice-town = Town
practice-postcode = Postcode
practice-phone = Telephone of the practice
person-given = Given name
person-family = Family name
person-prefix = Title
person-prefix-hint = For example: Dr
person-specialty = Specialty
member-role = Your role
role-practitioner = Practitioner
role-secretary = Secretary
