# The public site. Short sentences; what is promised is said exactly.

site = Serment
skip = Skip to content
lead-1 = Book a visit.
lead-2 = Only your practice will know why.
home-title = Book a visit
nav-trust = Trust
nav-privacy = Privacy
nav-how = How it works
nav-security = Security
nav-app = My appointments
nav-practice = For practices
nav-main = Main
language-switch = Français
footer-promise = No cookie, no tracker, no third party. We keep nothing of what you search for.

search-title = Find an appointment
search-specialty = Profession or specialty
search-any = Any
search-often = Most often asked for
search-others = The others, from A to Z
search-name = Name
search-name-hint = Person or practice
search-place = Where
search-place-hint = Town or postcode
search-from = From
search-button = Search
search-again = Change the search
search-radius = Distance
search-km = { $km } km
search-language = Spoken language
search-sector = Fees
search-any-sector = Any
search-channel = Visit
search-any-channel = Any
search-patients = Patients
search-any-patients = All
search-new-patients = New patients accepted
search-access = Accessibility
search-any-access = Any
access-wheelchair = Wheelchair access
access-hearing = Help for the hard of hearing
access-visual = Help for the partially sighted
search-sort = Order
sort-soonest = Soonest
sort-distance = Nearest
optional = optional

place-unknown = We do not know “{ $place }”. Try the name of a town nearby, or its postcode.
place-choice = Did you mean:
date-unknown = This date cannot be read. Write it like 2026-12-01, or leave it empty.
date-too-far = No practice takes bookings that far ahead. Choose an earlier day.

results-title = { $total ->
    [0] Nobody matches
    [one] 1 practitioner
    [200] 200 practitioners or more
   *[other] { $total } practitioners
 }
results-around = around { $place }
results-within = within { $km } km
results-from = from { $day }
results-none = Check the spelling, or ask for less at once: a name alone, or a town alone.
results-try = Try instead:
results-refreshing = Some calendars are still being read again: somebody else may be free sooner. Search again, or ask more narrowly.
results-nothing-free = None of these practitioners has a free time online from that date on.
also-radius = Search up to { $value } km ({ $total ->
    [one] 1 practitioner
    [200] 200 practitioners or more
   *[other] { $total } practitioners
 })
also-specialty = { $value } ({ $total ->
    [one] 1 practitioner
    [200] 200 practitioners or more
   *[other] { $total } practitioners
 })
also-without = { $value ->
    [language] Without the language
    [sector] Without the fees
    [channel] Without the way of consulting
    [accepts_new] Without “new patients”
    [access] Without the accessibility
   *[filters] Without any filter
 } ({ $total ->
    [one] 1 practitioner
    [200] 200 practitioners or more
   *[other] { $total } practitioners
 })
also-date = From { $value } ({ $total ->
    [one] 1 practitioner
   *[other] { $total } practitioners
 })
page-of = Page { $page } of { $pages }
page-next = Next
page-previous = Previous
pages = Pages of results

distance = { $km } km away
distance-near = less than 1 km away
sector-1 = Sector 1, no extra fees
sector-2 = Sector 2, free fees
sector-3 = Sector 3, outside the agreement
sector-hors = Outside the agreement
sector-short-1 = Sector 1
sector-short-2 = Sector 2
sector-short-3 = Sector 3
sector-short-hors = Outside the agreement
no-new-patients = Does not accept new patients
fictitious = Fictitious
attended = Demonstration: this practice reads its bookings and answers.
unattended = Demonstration: nobody reads this practice’s bookings.
times-of = Next times of { $name }
time-at = { $day } at { $time }
times-more = times of { $name }, { $day }
times-none = No free time online.
times-more-count = + { $count }
times-day-none = no free time
times-none-week = No free time in these days.
times-next = Next free time: { $moment }
times-zone = Local times: { $zone }

