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
agenda-stale = The agenda shown dates from { $time }.
agenda-doubtful =
    { $count ->
        [one] One appointment cannot be believed. The rest of the agenda is verified.
       *[other] { $count } appointments cannot be believed. The rest of the agenda is verified.
    }
doubtful-at = { $when }, by the platform’s word alone
doubtful-more = Why, and what to do
doubtful-sometime = At an unknown time
doubtful-older = The platform shows it as it was before a step already seen here, such as a cancellation or a move.
doubtful-false = A signature or a link of its history is false.
doubtful-what = Keep this time free and receive the person if they come. Try again later; if it goes on, tell the operator.
agenda-unread = The agenda could not be read.
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
slot-unknown = Not read yet: { $when }
slot-move = Move here: { $when }
drag-target = { $time }

## Agenda: a visit

visit-unreadable = Unreadable
visit-unreadable-title = This appointment does not open here.
visit-unreadable-why = Its time is certain, its content is not: a key is missing, or what the platform showed was altered, or is older than what was already seen here. We show nothing rather than something doubtful. Ask a colleague to open it; if that fails too, welcome the person and take down their details again.
visit-older-why = The platform showed an older record than the one already seen here: what was noted since is missing. We do not show it. The time itself is certain. Try again later, or ask a colleague to open it on their device; if it goes on, tell the operator.
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
clinical-note = Clinical note
clinical-note-label = What the practitioner notes
clinical-note-hint = Sealed with the clinical keys: the desk cannot open it unless an officer agrees.
clinical-note-closed = The clinical note opens with keys that you do not have. An officer of the practice can give them to you.
clinical-note-unreadable = There is a clinical note that does not open here.
clinical-note-older = The clinical note shown is older than the one already seen here.
clinical-note-older-why = What was noted since is missing: we neither show nor replace it. Try again later, or ask a colleague to open it on their device; if it goes on, tell the operator.
visit-history = History
visit-history-why = Every step is signed and was verified here.
visit-history-on-top = Who put it on top is the platform’s word.
step-taken-patient = Booked by the patient for { $when }
step-taken-practice = Booked by the practice for { $when }
step-moved-patient = Moved by the patient to { $when }
step-moved-practice = Moved by the practice to { $when }
step-kept-patient = Kept by the patient for { $when }
step-kept-practice = Kept by the practice for { $when }
step-cancelled-patient = Cancelled by the patient
step-cancelled-practice = Cancelled by the practice
step-back = Set back to come
step-on-top = Overbooked by { $name } on { $date }
step-on-top-unknown = Overbooked by somebody who is no longer in the team, on { $date }

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
time-overlaps = A visit or an absence already lies in this time.
visit-day = Day
visit-past = This time is past. The visit will be noted afterwards; no reminder will go out.
overbook-what = Choose another time. Or put it on top: two visits will then take place at the same time, and this one will bear the words “overbooked”, seen by the whole team.
overbook-confirm = Put it on top
overbooked = Overbooked
overbooked-why = put on top of what was there
said-overbooked = Overbooked: { $name }, { $when }.
time-wrong = There is no such time on that day. Choose another.

holiday = Public holiday:
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

clear-title =
    { $count ->
        [one] An appointment is booked in this time
       *[other] { $count } appointments are booked in this time
    }
clear-why = Another free time is proposed for each: the same practitioner within a week, else a colleague of the practice, else later. Nothing is moved before you agree; whoever is moved is told. The time is blocked once nothing is left in it.
clear-visit = { $name }, { $moment }
clear-to = New time: { $moment }
clear-to-colleague = New time: { $moment }, with { $practitioner }
clear-move =
    { $count ->
        [one] Move this appointment, then block
       *[other] Move { $count } appointments, then block
    }
clear-none = No other time is free within four weeks for these. Open each to move it by hand, or to cancel it:
said-relocated =
    { $count ->
        [0] No appointment was moved.
        [one] One appointment was moved.
       *[other] { $count } appointments were moved.
    }

waiting-room = Waiting room
waiting-nobody = Nobody is waiting.
waiting-unknown = It is not known yet who is waiting.
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
missed-before =
    { $count ->
        [one] Did not come to one appointment
       *[other] Did not come to { $count } appointments
    }
