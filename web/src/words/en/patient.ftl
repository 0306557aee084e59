# The patient: search, practitioner, booking, appointments.

moment = { $day } at { $time }
times-of = Times in { $place }

## Search

search-lead = Book a visit.
search-lead-promise = Only your practice will know why.
search-who = Who, or what?
search-who-example = General practitioner, name…
search-where = Where?
search-where-example = Town or postcode
search-when = When?
search-when-soonest = Soonest
search-when-from = From a day on
search-from = From
search-go = Search
search-new = New search
search-busy = Searching
search-failed = The search did not succeed.
search-radius = Distance
search-within = Within { $km } km
search-sort = Order
sort-soonest = Soonest
sort-distance = Nearest
filters = Filters
filter-language = Speaks { $language }
filter-new = New patients
filter-video = By video
filter-home = At home
access-wheelchair = Wheelchair access
access-hearing = Help for the hard of hearing
access-visual = Help for the partially sighted
results-count =
    { $count ->
        [0] No practitioner
        [one] One practitioner
        [200] 200 practitioners or more
       *[other] { $count } practitioners
    }
results-count-near =
    { $count ->
        [0] No practitioner near { $place }
        [one] One practitioner near { $place }
        [200] 200 practitioners or more near { $place }
       *[other] { $count } practitioners near { $place }
    }
results-refreshing = Some calendars are still being read again: somebody else may be free sooner. Search again, or ask more narrowly.
results-none = Nobody matches all of this at once.
results-try = This would find somebody:
results-try-nothing = Take away a criterion, or search for another specialty.
also-radius =
    { $total ->
        [one] Within { $km } km (one practitioner)
        [200] Within { $km } km (200 practitioners or more)
       *[other] Within { $km } km ({ $total } practitioners)
    }
specialty-other = Another specialty
also-specialty =
    { $total ->
        [one] { $specialty } (one practitioner)
        [200] { $specialty } (200 practitioners or more)
       *[other] { $specialty } ({ $total } practitioners)
    }
also-without =
    { $total ->
        [one] Without “{ $filter }” (one practitioner)
        [200] Without “{ $filter }” (200 practitioners or more)
       *[other] Without “{ $filter }” ({ $total } practitioners)
    }
filters-all = all filters
also-date =
    { $total ->
        [one] From { $day } (one practitioner)
       *[other] From { $day } ({ $total } practitioners)
    }
pages = Pages of results
page-previous = Previous
page-next = Next
page-of = Page { $page } of { $pages }
distance = { $km } km away

how-title = How the seal protects you
how-write = You write
how-write-sentence = Your name, your reason and your message are sealed inside your browser, before they leave.
how-carry = The platform carries
how-carry-sentence = It sees that a practitioner’s time is taken. It knows neither by whom nor why.
how-open = The practice opens
how-open-sentence = Only the practice has the key. You keep yours; nobody else has a copy.
how-more = How it works
how-trust = What we prove
how-practice = Are you a practice?

## A practitioner

sector-1 = Sector 1, no extra fees
sector-2 = Sector 2, own fees
sector-short-1 = Sector 1
sector-short-2 = Sector 2
sector-hors = Outside the agreement
speaks = Speaks { $languages }
no-new-patients = Takes no new patients
no-new-patients-why = If you are already a patient here, book. If not, the practice may cancel.
fictitious = Fictitious practitioner
attended = Demonstration: this practice answers
unattended = Bookings are not read
unattended-title = Nobody reads the bookings of this practice.
unattended-why = This is a demonstration practice. Do not book a visit here that you need. To try with an answer, choose a practice marked “this practice answers”.
channel-office = At the practice
channel-home = At home
channel-video = By video
times-free = Free times
times-free-of = Free times of { $name }
times-none = No free time online for now.
times-none-here = No free time on these days.
times-none-remedy = Come back later, or telephone the practice.
times-next = Next free time: { $moment }
times-next-title = Next free times
times-from = From
book = Book an appointment
practical = Practical information
address = Address
phone = Telephone
motives = Reasons for a visit
publication-refused = Online booking is suspended here.

## Booking

