"""Bring what tests, `serment prove leaks` and benchmarks need: a browser, a software token, age, nft, a reader of
OSCAL, and a client that sends load.
"""

import age
import chromium
import hsm
import nft
import trestle
import wrk

if __name__ == "__main__":
    for ensure in (chromium.ensure, hsm.ensure, age.ensure, nft.ensure, trestle.ensure, wrk.ensure):
        print(ensure())