missed-why = Within twelve months at most, from the same account. Only this practice can tell. If you refuse this appointment, the person will read that the practice cancelled it.
missed-reading = Of the appointments read so far, booked from the same account: the last twelve months are not all read.
missed-refuse = Refuse this appointment
said-noshow = { $name }: did not come.
said-booked = { $name }: to come again.
said-moved = { $name }: moved to { $when }.
said-cancelling = { $name }: the appointment will be cancelled in ten seconds.
said-kept = { $name }: the appointment is kept.
said-cancelled = { $name }: appointment cancelled.
said-not-cancelled = A cancellation could not be sent. The appointment still stands.
said-new = { $name }: booked for { $when }.
said-note = Note saved.
said-clinical-note = Clinical note saved.
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

## Signing up as staff

sign-up-practice-title = Create a practice account
sign-up-practice-why = This account is yours, not the practice's. It stays apart from your patient account, even with the same address.
sign-up-practice-known = If you already have a practice account, sign in. A patient account is not enough here: continue.

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
open-unlisted = The practice does not appear in searches yet: the custodian of the keys, an independent service, first checks who you are, then the operator lists it. The check is asked for as the practice is opened.
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
practice-attended = The practice reads its appointments
practice-attended-hint = Without this mark, searches warn that nobody reads the requests.
practice-town-fixed = Town: { $town }. If you move, write to the operator.

## What the custodian says of the practice

vouched = Checked by the custodian of the keys. Its confirmation holds until { $date } and is renewed by itself.
vouched-demo = Demonstration: the custodian of the keys confirms every practice and checks nothing. Elsewhere, such a confirmation does not count.
vouched-not = The custodian of the keys has not checked your practice yet
vouched-not-why = Until then nobody can book online, and searches do not show you. Your agenda, your notes and appointments by telephone work already.
vouched-officer = An officer of the practice can ask for the check.
vouched-ask = Ask for the check
vouched-ask-why = The custodian of the keys must recognise you in order to take your request: it sends you a code.
vouched-ask-failed = The check was not asked for.
vouched-waiting = The check was asked for
vouched-waiting-why = The officers of the custodian find out who you are, by another way than this page: they call you at the number of an official register. There is nothing else for you to do; it may take a few days.
vouched-identifier = On the telephone, read them the whole identifier of your practice:
vouched-look = Look again

## Settings

settings-why = Everything below is public and signed by the practice. Nothing changes for patients before you publish.
settings-left = Your settings are not published yet. You will find them here as they are.
hours-title = Opening hours
hours-whose = Hours of
hours-nobody = No practitioner has an agenda yet. Add a practitioner below.
hours-weekly = Every week
hours-closed = Closed
hours-copy = Tuesday to Friday the same as Monday
range-name = { $day }, range { $number }
range-from = { $name }, from
range-to = { $name }, to
range-remove = Remove: { $name }
range-add = Add a range: { $day }
exceptions-title = Other days
exceptions-why = Holidays, leave, duty: these hours replace those of the week. Without hours the day is closed.
exception-day = Other day
exception-add = Add a day
exception-remove = Remove the day { $day }
rules-title = Booking rules
rule-step = One appointment every
rule-step-hint = Times on offer are counted from each opening.
rule-notice = Minimum notice
rule-notice-hint = Before a time that is booked or moved to online. Cancelling is possible until the visit begins.
rule-horizon = Open in advance, in days
rule-horizon-hint = From 1 to 400.
rule-classes = Kinds of visits accepted
notice-none = None
notice-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
place-office = at the practice
place-home = at home
place-video = by video
audience-public = open to all
audience-known = patients whom the practice knows
audience-colleagues = colleagues of other practices
audience-staff = booked by the practice only
preview-title = What patients would see
preview-for = For an appointment of
preview-same =
    { $count ->
        [0] No free time this week.
        [one] One free time this week.
       *[other] { $count } free times this week.
    }
preview-changed =
    { $count ->
        [0] No free time this week
        [one] One free time this week
       *[other] { $count } free times this week
    }: { $added } more, { $removed } fewer.