booking-title = Appointment with { $name }
booking-steps = Steps of the booking
booking-summary = Your appointment
booking-impossible = This appointment cannot be booked here.
step-motive = Reason
step-time = Time
step-person = For whom
step-confirm = Confirm
motive-question = For what reason?
motive-sealed = Your reason is sealed. The platform only sees a duration.
motive-open = Reason to be chosen
motive-for = { $motive }, { $duration }
motives-none = No visit can be booked online here.
motives-none-remedy = Telephone the practice.
reserved-known = kept for patients of the practice
reserved-colleagues = kept for colleagues
reserved-title = Kept for patients of the practice
reserved-what = { $motives }: this practice keeps these times for patients whom it knows.
reserved-why = Have you been here before? Ask the practice for its word: it knows you by the visit that you ask from. The word itself tells nobody who you are, and serves once.
reserved-sign-in = Sign in to ask for it
reserved-lapsed = The words that you had are worth nothing any more: the practice has changed its keys since.
reserved-ask = Ask the practice
reserved-busy = Your past visits are read again, one by one.
reserved-asked = Your request is with the practice. Once it has answered, these times open here.
reserved-waiting = You asked for it on { $day }. The practice has not answered yet; it must by { $due }.
reserved-refused = The practice refused on { $day }:
reserved-refused-remedy = Telephone it, or choose a reason that is open to all.
reserved-used = The words that this practice gave you are used. Your next visit that takes place here brings others.
reserved-nobody = This account has no visit yet that took place here. The first one brings some, by itself. If yours was booked by telephone, ask the practice to hand it to your app.
word-letter = I have been here before. I would like to book the times that you keep for your patients.
word-shown = A word of the practice was used. This visit brings others once it took place.
time-open = Time to be chosen
time-unheld = not held for you yet
time-not-free = This time is not free for this reason.
time-not-free-remedy = Choose another below.
time-taken = The time { $moment } has just been taken.
time-taken-next = Nothing was booked. The nearest free times:
time-gone = taken
time-others = See all times
time-taken-elsewhere = At the same practice, for the same reason:
time-with = { $moment }, with { $name }
gate-why = Now you need your keys: what you are about to write will be sealed to the practice, and only they will open the appointment.
gate-kept = The reason and the time you chose wait for you here. The time is not held yet: it will be, for ten minutes, as soon as you have come in.
gate-staff = You are signed in as a member of a practice.
gate-staff-remedy = To book an appointment for yourself, sign out first.
person-question = For whom is the appointment?
person-me = For me
person-other = For somebody else
person-other-detail = A child, a parent
person-for = For
person-sealed = Only the practice will read these lines.
person-keep = Keep these details, sealed, in my account
given = First name
given-missing = Enter the first name.
family = Last name
family-missing = Enter the last name.
birth-date = Date of birth
birth-date-missing = Enter the date of birth.
birth-date-future = The date of birth lies in the future. Check the year.
contact = Contact
contact-missing = Enter a telephone number or an e-mail address, so that the practice can reach you.
phone-wrong = This number is too short. Check it.
note = Message to the practice
note-hint = What the practitioner should know before seeing you.
reads-practice = The practice will read name, date of birth, contact, reason and message.
reads-platform = The platform will see that a time of this practitioner is taken. Neither by whom, nor why.
reads-reminder = Reminders will say “Something is waiting for you”, without name, place or reason.
book-confirm = Confirm the appointment
book-busy = Your request is being sealed, then sent.
booking-refused = The appointment is not booked.
booked-title = Your appointment is booked
instructions = How to prepare
reminders-title = What you will receive
reminders-what = A confirmation by e-mail within the hour, then a reminder the day before.
reminders-today = A confirmation by e-mail within the hour.
reminders-not = Such a message only says that something is waiting for you here. It names neither practitioner, nor time, nor reason.
appointments-see = See my appointments
calendar-add = Add to my calendar
calendar-summary = Appointment
calendar-description = The details open in Serment, with your keys.
calendar-file = appointment.ics

## Appointments

appointment-next = The next one
appointment-open = Open
appointments-ahead = Coming up
appointments-none = No appointment ahead
appointments-none-what = Those you book here will appear on this page.
appointments-past =
    { $count ->
        [one] One past or cancelled appointment
       *[other] { $count } past or cancelled appointments
    }
appointments-failed = Your appointments could not be read.
doubt-with = With { $name }: an appointment that we cannot confirm
doubt-unknown = An appointment that we cannot confirm
doubt-others = Your other appointments were checked: this does not affect them.
doubt-call = Telephone the practice: { $phone }
appointment-missing = This appointment does not open with your keys.
state-booked = Appointment confirmed
state-arrived = You are expected
state-fulfilled = Visit completed
state-noshow = Visit missed
state-cancelled = Appointment cancelled
move = Move
move-title = Move the appointment?
move-from = Now planned for { $moment }, with { $name }.
move-kept = The reason and your message stay sealed as they are. Only the time changes.
move-what = From { $before } to { $after }.
move-confirm = Move
move-other = Choose another time
move-stay = Keep the present time
move-impossible = This appointment cannot be moved here.
move-too-late = It has begun, or it is cancelled. Telephone the practice.
moved = Moved: { $moment }.
cancel-visit = Cancel the appointment
cancel-title = Cancel this appointment?
cancel-what = { $moment }, with { $name }. The time will be offered to others; you may not get it back.
cancel-keep = Keep it
cancelled = The appointment is cancelled. The practice will see it.
change-until = You can move or cancel until it begins. Tell early: somebody may be waiting for this time.
note-yours = Your message
history = History
history-booked = Booked for
history-cancelled = Cancelled
history-moved = Moved to
history-kept = Kept on
history-signed = Every step is signed by you or by the practice; your browser has just verified it.
by-you = by you
by-practice = by the practice
