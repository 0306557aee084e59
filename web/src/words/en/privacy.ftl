# The page about data: who keeps what, who else gets anything, and how to check.

title-privacy = Your data
footer-privacy = Your data
privacy-intro = What is kept, where, by whom, and how to check without taking anybody’s word. This page leaves nothing on your device; it asks both servers for their registers, without telling them who you are.
privacy-kept = Who keeps what
privacy-kept-platform = The platform keeps the directory, the times that are taken and sealed envelopes that it cannot open. It does not know who you are.
privacy-kept-custodian = The custodian keeps your e-mail address, to send you a code or a reminder without content, and your number if you agreed to SMS. It does not know where you go, nor when, nor why.
privacy-kept-publisher = The publisher sends the files of this app, and keeps nothing about you.
privacy-kept-you = You and your practice keep the keys: only you read your appointments.
privacy-readers = Thing by thing: who can read what, and for how long
privacy-rights = Taking everything away, or erasing your account, is done in the app, without asking anybody. What a practice keeps is asked of it, below each appointment: copy, correction, erasure, restriction, objection; the platform sees the days alone, to count who is late.
privacy-consents = No consent is asked for your care. One is asked only for what it decides: acting for a relative, letting a practice pass a letter on to another practitioner, letting an appointment be reused for research and, only where the custodian sends SMS, being told by one. Refusing is as easy as accepting, and each can be withdrawn in one act. Whoever sends SMS then sees the number and the time, and stands in the custodian’s register.
privacy-rights-entry = My data
privacy-processors = Who else gets anything
privacy-processors-why = Every address that a server may connect to names a line of this register, or it does not start. What the law calls a processor stands here too.
privacy-platform = Register of the platform
privacy-custodian = Register of the custodian
privacy-register-empty = This register is empty.
privacy-no-name = Name to be given by the operator
privacy-no-country = country to be given
privacy-role-own = run by the same people
privacy-role-processor = processor
privacy-role-sub-processor = processor of a processor
privacy-role-supplier = supplier, who gets nothing about anybody
privacy-hds = certified HDS
privacy-no-hds = not certified HDS
privacy-since = since { $day }
privacy-receives = Gets: { $what }
privacy-receives-nothing = Gets nothing about anybody.
privacy-transfers = Outside the European Economic Area, on this basis: { $basis }
privacy-guarded =
    { $refused ->
        [0] The server refuses every other address. Since it started, it has had nothing to refuse.
        [one] The server refuses every other address. Since it started, it has refused one call, its own trials among them.
       *[other] The server refuses every other address. Since it started, it has refused { $refused } calls, its own trials among them.
    }
privacy-unguarded = This server refuses itself no address.
privacy-unanswered = The registers could not be read.
privacy-proofs = When somebody last checked here
privacy-proofs-why = Whoever runs the platform starts these proofs and shows what came of them. That replaces no check of your own.
privacy-proof-promises = Nothing readable about anybody in databases, files and logs.
privacy-proof-leaks = No tracker, no third party, no cookie on any page.
privacy-proof-never = Never run here.
privacy-proof-held = Held, on { $day } at { $time }.
privacy-proof-broken = DID NOT HOLD, on { $day } at { $time }.
privacy-proof-old = That is old: { $days } days ago.
privacy-check = Check for yourself
privacy-check-why = The code is public. These commands run on your own computer:
privacy-check-leaks = No tracker on any page:
privacy-check-promises = Nothing readable in the databases:
privacy-check-app = This app is the one that was published:
privacy-check-log = The public log was not rewritten:
