## Refusals

refusal-bad-share = These words do not make a recovery share. Check their number (twenty-four), order and spelling.
refusal-wrong-share = This share is none of those now valid: others have replaced it, or it was altered. Look for the newest sheet.
refusal-same-share = This is the same share twice. It takes two different ones.
refusal-share-unknown = No practice has a share like this one. If it was yours, others have replaced it: look for the newest sheet.
refusal-sharing-unknown = This practice has no recovery shares yet. An officer can make them.
refusal-sharing-conflict = A colleague has just made new recovery shares. Reload the page to see where they stand.
refusal-sharing-needed = This change needs new recovery shares. Reload the page and try again: they are made at the same time.
refusal-bad-sharing = The new shares do not fit this practice or its members. Nothing has changed. Reload the page, then try again.
refusal-bad-check = This check is not about the shares now valid. Reload the page, then try again.
refusal-share-not-held = The custodian has no share of this practice. Hand it over from the page of recovery shares.
refusal-share-replaced = The custodian has a newer share of this practice already. A colleague may have made new shares: reload the page.
refusal-sharing-too-far = The number of these shares does not follow those that the custodian holds. Somebody may have made them without you: call the custodian.
refusal-request-unknown = The custodian does not know this request, or it is too old. Make a new one.
refusal-request-objected = The practice has objected to this request. The custodian will not release its share.
refusal-holder-misplaced = The second share goes to another member of the practice, or on a second sheet. Please choose.
refusal-share-not-mine = You keep no share of this practice.
refusal-share-lost = The custodian was away when these shares were made, and its own is lost. Make new ones.
refusal-share-unreleased = The custodian has not released its share yet.

## Titles

title-shares = Recovery shares
title-recover = Take a practice up again

## The page of shares

shares-why = If the keys of all officers are lost, two shares of three open the practice again. One share opens nothing and tells nobody anything.
shares-none = This practice has no recovery shares yet.
shares-none-why = Without them, lost keys are lost to everybody, and the records with them. You need a printer or a pen, and ten minutes.
shares-none-officer = An officer can make them. Remind them: without them, lost keys are lost to everybody.
shares-good = All is in order.
shares-make = Make the shares
shares-make-again = Make new shares
shares-not-made = The shares were not made. Nothing has changed.
shares-again = Make new shares
shares-again-why = A sheet is lost, or somebody who kept a share keeps it no longer? The shares of before will be worth nothing, and the practice changes its keys.
second-legend = Who keeps the second share?
second-officer = officer
second-colleague = member
second-paper = Nobody: a second sheet
second-paper-detail = if you are alone
second-paper-why = Weaker than a colleague: whoever finds both sheets together opens the practice. Give the second one to somebody you trust, away from the practice.
second-colleague-why = Alone, this share opens nothing to them. With the sheet, it would open everything: keep the sheet out of their reach.
holders-title = Who keeps what
holders-since = Shares no. { $sharing }, made on { $date }.
share-number = Share { $number }
share-on-paper = sheet
share-at-custodian = custodian
share-checked = Checked on { $date } by { $name }.
share-unchecked-paper = Never typed back: nobody knows whether the sheet is right.
share-unchecked-colleague = Never checked. Ask this colleague to show it once.
share-unchecked-mine = Never checked. Show it once.
share-proved = Kept since { $date }: the custodian has just proved it.
share-not-proved = The custodian has not proved that it has its share.
share-hidden = Only officers can ask the custodian about it.
share-show = Show my share
share-check = Type back
share-check-of = Type share { $number } back
share-check-do = Check
share-check-done = This is a share that is valid now.
share-hand-over = Hand to the custodian
share-handed-over = The custodian has its share.
share-typed = Type the twenty-four words of the sheet back
share-typed-of = Type the twenty-four words of share { $number } back
share-typed-first = The twenty-four words of a share
share-typed-second = The twenty-four words of another share
share-typed-hint = Accents and capitals do not matter. The address behind the picture will do, too.
share-other-sheet = This is another sheet than this one.
share-own-title = Your share
share-own-why = Say it only to the person who takes the practice up again, in front of you. With the sheet, it opens everything.
share-own-close = Hide
rehearse-title = Rehearsal
rehearsed = Last rehearsed on { $date }, by { $name }.
rehearsed-never = Never done. A rehearsal shows that two shares do open the practice again, and changes nothing.
rehearse-begin = Rehearse
rehearse-two = It takes two shares, as if all keys were lost. Nothing will be changed.
rehearse-mine = Your share is at hand: it takes another one, as if all keys were lost. Nothing will be changed.
rehearse-first = Share { $number } is good. It takes a second one.
rehearse-do = Open with both shares
rehearse-done = The two shares open the practice again. Nothing was changed.
request-recovery = On { $date }, somebody who holds a share asked for the custodian’s, to take the practice up again.
request-drill = On { $date }, somebody who holds a share asked for the custodian’s, for a rehearsal.
request-mark = Mark of the request:
request-why = If it is none of you, refuse, then make new shares: a sheet is in other hands.
request-object = Refuse this request
request-objected = The custodian will not release its share on this request.