practitioner-book = Book a visit
practitioner-sealed = Your name and your reason will be sealed: only this practice can read them.
practitioner-motives = Reasons for a visit
practitioner-times = Next times
practitioner-address = Address
practitioner-phone = Telephone
practitioner-languages = Spoken languages
practitioner-fees = Fees
practitioner-new = New patients
practitioner-new-yes = Accepted
practitioner-new-no = Not accepted
practitioner-about = About
practitioner-minutes = { $minutes } min
practitioner-channel-office = At the practice
practitioner-channel-home = At home
practitioner-channel-video = By video

how-title = How it works
how-lead = Your appointment travels in a sealed envelope.
how-1-title = You write, your device seals
how-1 = Your name, your reason and your message are closed into an envelope on your device, before they leave it.
how-2-title = We carry it and cannot read it
how-2 = We know that a time is taken, with whom and how long. Not by whom, and not why.
how-3-title = Your practice opens it
how-3 = Only the practice you chose has the key. Not us, not our host, nobody in between.
how-more = In detail
how-account-title = Your account
how-account = An e-mail address serves once to send you a code. Only the custodian knows it: an independent service that never learns whom you visit. Your passphrase does not leave your device.
how-rights-title = The right to book
how-rights = The custodian gives each person a few tokens a week. A token proves that you may book without saying who you are: it is signed blindly.
how-reminder-title = Reminders
how-reminder = The day before, you receive “Something is waiting for you”. Neither the practitioner’s name nor the time is in it: they wait for you in the app.
how-lost-title = If you lose your passphrase
how-lost = A kit of twelve words, printed on the first day, lets you back in. We cannot do it for you: we do not have the key.

practices-title = For practices
practices-text = An agenda that nobody but your team can read, not even at the host. Free software, to install where you like.
practices-link = Open the practice’s side
trust-title = To be checked rather than believed
trust-text = What each party can see is written down, and a test checks it on a full copy of the databases.
trust-link = What each party can see

security-title = What each party can see
security-lead = Three separate services, and none of them can read your appointment. This is what each knows, and what it does not.
security-who = Who
security-knows = Knows
security-never = Does not know
security-platform = The platform (this site)
security-platform-knows = Practitioners and their hours, which are public. Which times are taken, with which practitioner, and how long. Accounts without a name, and closed envelopes.
security-platform-never = Your name, your address, your telephone, your reason, nor which account made which appointment.
security-custodian = The custodian (another company)
security-custodian-knows = Your e-mail address or telephone, and the day on which a reminder leaves.
security-custodian-never = Which practitioner, which appointment, your account here, your passphrase.
security-publisher = The publisher of the app
security-publisher-knows = That somebody loaded the app.
security-publisher-never = Anything you do in it.
security-practice = Your practice
security-practice-knows = What you wrote to it, as on the telephone.
security-practice-never = Your appointments elsewhere.
security-limits-title = What remains visible, and what we do not promise
security-limit-specialty = A practitioner’s specialty already says something. The platform sees that a time is taken with a cardiologist, not by whom.
security-limit-live = A malicious platform that watches live could match the network address and the time of your requests. It keeps neither; that is a rule of conduct, not a proof.
security-limit-together = The platform and the custodian together could try to guess a weak passphrase, and match reminders with appointments. That is why they must belong to different companies.
security-limit-practice = That a practice is a real one, the custodian’s officers check. On a demonstration they check nothing, and every page says so. What an officer of the custodian believed wrongly, no program finds.
security-limit-app = The app is code that your browser downloads. Whoever distributes it could change it: its fingerprint stands in the public log, and “This app”, at its foot, compares. A changed app could lie about that too; only a check from elsewhere (serment verify release) cannot be fooled by it.
security-kept-title = What this site keeps of your visit
security-kept = Nothing. No cookie, no audience measurement, no address in the logs. Your search travels in the body of a request, and we write it nowhere. So that your “Back” button finds the results again, their address holds it, encrypted under a key that lives in memory alone: that address stays in your browser’s history, where whoever opens it on the same or the next day sees these results. After that nobody can read it any more.

forgotten-title = Please search again
forgotten = A search can be reopened until the next day, sometimes not as long, and only by the exact address of its results. We keep nothing of it: simply ask again.

not-found-title = This page does not exist
not-found = The address may be incomplete, or the practitioner is no longer listed.
not-found-home = Find an appointment
