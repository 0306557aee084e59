# The queue of a rush, held times, and lines of those who wait.

queue-title = You are in the queue
queue-soon = Your turn comes in less than a minute.
queue-wait = Your turn comes in about { $time }.
queue-turn = It is your turn. Your request is being sent.
queue-ahead =
    { $count ->
        [one] One request is served before yours.
       *[other] About { $count } requests are served before yours.
    }
queue-progress = Waiting
queue-why = Many people are booking at this moment. Everybody is served in the order in which they came.
queue-then-book = Nothing is booked yet. When your turn comes, this page books the time you chose by itself. If it is taken by then, the nearest ones are offered at once.
queue-then-move = Your appointment stays where it is. When your turn comes, this page moves it by itself. If the new time is taken by then, the nearest ones are offered at once.
queue-stay = Leave this page open. If it closes, this browser keeps your place until two minutes after your turn: choose the same appointment again and confirm.
queue-stay-move = Leave this page open. If it closes, ask for the move again: this appointment keeps its place until two minutes after your turn.
queue-lost = The connection is lost; we keep trying. Your place waits for you for two minutes after your turn.
queue-leave = Leave the queue
queue-left = You have left the queue. Nothing was booked.
queue-left-move = You have left the queue. Your appointment has not moved.
queue-kept = Your place in the queue is kept.
queue-kept-how = Choose your appointment and confirm: the wait goes on where it was.
refusal-queue-left = You have left the queue. Nothing was sent.
refusal-queue-paused = You have left the queue. Nothing was sent.

## Held times

held-until = Kept for you until { $time }
held-soon = Kept for you for about two more minutes
held-over = It is no longer kept. It may still be free: confirm.
held-why = While you write, nobody else can take it.

## Lines

wait-entry = No time suits you? Tell me when another becomes free
wait-what = As soon as a time becomes free between these days, it is offered to the first person on the list, then to the next. Yours is kept for thirty minutes (at night, until 8:30).
wait-how = You will receive “Something is waiting for you”, without any detail. Then accept or decline here, in “My appointments”, from this browser.
wait-first = From
wait-last = To
wait-last-wrong = The last day comes before the first.
wait-hours = At what time
wait-any = At any time
wait-morning = In the morning
wait-afternoon = In the afternoon
wait-join = Put me on the list
wait-joined = You are on the list.
wait-rank =
    { $ahead ->
        [0] You are first on the list.
        [one] One person waits before you.
       *[other] { $ahead } people wait before you.
    }
wait-see = See my waiting lists
wait-sign-in = To be told, you need your keys.
waits-title = Waiting lists
waits-failed = Your waiting lists could not be read.
wait-between = Between { $first } and { $last }
wait-over = You are no longer on this list: its days are past, three times offered were not taken, or what entitled you to it has been used elsewhere or is no longer valid.
wait-leave = Leave the list
wait-left = You have left the list. It holds back no booking any more.
offer-title = A time has become free
offer-until = It is kept for you until { $time }, then goes to the next person.
offer-take = Take this time
offer-decline = No thanks, to the next person
offer-declined = The time has gone to the next person. You stay on the list.
offer-confirm = Confirm this time
offer-failed = The time could not be taken.
refusal-offer-over = This time is no longer kept for you. You stay on the list for the next one.
held-time = Held until
held-offered = Offered until
held-sentence = { $when }: held until { $until } for somebody who is booking or waiting
