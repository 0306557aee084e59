"""Bring what tests and `serment prove leaks` need: a browser, a software token, age, nft, and a reader of OSCAL."""

import age
import chromium
import hsm
import nft
import trestle

if __name__ == "__main__":
    for ensure in (chromium.ensure, hsm.ensure, age.ensure, nft.ensure, trestle.ensure):
        print(ensure())
