#!/usr/bin/env bash
# Sends a server the requests of a list before its pod is ready, and again after each restart of the server.
#
# usage: warm-up.sh run       beside the server, until it is told to stop
#        warm-up.sh is-warm   the readiness probe: succeeds once the server has answered them all
#
# $REQUESTS          folder with NUMBER.path, and NUMBER.json for the content of a POST; sent in the order of their names
# $SERVER            address of the server, such as http://127.0.0.1:8080
# $STARTUP_PATH      where it answers 200 once it has started
# $ROUNDS            how often the list is sent
# $REQUEST_SECONDS   longest that a request may take
# $WARM              file that is there while the server is warm
# $POLL_SECONDS      how often the server is looked at. Default: 1
#
# Needs bash 4, coreutils and curl.
set -euo pipefail
shopt -s nullglob

say() {
    printf '{"level":"%s","message":"%s"}\n' "$1" "$2" >&2
}

# The status of path $1; further arguments are curl's. A connection that is refused is 000, and curl's exit code is kept.
status() {
    local path=$1
    shift
    curl --silent --show-error --output /dev/null --write-out '%{http_code}' "$@" "${SERVER:?}$path"
}

# Whether the server has started, is starting or stopped, or is too busy to say: then nothing changes.
state() {
    local seen code=0
    seen=$(status "${STARTUP_PATH:?}" --max-time 5 2>/dev/null) || code=$?
    if [ "$seen" = 200 ]; then
        echo started
    elif [ "$code" -eq 7 ] || [ "$code" -eq 0 ]; then
        echo away
    else
        echo unknown
    fi
}

# The whole list once.
send_all() {
    local file path seen
    local -a content
    for file in "${REQUESTS:?}"/*.path; do
        path=$(cat "$file")
        content=()
        [ ! -e "${file%.path}.json" ] ||
            content=(--header 'Content-Type: application/json' --data-binary "@${file%.path}.json")
        seen=$(status "$path" --max-time "${REQUEST_SECONDS:?}" "${content[@]}" 2>/dev/null) || true
        [[ $seen == 2?? ]] || { say error "$path answers ${seen:-nothing} to request ${file##*/}: the pod is not ready"; return 1; }
    done
}

warm_up() {
    local round
    for ((round = 1; round <= ${ROUNDS:?}; round++)); do send_all || return 1; done
    : >"${WARM:?}"
    say info "the server is warm"
}

case ${1:-} in
run)
    stopping=
    trap 'stopping=yes' TERM INT
    rm -f "${WARM:?}"
    while [ -z "$stopping" ]; do
        case $(state) in
        started) [ -e "$WARM" ] || warm_up || true ;;
        away) rm -f "$WARM" ;;
        esac
        sleep "${POLL_SECONDS:-1}" &
        wait $! || true
    done
    ;;
is-warm) [ -e "${WARM:?}" ] ;;
*)
    echo "usage: warm-up.sh run|is-warm" >&2
    exit 2
    ;;
esac
