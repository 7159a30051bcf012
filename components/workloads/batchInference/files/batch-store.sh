#!/usr/bin/env bash
# Chooses the inputs of one shard, and stores what the program makes of them.
#
# usage: batch-store.sh plan   before the program starts
#        batch-store.sh keep   beside it, until it has ended
#
# $INPUT_BUCKET, $INPUT_PREFIX     where the inputs are; the prefix ends with a slash
# $OUTPUT_BUCKET, $OUTPUT_PREFIX   see results.sh
# $JOB_NAME, $JOB_COMPLETION_INDEX, $SHARD_COUNT   the run, the number of this shard from 0, and how many there are
# $OUTPUT_FOLDER, $HANDOVER        see results.sh
# $POLL_SECONDS                    see store.sh
#
# A result is one object and appears as a whole. An input that has one is done: a pod that takes over, and the next run, go on
# with the others. After a shard's last result comes its marker, _runs/JOB/SHARD. Needs bash 4, coreutils and the AWS command
# line; the image has neither find nor xargs.
set -euo pipefail
shopt -s globstar nullglob
# Paths are bytes, whatever the locale.
export LC_ALL=C

shard=${JOB_COMPLETION_INDEX:?}
marker=${OUTPUT_PREFIX:?}_runs/${JOB_NAME:?}/$shard
work=$(mktemp -d)

log_fields() {
    printf ',"run":"%s","shard":"%s"' "$JOB_NAME" "$shard"
}
. "${0%/*}/store.sh"
. "${0%/*}/results.sh"

# The paths of all results.
read_results() {
    local listed key
    done_already=()
    listed=$(list "${OUTPUT_BUCKET:?}" "$OUTPUT_PREFIX") || { say error "results cannot be listed"; return 1; }
    while IFS= read -r key; do
        [ -z "$key" ] || done_already["${key#"$OUTPUT_PREFIX"}"]=1
    done <<<"$listed"
}

put_marker() {
    printf '%s\n' "$1" >"$work/marker"
    aws s3api put-object --bucket "$OUTPUT_BUCKET" --key "$marker" --body "$work/marker" --content-type text/plain >"$work/reply"
}

# The shard of an object follows from its content's digest, not from its place in a list that grows meanwhile.
plan() {
    local listed etag key path count=0
    read_results || exit 1
    if [ -n "${done_already["${marker#"$OUTPUT_PREFIX"}"]+x}" ]; then
        say info "the shard is done: nothing to do"
        : >"$HANDOVER/skip"
        return
    fi
    listed=$(list "${INPUT_BUCKET:?}" "${INPUT_PREFIX:?}" ETag,Key) || { say error "inputs cannot be listed"; exit 1; }
    : >"$inputs"
    while IFS=$'\t' read -r etag key; do
        path=${key#"$INPUT_PREFIX"}
        etag=${etag//\"/}
        # Folders as some tools write them.
        if [ -z "$path" ] || [[ $path == */ ]]; then continue; fi
        [ $((16#${etag:0:8} % ${SHARD_COUNT:?})) -eq "$shard" ] || continue
        if ! is_usable "$path"; then
            say warning "is left out for a backslash, a control character or a leading dot in its name: $path"
        elif [ -z "${done_already["$path"]+x}" ]; then
            printf '%s\n' "$path" >>"$inputs"
            count=$((count + 1))
        fi
    done <<<"$listed"
    say info "$count inputs"
    if [ "$count" -eq 0 ]; then
        put_marker "no inputs" || { say error "the marker cannot be stored"; exit 1; }
        : >"$HANDOVER/skip"
    fi
}

# After the program's success: all results, and the marker.
complete() {
    local count missing
    store_and_count || return 1
    if [ "$missing" -gt 0 ]; then
        hopeless=yes
        return 1
    fi
    put_marker "$count results" || return 1
    say info "$count results are stored"
}

case ${1:-} in
plan) plan ;;
keep)
    keep_beside store_some complete "the shard is not complete"
    # What the program has completed before this container was told to stop.
    [ -e "$HANDOVER/stored" ] || store_some
    ;;
*)
    echo "usage: batch-store.sh plan|keep" >&2
    exit 2
    ;;
esac
