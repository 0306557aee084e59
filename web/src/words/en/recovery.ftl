## Refusals

refusal-bad-share = These words do not make a recovery share. Check their number (twenty-four), order and spelling.
refusal-wrong-share = This share is none of those now valid: others have replaced it, or it was altered. Look for the newest sheet.
refusal-same-share = This is the same share twice. It takes two different ones.
refusal-share-unknown = No practice has a share like this one. If it was yours, others have replaced it: look for the newest sheet.
refusal-sharing-unknown = This practice has no recovery shares yet. An officer can make them.
refusal-sharing-conflict = A colleague has just made new recovery shares. Reload the page to see where they stand.
refusal-sharing-needed = This person keeps a recovery share. Reload the page and try again: new shares are made as they leave.
refusal-bad-sharing = The new shares do not fit this practice or its members. Nothing has changed. Reload the page, then try again.
refusal-bad-check = This check is not about the shares now valid. Reload the page, then try again.
refusal-share-not-held = The custodian has no share of this practice. Hand it over from the page of recovery shares.
refusal-share-replaced = The custodian has a newer share of this practice already. A colleague may have made new shares: reload the page.
refusal-request-unknown = The custodian does not know this request, or it is too old. Make a new one.
refusal-request-objected = The practice has objected to this request. The custodian will not release its share.
refusal-holder-misplaced = The second share goes to another member of the practice, or on a second sheet. Please choose.
refusal-share-not-mine = You keep no share of this practice.
refusal-share-lost = The custodian was away when these shares were made, and its own is lost. Make new ones.
refusal-share-unreleased = The custodian has not released its share yet.