preview-none = None
preview-why = Appointments, absences, notice and horizon included. Appointments already made stay, even outside the new hours.
motives-title = Reasons for a visit
motives-why = The list is public. The reason a patient chooses is sealed: the platform does not see it.
motive-label = Reason
motive-label-en = In English
motive-class = Kind of visit
motive-more = Instructions, practitioners, English
motive-instructions = Instructions before the visit
motive-instructions-hint = Shown to the patient after booking. For example: bring your prescriptions.
motive-instructions-en = Instructions in English
motive-people = Offered by
motive-add = Add a reason
motive-remove = Remove the reason { $label }
classes-title = Kinds of visits
classes-why = This is all the platform sees of a reason: how long, where, who books. The fewer there are, the less it can guess.
class-duration = Minutes
class-channel = Place
class-audience = Who books
window-for = { $name }, for whom
window-for-all = for every public
window-for-only = kept for: { $who }
class-known-how = Whoever has come before can book: after each visit that took place the agenda gives them what it takes, and the platform does not learn who they are. Keep ranges for them in the hours above. A kind is for one public: to open the same visit to two, make two kinds, and a reason for each.
class-add = Add a kind
class-remove = Remove the kind “{ $name }”
people-title = Practitioners
person-new = New practitioner
person-add = Add a practitioner
person-remove = Remove this practitioner and their agenda
person-sector = Fee sector
sector-none = No sector
sector-one = Sector 1
sector-two = Sector 2
sector-outside = Outside the convention
person-languages = Languages spoken
person-accepts = Accepts new patients
person-about = About
person-about-hint = Access, fees, means of payment: what people ask on the telephone.
problem-range = Each range must end after it begins.
problem-overlap = Two ranges of this day overlap.
problem-day = Choose the day.
problem-day-twice = This day is already in the list.
problem-no-class = This agenda accepts no kind of visit. Tick at least one.
problem-horizon = Give a number of days from 1 to 400.
problem-notice = This notice is not possible.
problem-label = Give this reason a name.
problem-duration = Give a duration of 5 to 480 minutes, in steps of 5.
publish = Publish
publish-discard = Undo everything
publish-unpublished = Unpublished changes.
publish-published = Published, version { $revision }.
publish-done = Settings published. Patients see them from now on.
publish-undone = The previous settings are published again.
publish-failed = The settings were not published.
publish-problems =
    { $count ->
        [one] One thing to put right before publishing
       *[other] { $count } things to put right before publishing
    }
publish-conflict = A colleague has published other settings meanwhile.
publish-conflict-why = Yours are kept here. Start from theirs, or publish yours: they will replace everything your colleague changed.
publish-theirs = Start from theirs
publish-mine = Publish mine

## Team

members-title = Members
member-self = you
role-officer = { $role }, officer
member-remove = Remove { $name }
member-remove-title = Remove { $name }?
member-remove-why = The practice changes its keys at once. This person will not be able to read anything that is still to come.
member-remove-limit = What they have read, they have read. To have them back you will need a new invitation.
member-removed = { $name } is no longer part of the practice. The keys have changed.
team-keys = The practice uses its set of keys no. { $epoch }, since { $date }. It changes them with every arrival and every departure.
member-clinical = reads clinical notes
member-desk-only = does not read clinical notes
clinical-grant = Open clinical notes to { $name }
clinical-grant-short = Open clinical notes
clinical-grant-title = Open clinical notes to { $name }?
clinical-grant-why = This person will read the clinical notes of all appointments, old ones too. The practice changes its keys.
clinical-grant-do = Give access
clinical-granted = { $name } now reads clinical notes. The keys have changed.
clinical-withdraw = Close clinical notes to { $name }
clinical-withdraw-short = Close clinical notes
clinical-withdraw-title = Close clinical notes to { $name }?
clinical-withdraw-why = This person will read no clinical note that is still to come. What they have read, they have read. The practice changes its keys.
clinical-withdraw-do = Withdraw access
clinical-withdrawn = { $name } no longer reads clinical notes. The keys have changed.
keys-renew = Change the keys now
keys-renew-why = A device was lost, or a way in removed? With new keys, what may have been copied there opens nothing that is still to come.
keys-renewed = The keys have changed.
rotation-interrupted = A change of keys that was begun in this browser may not have ended.
rotation-interrupted-why = Go on with it: what is done already is not done again. Only recovery shares that were not printed are made anew.
rotation-resume = Go on
rotation-resumed = The change of keys has ended.
team-officers-only = Only an officer of the practice can invite or remove somebody.
answered-title = Have answered your invitation
answered-why = Their answer carries the secret of your link. Make sure it is the person you expect, then admit them.
admit = Admit
admitted = { $name } is part of the practice. The keys have changed.
invite-title = Invite a colleague
invite-why = You make a link, you give it to your colleague, they answer, you admit them.
invite-role = Their role
invite-officer = Officer of the practice
invite-officer-hint = Can invite, admit and remove members.
invite-make = Make the link
invite-made = The link is ready, for fourteen days.
invite-made-why = Give it in person or by a safe way: whoever holds it can answer in your colleague's place.
invite-copy = Copy the link
invite-copied = Link copied.
invite-another = Make another link
invitations-open = Unanswered invitations
invitation-until = valid until { $date }
rotation-title = The practice is changing its keys. Keep this page open.
rotation-begun = Preparing the new keys
rotation-progress = Keys handed to { $done } members of { $total }
rotation-failed = The keys have not changed, nor has the list of members.

