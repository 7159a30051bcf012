# What the scripts with the client of the object stores share. A script of bash sources it after `set -euo pipefail`, and defines
# `log_fields`, which prints the fields of its own that every line of the log has, each after a comma. Needs coreutils and the
# AWS command line.

# Logs message $2 at level $1.
say() {
    local text=${2//\"/\\\"}
    printf '{"level":"%s","message":"%s"%s}\n' "$1" "$text" "$(log_fields)" >&2
}

# Columns $3 of the objects of bucket $1 below prefix $2, one object a line. Default: their keys.
list() {
    local listed
    listed=$(aws s3api list-objects-v2 --bucket "$1" --prefix "$2" --query "Contents[].[${3:-Key}]" --output text) || return 1
    [ "$listed" = None ] || printf '%s\n' "$listed"
}

# Attempts at storing the output before the pod fails; its successor does only what is missing.
attempts=10
# Set where storing the output again cannot succeed either.
hopeless=
stopping=
trap 'stopping=yes' TERM INT

# Runs beside the program of run.sh until this container is told to stop: calls $1 again and again while the program works, and
# $2 once it has succeeded, until that returns 0. It gives up with message $3 and with what $2 returned, the exit code of the
# program's container. $POLL_SECONDS: how often. Default: 5
keep_beside() {
    local status failures=0
    while true; do
        if [ ! -e "$HANDOVER/finished" ]; then
            "$1"
        elif [ ! -e "$HANDOVER/stored" ] && [ ! -e "$HANDOVER/failed" ]; then
            status=0
            "$2" || status=$?
            if [ "$status" -eq 0 ]; then
                : >"$HANDOVER/stored"
            elif [ -n "$hopeless" ] || [ $((failures += 1)) -ge "$attempts" ]; then
                say error "$3"
                # Complete under its name, or not there.
                printf '%s' "$status" >"$HANDOVER/.failed" && mv "$HANDOVER/.failed" "$HANDOVER/failed"
            fi
        fi
        [ -z "$stopping" ] || return 0
        sleep "${POLL_SECONDS:-5}" &
        wait $! || true
    done
}
