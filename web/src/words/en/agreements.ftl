# What a practice asks its patients, what it passes on to a colleague, and its research.

nav-agreements = Agreements
nav-agreements-lying = { $count ->
    [one] (one letter received)
   *[other] ({ $count } letters received)
  }
title-agreements = Agreements and letters between practices
agreements-title = Agreements and letters between practices
agreements-why = Nothing goes to a colleague or to research without the patient’s signed agreement, asked for one visit. A no changes nothing about their care. The platform sees sealed letters only.

received-title = Letters received from colleagues
received-none = No practice has passed a letter on to you.
received-from = { $patient }, from { $practice }
received-to = For { $practitioner }. Received on { $day }, kept here until { $until } at most.
received-visit = About a visit on { $moment }
received-purpose = The patient agreed for this reason: { $purpose }
received-read = Read the letter
received-right = The platform says that the key which signed the agreement is that of a visit at { $practice }, booked by somebody with a proved address.
received-no-right = The platform says that the key which signed the agreement is that of a visit at { $practice }. It does not say that somebody with a proved address booked it: either the practice did, or it has not begun yet.
received-vouched = That this key is this patient’s, { $practice } alone vouches. It stands on the patient’s receipt too:
received-drop = Remove this letter
received-drop-title = Remove this letter?
received-drop-why = It disappears from here and from the platform, and nobody gives it back. If care needs it, first put it into the clinical note of a visit.
received-drop-now = Remove
received-dropped = Removed.
received-withdrawn = Agreement taken back on { $day }
received-withdrawn-why = The patient has taken their agreement back: the letter is gone, and is not to be used any more. What is in a care record already stays there, for the law keeps it.
received-noted = Noted
received-doubtful = { $count ->
    [one] One letter is not believed and not shown.
   *[other] { $count } letters are not believed and not shown.
  }
received-doubtful-drop = Remove them
file-act = Put it into a clinical note
file-which = Into which visit?
file-none = No visit of this person, in the six weeks around today, has a clinical note that you can open. Give them a visit first; the letter waits here.
file-now = Put it there and remove it here
file-done = The letter is in the clinical note.

asked-title = Agreements asked for
asked-none = Nothing was asked. In the agenda, open a visit, then “The patient’s agreements”.
asked-of = { $name }, visit on { $moment }
asked-sharing = Pass a letter on to { $practitioner }, { $practice }
asked-research = Reuse for the research “{ $title }”
asked-waiting = Asked. The patient has not answered yet.
asked-stands = Holds until the patient takes it back, as long as this visit stands.
asked-ended = This visit was cancelled or handed over to the patient: this agreement allows nothing any more.
asked-broken = The answers to this question do not hold together, or letters are missing: it allows nothing.
asked-read = What the patient has read
asked-handed = A letter was passed on; the patient was told.
asked-recall = The patient has taken their agreement back, but the other practice could not be told: { $why } The app tries again by itself.

visit-agreements = The patient’s agreements
visit-agreements-why = The patient is asked for each letter to a colleague and for each research. They are told that something waits for them, and answer in their app.
ask-sharing = Ask for the agreement to share with a colleague
ask-research = Ask for the agreement to research
ask-recipient = Colleague
ask-recipient-hint = Their name, as in the directory.
ask-recipient-none = Nobody of this name in the directory.
ask-recipient-missing = Choose a colleague from the list.
ask-recipient-own = This colleague is of your own practice, and needs no letter.
ask-purpose = Reason, as the patient will read it
ask-purpose-missing = Say why, in one sentence.
ask-text = What the patient will read
ask-text-note = They read it in French or in English, as they speak, with two answers of equal weight. After a no, the same question is not put again for six months.
ask-send = Seal and ask
ask-sent = The question is sent. The patient answers it in their app.
ask-no-project = The practice has named no research: an officer does that under “Agreements”.
ask-no-account = This visit is in no account yet: the patient will see the question only after taking it over with their code.

share-act = Write the letter
share-more = Write another letter
share-text = Letter to { $practitioner }
share-text-missing = Write the letter.
share-review = Read it again before it goes
share-title = Send this letter to { $practice }?
share-goes = What goes, sealed to that practice alone: this letter, the identity and the contact of { $name } as you have them, the date of this visit, and the signed agreement.
share-then = The patient is told that a letter went. If they take their agreement back, the other practice learns of it and the letter disappears there, but not from its care record if it was put there.
share-now = Seal and send
share-done = The letter went, and the patient was told.
share-not-agreed = The patient does not agree, or not any more. Nothing was sent.

research-title = The practice’s research
research-none = The practice does no research with its visits: nobody is asked.
research-none-officer = Give it a title to be able to ask your patients.
research-name = Title, as patients read it
research-contact = Who answers questions
research-contact-hint = A name, an e-mail address or a telephone number.
research-missing = A title and somebody who answers are needed.
research-save = Name this research
research-saved = The research is named.
research-answers = Answers questions: { $contact }
research-asked = Asked
research-agreed = Accepted
research-withdrawn = Taken back
research-visits = { $count ->
    [0] no visit
    [one] one visit
   *[other] { $count } visits
  }
research-rows = { $count ->
    [0] The extract would be empty: it takes five people who share the age to ten years, the motive and the month, and whose visit took place.
    [one] The extract has one visit.
   *[other] The extract has { $count } visits.
  }
research-what = An extract tells the age to ten years, the motive and the month, under a number that no server can tie to anybody. What fewer than five people have in common is left out. That is a floor against the plainest cases, not anonymity: you answer for what you give, and to whom.
research-export = Save the extract
research-taken = { $count ->
    [one] One agreement was taken back: the row below is in the extract no more. Have it removed from extracts given before.
   *[other] { $count } agreements were taken back: the rows below are in the extract no more. Have them removed from extracts given before.
  }
research-end = End this research
research-end-title = End “{ $title }”?
research-end-why = Nobody will be asked any more, and nothing can be extracted. What was decided stays signed. Of extracts given before we can take nothing back.
research-ended = The research has ended.

refusal-consent-withdrawn = The patient has taken their agreement back. Nothing was sent.
refusal-project-missing = The practice has named no research: nobody can be asked.
refusal-recipient-unknown = That practice has no such practitioner. Search again.
refusal-referral-unknown = This letter is gone: a colleague removed it, or the patient took their agreement back.