## Which ways in open the practice

entry-title = Entering the practice
entry-any = A passphrase alone opens the practice’s keys, in any browser.
entry-strong = The practice’s keys open with a passkey, a remembered browser or a paper kit; never with a passphrase alone.
entry-want = Ask for more than a passphrase
entry-want-title = Ask for more than a passphrase?
entry-want-why = A passphrase alone will open the practice no more: it will take a passkey, a remembered browser or the paper kit. The practice changes its keys.
entry-want-self = You will be let in yourself: this session was opened by more than a passphrase.
entry-want-others = Tell { $names } first.
entry-want-others-why = The app cannot see how your colleagues enter. Whoever has neither a passkey, nor a remembered browser, nor a kit at hand will have to wait until you lift this rule.
entry-want-not-self = You would be refused yourself.
entry-want-not-self-remedy = First add a passkey, or have this browser remembered:
entry-want-do = Ask for it
entry-wanted = A passphrase alone does not open the practice any more.
entry-lift = Ask for it no more
entry-lifted = A passphrase alone opens the practice again.
entry-refused = This practice asks for more than a passphrase.
entry-refused-why = You came with your passphrase, in a browser that your account does not know. Your keys are yours all right, but the practice does not open its own that way.
entry-refused-remedy = Enter with a passkey, from a remembered browser, or with your paper kit.
entry-refused-leave = Enter another way
entry-refused-else = You have none of these? An officer of the practice can lift this rule, under “Team”, until you have added a passkey.
refusal-way-too-weak = A practice where you work asks for more than a passphrase. Enter with a passkey, from a remembered browser, or with your paper kit.
refusal-last-strong-way = A practice where you work asks for more than a passphrase, and this is your last such way in. First add another one.

## The root key

