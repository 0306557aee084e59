# The page of the app about itself.

app-why = Your keys never leave this browser: it is this app that uses them. So it must be the same for everybody, and everybody must be able to check that.
app-checking = Comparing with the published release: { $done } files of { $total }
app-begun = Reading the public log
app-again = Compare again

app-good = This browser was given the published app.
app-good-why = Its { $files } files and their protections are, byte for byte, those of the release in the public log.
app-changed = This app is not the published one.
app-changed-remedy = Type nothing into it and do not open your account here. Close this page, then send the list below to the operator.
app-outdated = This page is not what the publisher gives now.
app-outdated-remedy = Most often a release was published while the page was open. Reload it, then come back here. If this message returns, type nothing into it and send the list below to the operator.
app-reload = Reload the page
app-newer = A newer release was published.
app-newer-why = Version { $version } has been in the log since { $day }. The publisher does not give it here yet. If that lasts more than a day, tell the operator.
app-failed = The comparison did not come to an end.
app-list =
    { $count ->
        [one] One file differs
       *[other] { $count } files differ
    }
app-file-changed = Its content is not the published release’s.
app-headers-changed = Protections that the release asks for are missing, or other headers were added.
app-not-of-the-release = This address was loaded, but is not of the published release.

app-release = The published release
app-version = Version
app-version-value = { $version }, release no. { $release }
app-day = Logged on
app-log = In the log
app-log-value = Leaf { $leaf } of the log { $name }, which has { $size }; kept by the custodian
app-witnesses = Witnesses
app-witness = { $name }, on { $day } at { $time }
app-witnesses-why = They vouch that the log shows everybody the same.
app-files = Files
app-files-value = { $files }, { $size } kB in all
app-hash = Fingerprint to compare
app-servers = Fingerprint of the servers and their keys

app-compare = Compare without believing this page
app-compare-why = A changed app could lie, here too, and show the fingerprint you expect.
app-compare-command = A command does not depend on it. On a computer that you trust, on the same network if you can, it compares everything that the publisher sends with the log:
app-compare-device = Another device must show the same fingerprint here. If not, one of the two was not given the release published last.
app-proves = What this proves, and what it does not
app-proves-same = If this page tells the truth, you were given the same app as everybody. Another one would have to be logged as well, where nobody can erase it, and one of the two would be the older.
app-proves-past = It says nothing of what was given yesterday, or will be tomorrow: the publisher could give another app, once, to one person. It would be outside the log, and found by whoever compares at that moment.
app-proves-content = It does not say that the app is good, but that it is public: anybody can read its code and build it again, with the same fingerprint.

## Refusals, where they are about the app and not a practice

app-refusal-offline = The publisher or the custodian does not answer. Nothing was compared. Check the network, then try again.
app-refusal-not-in-log = This release is not in the public log. Type nothing into it and do not open your account here. Close this page and tell the operator.
app-refusal-log-not-witnessed = This release was just published, and its independent check is still under way. Try again in a few minutes.
app-refusal-log-not-cosigned = Nobody independent vouches for the log as it was shown here: nothing says that this release is public. Try again in a few minutes; if it goes on, type nothing into it and tell the operator.
app-refusal-cosignature-stale = What was shown of the log is several days old, or this device’s clock is wrong. Check its date and time, then try again; if it goes on, tell the operator.
app-refusal-log-forked = The public log tells two different histories. Type nothing into this app for now, and tell the operator.
app-refusal-log-rolled-back = The public log is older than the one this browser has already seen. Try again later; if it goes on, tell the operator.
app-refusal-checkpoint-forged = The signature of the public log is false. Check the address of this page, and tell the operator.
app-refusal-unexpected = The publisher publishes no release that can be checked. Try again; if it goes on, type nothing into it and tell the operator.
