#!/usr/bin/env bash
# Takes messages of a queue that name inputs, stores what the program makes of them, and deletes the messages.
#
# usage: queue-store.sh plan   before the program starts
#        queue-store.sh keep   beside it, until it has ended
#
# $QUEUE_URL, $MESSAGES            the queue, and how many of its messages one pod takes at most
# $VISIBILITY_SECONDS              how long the queue keeps a message from others; extended while the program works
# $INPUT_PREFIX                    where the inputs are; the prefix ends with a slash
# $OUTPUT_BUCKET, $OUTPUT_PREFIX   see results.sh
# $JOB_NAME                        the run, for the log
# $OUTPUT_FOLDER, $HANDOVER        see results.sh; $HANDOVER/messages lists RECEIPT PATH, an input of a message one a line
# $POLL_SECONDS                    see store.sh
#
# A message is the path of an input below $INPUT_PREFIX, several of them one a line, or a notification of S3 about new objects. It is
# deleted once each of its inputs has a result, and comes back for another pod before that: an input that has a result is not worked
# again. Needs bash 4, coreutils and the AWS command line.
set -euo pipefail
shopt -s globstar nullglob
# Paths are bytes, whatever the locale.
export LC_ALL=C

messages=${HANDOVER:?}/messages
# The queue, at the address that its URL names and the mesh permits: version 1 of the command line prefers another one.
queue=(--queue-url "${QUEUE_URL:?}" --endpoint-url "${QUEUE_URL%/*/*}")
[[ ! $QUEUE_URL =~ ^https://sqs\.([a-z0-9-]+)\. ]] || queue+=(--region "${BASH_REMATCH[1]}")
# Most messages that the queue gives or takes at a time. Source: SQS API reference.
at_once=10

log_fields() {
    printf ',"run":"%s"' "${JOB_NAME:?}"
}
. "${0%/*}/store.sh"
. "${0%/*}/results.sh"

# Whether input $1 has a result: a queue is for few inputs at a time, among many results.
has_result() {
    local listed key
    listed=$(list "${OUTPUT_BUCKET:?}" "${OUTPUT_PREFIX:?}$1") || { say error "results cannot be listed"; return 2; }
    while IFS= read -r key; do [ "$key" != "$OUTPUT_PREFIX$1" ] || return 0; done <<<"$listed"
    return 1
}

read_results() {
    local path seen
    done_already=()
    while IFS= read -r path; do
        seen=0
        has_result "$path" || seen=$?
        [ "$seen" -ne 2 ] || return 1
        [ "$seen" -ne 0 ] || done_already["$path"]=1
    done <"$inputs"
}

# Prints the inputs of a message, one a line. Its text $1 is a string of JSON without its quotes.
inputs_of() {
    local text=$1 key='\\"object\\":\{\\"key\\":\\"([^"\\]+)\\"(.*)'
    if [[ $text != *'\"Records\":['* ]]; then
        # One a line; other escapes stay, and make the path unusable.
        printf '%s\n' "${text//\\n/$'\n'}"
        return
    fi
    while [[ $text =~ $key ]]; do
        text=${BASH_REMATCH[2]}
        decoded "${BASH_REMATCH[1]}"
    done
}

# Prints the path below the inputs of key $1, as S3 encodes it in notifications.
decoded() {
    local encoded=${1//+/ } key
    # A backslash is encoded itself, so that every one here is ours.
    printf -v key '%b' "${encoded//%/\\x}"
    if [[ $key == "${INPUT_PREFIX:?}"* ]]; then
        printf '%s\n' "${key#"$INPUT_PREFIX"}"
    else
        # Not below the inputs: not usable.
        printf '/.%s\n' "$key"
    fi
}

# Takes the message with receipt $1 and text $2: its inputs into both lists, or nothing of it.
take() {
    local receipt=$1 path seen all_done=yes
    local -a paths=() open=()
    if [[ $2 == *'\"Event\":\"s3:TestEvent\"'* ]]; then
        change delete "$receipt"
        return
    fi
    mapfile -t paths < <(inputs_of "$2")
    for path in "${paths[@]:-}"; do
        if [ -z "$path" ] || [[ /$path/ == *//* ]] || ! is_usable "$path"; then
            say warning "a message is left to the queue, for it does not name inputs below $INPUT_PREFIX"
            return
        fi
    done
    for path in "${paths[@]}"; do
        seen=0
        has_result "$path" || seen=$?
        [ "$seen" -ne 2 ] || exit 1
        [ "$seen" -ne 0 ] || continue
        all_done=no
        open+=("$path")
    done
    if [ "$all_done" = yes ]; then
        change delete "$receipt"
        return
    fi
    for path in "${open[@]}"; do
        printf '%s %s\n' "$receipt" "$path" >>"$messages"
        if [ -z "${planned["$path"]+x}" ]; then
            planned["$path"]=1
            printf '%s\n' "$path" >>"$inputs"
        fi
    done
}

# Deletes the messages with receipts $2…, or hides them for a while ($1: delete, extend), or gives them back (release).
change() {
    local what=$1 seconds=$VISIBILITY_SECONDS i entries
    shift
    [ "$what" != release ] || seconds=0
    while [ $# -gt 0 ]; do
        entries=
        for ((i = 0; i < at_once && $# > 0; i++)); do
            entries+="${entries:+,}{\"Id\":\"$i\",\"ReceiptHandle\":\"$1\""
            [ "$what" = delete ] || entries+=",\"VisibilityTimeout\":$seconds"
            entries+="}"
            shift
        done
        if [ "$what" = delete ]; then
            aws sqs delete-message-batch "${queue[@]}" --entries "[$entries]" >"$HANDOVER/.reply"
        else
            aws sqs change-message-visibility-batch "${queue[@]}" --entries "[$entries]" >"$HANDOVER/.reply"
        fi || say warning "the queue does not $what messages: they come back by themselves"
    done
}

declare -A planned=()
plan() {
    local taken=0 wanted line receipt received
    : >"$inputs"
    : >"$messages"
    while [ "$taken" -lt "${MESSAGES:?}" ]; do
        wanted=$((MESSAGES - taken < at_once ? MESSAGES - taken : at_once))
        received=$(aws sqs receive-message "${queue[@]}" --max-number-of-messages "$wanted" \
            --visibility-timeout "${VISIBILITY_SECONDS:?}" --wait-time-seconds 1 \
            --query 'Messages[].[ReceiptHandle,Body]' --output json) || { say error "the queue cannot be read"; exit 1; }
        receipt=
        while IFS= read -r line; do
            # Each string has a line of its own: the receipt, then the text.
            [[ $line =~ ^[[:space:]]*\"(.*)\",?$ ]] || continue
            line=${BASH_REMATCH[1]}
            if [ -z "$receipt" ]; then
                receipt=$line
                continue
            fi
            taken=$((taken + 1))
            take "$receipt" "$line"
            receipt=
        done <<<"$received"
        [[ $received == *'"'* ]] || break
    done
    say info "$taken messages, ${#planned[@]} inputs"
    [ "${#planned[@]}" -gt 0 ] || : >"$HANDOVER/skip"
}

# The receipts of the pod's messages whose inputs all have a result (done) or do not (open), into `receipts`.
receipts_that_are() {
    local receipt path
    local -A open=() all=()
    while read -r receipt path; do
        all["$receipt"]=1
        [ -n "${done_already["$path"]+x}" ] || open["$receipt"]=1
    done <"$messages"
    receipts=()
    for receipt in "${!all[@]}"; do
        if [ "$1" = open ]; then
            [ -z "${open["$receipt"]+x}" ] || receipts+=("$receipt")
        else
            [ -n "${open["$receipt"]+x}" ] || receipts+=("$receipt")
        fi
    done
}

# After the program's success: all results, and no message of theirs.
complete() {
    local count missing
    store_and_count || return 1
    receipts_that_are "done"
    change delete "${receipts[@]}"
    if [ "$missing" -gt 0 ]; then
        hopeless=yes
        return 1
    fi
    say info "$count results are stored"
}

# While the program works: results, and more time.
extended=0
store_and_extend() {
    store_some
    [ $((SECONDS - extended)) -ge $((VISIBILITY_SECONDS / 3)) ] || return 0
    receipts_that_are open
    change extend "${receipts[@]}"
    extended=$SECONDS
}

declare -a receipts=()
case ${1:-} in
plan) plan ;;
keep)
    keep_beside store_and_extend complete "the inputs are not complete"
    if [ ! -e "$HANDOVER/stored" ] && [ ! -e "$HANDOVER/skip" ]; then
        store_some
        receipts_that_are open
        change release "${receipts[@]}"
    fi
    ;;
*)
    echo "usage: queue-store.sh plan|keep" >&2
    exit 2
    ;;
esac