root-title = The practice’s root key
root-what = It signs every change of keys. Officers hold it; a former officer may have kept a copy. It can be replaced: the custodian’s officers telephone you, then seven days pass that everybody can see.
root-replaced-times = { $count ->
    [one] Replaced once.
   *[other] Replaced { $count } times.
}
root-replace = Replace the root key
root-replace-how = Your device makes a new one, which you alone can put to use. The officers telephone the practice at the number in an official register and compare a mark of six digits with you. From their approval on, seven days pass in which each of them can veto it. Then you come back here and put it to use. Until then nothing changes, and appointments go on.
root-reason = Why replace it?
root-compromised = Somebody else may have a copy
root-compromised-why = A former officer, for instance. An objection by the present key does not end it: it might be theirs. The officers decide.
root-lost = Nobody has it any more
root-lost-why = The accounts of all officers are lost, and no two recovery shares are left.
root-renewed = A mere renewal
root-renewed-why = The present key must agree, and can still object.
root-ask = Ask for the replacement
root-ask-why = The custodian must know you to take your request: it sends you a code.
root-not-asked = The replacement was not asked for.
root-not-yours = A colleague who holds every key of the practice, clinical notes included, can ask for its replacement.
root-request = Replacing the root key was asked for
root-asked = Asked on { $date }; the officers have not approved it yet.
root-ready = The officers have approved it; not before { $date }.
root-mark-taken = Another request about this practice bears the same six digits. Yours come from your account and do not change: let another officer ask. If you expected no other request, call the custodian’s officers.
root-mark = Mark, to compare with the officers by voice:
root-request-why = If nobody of the practice asked for this, object, and tell the officers by telephone: a single one of them can stop it.
root-object = This was not us: object
root-objected = The custodian knows that the practice objects.
root-waits = A new root key waits to be put to use
root-waits-why = The colleague who asked for it must do so from this page. If they are gone, ask for another replacement below: seven days pass again. Until then the practice cannot change its keys; without it, online booking ends when the last confirmation of the old key runs out, in forty days at most.
root-waits-mine = Your new root key can be put to use
root-waits-mine-why = The practice changes its keys, and recovery shares are made anew: have a printer or a pen ready. The old key and the old shares will be worth nothing. Do it without delay.
root-take-up = Put the new key to use
root-taken-up = The new root key is in use. The old one is worth nothing any more.

## How long past visits are kept, and the practice's end

period-title = How long past visits are kept
period-now =
    { $months ->
        [one] A past visit is kept for { $months } month, then erased. This choice is not public.
       *[other] A past visit is kept for { $months } months, then erased. This choice is not public.
    }
period-months =
    { $months ->
        [one] { $months } month
       *[other] { $months } months
    }
period-law-none = No law sets a period for an appointment. The GDPR (article 5) asks that nothing be kept longer than it is needed: for billing, a complaint or follow-up, twelve months are mostly enough.
period-law-care = Care is not concerned: a note, and what you filed of a visit that took place, stay for twenty years at least, the usual measure for a medical record (article R. 1112-7 of the French public health code).
period-law-shorter = A shorter period erases. So it counts after seven days, in which every officer sees it here and can take it back. A longer one counts at once; it brings nothing back.
period-wanted = Keep past visits for
period-choose = Choose this period
period-chosen =
    { $months ->
        [one] Past visits are kept for { $months } month.
       *[other] Past visits are kept for { $months } months.
    }
period-begins =
    { $months ->
        [one] From { $date } on: { $months } month only
       *[other] From { $date } on: { $months } months only
    }
period-begins-why = What is older will be erased on { $date }, for good. Until then, an officer can take this back.
period-take-back =
    { $months ->
        [one] Keep { $months } month
       *[other] Keep { $months } months
    }
period-officers = An officer of the practice can choose another period.
period-shorter =
    { $months ->
        [one] Keep { $months } month only?
       *[other] Keep { $months } months only?
    }
period-gone =
    { $count ->
        [0] On { $date }, no visit is old enough to go.
        [one] On { $date }, one visit goes for good.
       *[other] On { $date }, { $count } visits go for good.
    }
period-emptied =
    { $count ->
        [0] No care record is touched.
        [one] Of another, which is care, what you filed and noted stays; what the patient wrote does not.
       *[other] Of { $count } others, which are care, what you filed and noted stays; what the patients wrote does not.
    }
period-until = Until { $date }, an officer can take this back; afterwards nobody can.
closing-title = Close the practice
closing-goes = Everything goes from the platform, for the whole team and for good: agenda, past visits, what you filed, notes, the practice’s keys. We can give nothing back.
closing-care = You must still keep the care records, as a rule for twenty years after the last visit. First copy or print what they must hold.
closing-care-act = Open the agenda
closing-before = A practice closes only without visits ahead, and once it is off the directory: ask the operator for that.
closing-stays = What stays are lines of the public log, which name no patient; the custodian vouches for you no more.
closing-act = Close for good
closing-sure = Close “{ $name }” for good?
closing-sure-why = Nobody can open this practice again, or give back what it holds.
closing-name = To confirm, type the practice’s name: { $name }
closing-name-wrong = This is not the practice’s name.
closing-done = “{ $name }” is closed.
