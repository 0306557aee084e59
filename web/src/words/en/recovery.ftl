## Refusals

refusal-bad-share = These words do not make a recovery share. Check their number (twenty-four), order and spelling.
refusal-wrong-share = This share is none of those now valid: others have replaced it, or it was altered. Look for the newest sheet.
refusal-same-share = This is the same share twice. It takes two different ones.