## Paper

share-sheet-title = Recovery share { $number }
share-sheet-of = Shares no. { $sharing }, of { $date }
share-sheet-picture = Picture that holds this share
share-sheet-note = With another share, this sheet opens the practice again when its keys are lost: “Take a practice up again”, in the app. Alone, it opens nothing. Keep it locked away, far from the other shares. Lost, or seen by somebody: make new shares.
papers-title =
    { $count ->
        [one] Your recovery sheet
       *[other] Your { $count } recovery sheets
    }
papers-why =
    { $count ->
        [one] Print it or copy it, then type it back: that is how one knows that it is right. It will not be shown again.
       *[other] Print them or copy them, then type them back: that is how one knows that they are right. They will not be shown again. Keep each in another place.
    }
papers-try =
    { $count ->
        [one] I have it, try it
       *[other] I have them, try them
    }
papers-check =
    { $count ->
        [one] Check the sheet
       *[other] Check the sheets
    }
papers-see-again = See again
papers-leave =
    { $count ->
        [one] If you leave this page without it, new shares will have to be made.
       *[other] If you leave this page without them, new shares will have to be made.
    }
papers-later =
    { $count ->
        [one] I have the sheet, check it later
       *[other] I have the sheets, check them later
    }
papers-kept = The recovery shares are ready.

## Recovering

recover-why = Are the practice’s keys lost? Take a recovery share: a sheet, or a colleague’s. You will need a second one.
recover-found = This share is one of “{ $practice }”.
recover-found-share = Share { $number }, made on { $date }.
recover-second = A second share
recover-by-share = I have another share
recover-by-custodian = Ask for the custodian’s
recover-colleague = A colleague keeps one: ask them to show it, “Recovery shares”, then “Show my share”.
recover-other-sheet = The other sheet is with somebody you trust.
recover-first-sheet = The first is on a sheet that the practice keeps locked away.
recover-take = Take the practice up again
recover-take-why = The two shares open it. You will be its only officer, with new keys and new shares; the lost keys will be worth nothing.
recover-keep = Who stays?
recover-keep-why = The others leave; you can invite them again. In doubt, keep nobody.
recover-do = Take the practice up again
recover-failed = The practice was not taken up again. Nothing has changed.
recovered = “{ $practice }” is yours again.
recovered-next = Now take the new sheets, then invite your colleagues again.
recover-entry = Take up a practice whose keys are lost
recover-entry-why = With two recovery shares, or one share and the custodian’s consent.
ask-why = The custodian releases its share only once it has checked who you are, by several people and after a delay. The practice, if it is not lost, can object.
ask-drill = For a rehearsal, too, allow some days. All officers of the practice see your request.
ask-do = Ask for the custodian’s share
ask-waiting = The custodian has your request.
ask-approved = The custodian has said yes: the delay is running.
ask-mark = Your mark:
ask-next = Call the custodian, say who you are, and compare this mark by voice. Then come back here, with this account.
ask-look = How far is it?
ask-released = The custodian has released its share to this account.
ask-objected = The practice has objected to your request.
ask-refused = The custodian has not released its share.

## On the team page

team-shares-none = This practice has no recovery shares yet: if all keys are lost, nothing gives them back.
team-shares-have = Recovery shares open the practice again if all keys are lost.
team-shares-open = Recovery shares
remove-holder = { $name } keeps a recovery share. New shares are made at the same time: have a printer ready.
