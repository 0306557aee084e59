#!/bin/sh
# Resolve the dependencies anew into requirements/: hashes for every file, and no host name anywhere.
set -eu
cd "$(dirname "$0")/.."
uv=.tools/uv/bin/uv

compile() { # OUTPUT INPUT...
    output=requirements/$1
    shift
    own=$(sed -n 's/^name = "\(serment.*\)"/--no-emit-package \1/p' packages/*/pyproject.toml web/pyproject.toml)
    # shellcheck disable=SC2086 # one word per option is meant
    "$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-annotate --no-header --no-emit-index-url $own "$@" --output-file "$output"
    # find-links and the like come from the machine that locks, not from the project.
    sed -i '/^--\(find-links\|index-url\|extra-index-url\|no-binary\|only-binary\)/d' "$output"
    echo "$output"
}

compile run.txt packages/serment/pyproject.toml "$@"
compile dev.txt packages/serment/pyproject.toml --group pyproject.toml:dev --constraints requirements/run.txt "$@"
compile build.txt requirements/build.in "$@"
compile uv.txt requirements/uv.in "$@"
compile trestle.txt requirements/trestle.in "$@"
