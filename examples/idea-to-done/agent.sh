#!/bin/sh
# An agent, as a worker starts it for each run: the task comes as JSON on its standard input, its key is in GENIE_TASK,
# and `genie` speaks to the Genie it works for. "." is the task it is doing. This one only says what it would do.
set -e
title=$(sed -n 's/.*"title":"\([^"]*\)".*/\1/p')

echo "$GENIE_TASK: $title"
case "$GENIE_QUEUE" in
  brainstorm)
    genie task comment . "Sessions, tokens, or somebody else's login: I would take sessions. They can be ended."
    ;;
  work)
    echo "writing src/auth.ts"
    echo "writing test/auth.test.ts"
    genie task comment . "Done in src/auth.ts. Sessions end after 12 hours."
    ;;
  qa)
    echo "14 tests passed"
    genie task comment . "Signed in, stayed in, signed out. 14 tests passed."
    ;;
esac
