"""Bring what tests and `serment prove leaks` need beside Python: a browser, a software token, age and nft."""

import age
import chromium
import hsm
import nft

if __name__ == "__main__":
    for ensure in (chromium.ensure, hsm.ensure, age.ensure, nft.ensure):
        print(ensure())
