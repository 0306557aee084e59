# The trust page: what the installation measures of itself, in front of everybody.

title-trust = Trust
privacy-trust = What is measured at this moment, the guarantees, and the public logs
trust-intro = What this installation measures of itself at this moment, what it declares, and how to check it without taking anybody’s word. Your browser asks both servers without telling them who you are.
trust-print = Print
trust-platform = Platform
trust-custodian = Custodian
trust-asking = Being read.
trust-unanswered = This part could not be read.

trust-checks = Live checks
trust-checks-why = Each server measures itself all the time and writes every measurement into a chain of evidence that nobody can rewrite. What is old or was never measured does not count as holding. What is wrong in detail is not shown here: it would help whoever wants to use it.
trust-checks-all =
    { $count ->
        [one] The one check
       *[other] All { $count } checks, one by one
    }
trust-checks-none = This server declares no check.
trust-checks-counted = In short, { $hand }
trust-grey-why = “Not measured” is no failure: on a new installation each check runs by itself when its time comes. If it stays so for more than a day, the operator sees it at the console.
trust-counted = { $count } · { $state }
trust-check = Check
trust-state = State
trust-age = Last run
trust-never = never
trust-state-green = holds
trust-state-red = does not hold
trust-state-error = in error
trust-state-grey = not measured, or too old
trust-state-not-applicable = not applicable here

trust-certificates = Certificates
trust-certificates-none = None. Whoever runs this installation declares no valid certificate, and using this software confers none. Whoever holds one writes it into the register “Certificates” of the console.
trust-certificate-us = Held by whoever runs this installation.
trust-certificate-processor = Held by a processor: { $name }.
trust-certificate-by = issued by { $body }, no. { $number }
trust-certificate-lasts = from { $from } to { $until }
trust-activities = Hosting activities: { $activities }

trust-guarantees = Processors and guarantees
trust-statement-why = This sentence is computed from the register of processors; nobody types it. The table is the one that the French referential for health data (HDS) asks a host to publish. It asserts no certification.
trust-processors = Who these processors are, and what each of them gets
trust-processor = Who
trust-role = Role
trust-hds = Certified for health data (HDS)
trust-secnumcloud = SecNumCloud
trust-activities-short = Activities
trust-access = Reached from a country outside the EEA
trust-exposure = Bound by the law of a country outside the EEA
trust-yes = yes
trust-no = no
trust-because = { $where }: { $why }
trust-not-answered = to be given
trust-unanswered-title = What the register lacks
trust-unanswered-line = { $who } ({ $id }): { $what }.
trust-unanswered-name = its name
trust-unanswered-country = its country
trust-unanswered-access = whether it is reached from a country outside the EEA
trust-unanswered-exposure = whether the law of a country outside the EEA binds it
trust-unanswered-where = The operator writes it into the platform’s file processors.toml, which the server reads when it starts. Nobody else can complete it.

trust-requests = Requests of authorities
trust-requests-why = A signed report for each half-year, which counts zeros too. What an authority can be given here is sealed: nobody at the platform can open it.
trust-report = { $half }: { $received } received, { $contested } contested, { $disclosed } ended with sealed data handed over, { $clear } with data in clear. Your browser verified the signature.
trust-report-none = No half-year has ended since the evidence began: there is no report yet.
trust-reports = All reports, on a page of the platform

trust-logs = Public logs
trust-logs-why = Everything that binds a server stands in its log, from which nothing is erased. Your browser has just verified the signatures; compare the fingerprint with what somebody else sees.
trust-log-size = { $size } entries.
trust-log-signed = Signed by the log.
trust-log-witnessed =
    { $quorum ->
        [one] Cosigned by { $witnessed } of the witnesses; one is asked for. Most recently: { $age }.
       *[other] Cosigned by { $witnessed } of the witnesses; { $quorum } are asked for. Most recently: { $age }.
    }
trust-log-unwitnessed = None of the witnesses asked for has cosigned it.

trust-evidence = Evidence
trust-evidence-why = Each day’s measurements and decisions come down to one fingerprint in the public log. Whoever is given the evidence, an auditor for instance, sees by it that nothing has changed since.
trust-evidence-none = No day is in the log yet. The server logs each day by itself, once the day is over: there is nothing to set.
trust-evidence-day =
    { $count ->
        [0] { $day }: no event, { $total } since the beginning. Entry no. { $index } of the log.
        [one] { $day }: one event, { $total } since the beginning. Entry no. { $index } of the log.
       *[other] { $day }: { $count } events, { $total } since the beginning. Entry no. { $index } of the log.
    }
trust-evidence-found = Your browser has found this fingerprint in the log.
trust-verify-evidence = Evidence that you were given has not changed:
trust-moment = { $day }, { $time }
trust-read-at = Read by this browser on { $when }, at
