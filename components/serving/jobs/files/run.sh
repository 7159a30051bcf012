#!/bin/sh
# Runs the program of a job and hands its output over to the container beside it, which has the client of the object stores.
#
# usage: run.sh COMMAND [ARGUMENT]...
# $HANDOVER: a folder of both containers, with files that say how far the work is:
#   skip      there is nothing to do; written before this starts
#   arguments further arguments of the program, one a line, that are known only now; written before this starts
#   finished  the program has succeeded and its output is complete; written here
#   stored    the output is stored; written by the other container
#   failed    the output cannot be stored; holds the exit code of this container
# Needs a POSIX shell with kill, sleep and cat.
set -u

handover=${HANDOVER:?}
if [ -e "$handover/skip" ]; then
    exit 0
fi

if [ -e "$handover/arguments" ]; then
    while IFS= read -r argument; do set -- "$@" "$argument"; done <"$handover/arguments"
fi

stopping=
"$@" &
program=$!
trap 'stopping=yes; kill -TERM "$program" 2>/dev/null' TERM INT
wait "$program"
status=$?
# A signal ends the wait before the program.
while kill -0 "$program" 2>/dev/null; do
    wait "$program"
    status=$?
done
# A program that is told to stop may well exit with 0, but its work is not done.
[ -z "$stopping" ] || exit 143
[ "$status" -eq 0 ] || exit "$status"

trap 'exit 143' TERM INT
: >"$handover/finished"
while [ ! -e "$handover/stored" ]; do
    [ ! -e "$handover/failed" ] || exit "$(cat "$handover/failed")"
    sleep 1 &
    wait $!
done
