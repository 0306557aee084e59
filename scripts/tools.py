"""Bring what tests and `serment prove leaks` need beside Python: a browser, a software token, the program age."""

import age
import chromium
import hsm

if __name__ == "__main__":
    for ensure in (chromium.ensure, hsm.ensure, age.ensure):
        print(ensure())
