#!/usr/bin/env bash
# Keeps the checkpoints of a training run in a bucket, brings the newest back after an interruption, and publishes the model
# that the run has made, in the same form as `npm run publish-model`.
#
# usage: training-store.sh restore   before the training program starts
#        training-store.sh keep      beside it, until it has ended
#
# $MODELS_BUCKET, $MODEL_PREFIX      where the model's versions are; the prefix ends with a slash
# $MODEL_VERSION                     version that the first run of the job publishes; run n publishes version + n. Default: the
#                                    number at the end of $JOB_NAME, which the controller of CronJobs makes of a run's time
# $NUMBERS_PREFIX                    where jobs whose name has no such number keep the one that they take, in the bucket of the
#                                    checkpoints; the prefix ends with a slash. Default: such a job fails
# $CHECKPOINTS_BUCKET, $CHECKPOINTS_PREFIX   where checkpoints are kept; the prefix ends with a slash
# $CHECKPOINTS_FOLDER                each folder in it whose name does not begin with a dot is a complete checkpoint
# $OUTPUT_FOLDER                     the files of the model, complete once the program has succeeded
# $HANDOVER                          see run.sh
# $JOB_COMPLETION_INDEX              number of the run, from 0; of a run of several pods, the number of the pod
# $RUN_PODS                          pods that train one model together. Default: 1. Pod 0 keeps the checkpoints and publishes; all of
#                                    them start from the same checkpoint
# $POLL_SECONDS                      see store.sh
#
# A checkpoint is stored as NUMBER/NAME/…, and after its last file NUMBER/NAME.sha256 with the digests of all: without that it
# does not count. Needs bash 4, coreutils and the AWS command line; the image has neither find nor xargs.
set -euo pipefail
shopt -s globstar dotglob nullglob
# Paths are bytes, whatever the locale.
export LC_ALL=C

work=$(mktemp -d)
# The number of this run, which every pod of it finds below $NUMBERS_PREFIX. The first one takes the minute that it starts in; of two at
# once, the second is rejected and finds that of the first.
taken_number() {
    local key=${NUMBERS_PREFIX:?}${JOB_NAME:?}
    if ! aws s3api get-object --bucket "${CHECKPOINTS_BUCKET:?}" --key "$key" "$work/number" >"$work/reply" 2>&1; then
        printf '%s\n' "$(($(date +%s) / 60))" >"$work/number"
        aws s3api put-object --bucket "$CHECKPOINTS_BUCKET" --key "$key" --body "$work/number" --content-type text/plain \
            --if-none-match '*' >"$work/reply" 2>&1 ||
            aws s3api get-object --bucket "$CHECKPOINTS_BUCKET" --key "$key" "$work/number" >"$work/reply" ||
            return 1
    fi
    cat "$work/number"
}

index=${JOB_COMPLETION_INDEX:?}
pod=0
if [ "${RUN_PODS:-1}" -gt 1 ]; then
    pod=$index
    index=0
fi
if [ -n "${MODEL_VERSION:-}" ]; then
    version=$((MODEL_VERSION + index))
    kept=${CHECKPOINTS_PREFIX:?}$index/
elif [[ ${JOB_NAME:?} =~ -([1-9][0-9]{7,8})$ ]]; then
    version=${BASH_REMATCH[1]}
    kept=${CHECKPOINTS_PREFIX:?}$version/$index/
elif [ -n "${NUMBERS_PREFIX:-}" ]; then
    version=$(taken_number) || { echo "the number of Job $JOB_NAME cannot be read or kept in the bucket" >&2; exit 1; }
    kept=${CHECKPOINTS_PREFIX:?}$version/$index/
else
    echo "the name of Job $JOB_NAME must end in -MINUTES, its time since 1970, which numbers the version" >&2
    exit 2
fi
destination=${MODEL_PREFIX:?}$version/
manifest=manifest.sha256
# Checkpoints that stay in the bucket: the newest, and one more in case it cannot be read.
keep=2
# Exit code of a run whose output can never be published: the Job ends instead of training again.
unpublishable=70

log_fields() {
    printf ',"run":"%s","version":"%s"' "$index" "$version"
    [ "${RUN_PODS:-1}" -le 1 ] || printf ',"pod":"%s"' "$pod"
}
. "${0%/*}/store.sh"

# Prints the digests of all files of folder $1, sorted by path, in the format of sha256sum.
digests() {
    local path sorted
    local -a paths=()
    for path in "$1"/**/*; do
        path=${path#"$1"/}
        if [ -L "$1/$path" ] || { [ ! -f "$1/$path" ] && [ ! -d "$1/$path" ]; }; then
            say error "is neither a file nor a folder: $path"
            return 1
        fi
        if [[ $path == *[[:cntrl:]\\]* ]]; then
            say error "has a backslash or a control character in its name: $path"
            return 1
        fi
        [ -d "$1/$path" ] || paths+=("$path")
    done
    [ "${#paths[@]}" -gt 0 ] || { say error "no files in $1"; return 1; }
    sorted=$(printf '%s\n' "${paths[@]}" | sort)
    mapfile -t paths <<<"$sorted"
    (cd "$1" && sha256sum -- "${paths[@]}")
}

upload() {
    aws s3 cp --only-show-errors --checksum-algorithm SHA256 "$@"
}

# The newest checkpoint that is whole, into $CHECKPOINTS_FOLDER; $HANDOVER/kept gets every number that is taken.
restore_checkpoint() {
    local listed key number='' restored='' incoming=$CHECKPOINTS_FOLDER/.incoming
    local -a complete=() numbers=()
    listed=$(list "${CHECKPOINTS_BUCKET:?}" "$kept") || { say error "checkpoints cannot be listed"; return 1; }
    while IFS= read -r key; do
        key=${key#"$kept"}
        [[ $key =~ ^[0-9]{6}/ ]] || continue
        [ "${key%%/*}" = "$number" ] || numbers+=("${key%%/*}")
        number=${key%%/*}
        [[ ! $key =~ ^[0-9]{6}/[^/]+\.sha256$ ]] || complete+=("${key%.sha256}")
    done <<<"$listed"
    for ((n = ${#complete[@]} - 1; n >= 0; n--)); do
        if restore_whole "${complete[n]}" "$incoming"; then
            restored=${complete[n]}
            mv "$incoming" "$CHECKPOINTS_FOLDER/${restored#*/}"
            say info "continues from checkpoint ${restored#*/}"
            break
        fi
        say warning "checkpoint ${complete[n]#*/} cannot be restored: trying the one before"
    done
    rm -rf "$incoming"
    if [ -z "$restored" ]; then
        # To train again from the beginning is for a person to decide.
        [ "${#complete[@]}" -eq 0 ] || { say error "no checkpoint can be restored: delete $kept to start again"; return 1; }
        say info "no checkpoint: starts from the beginning"
    fi
    for number in "${numbers[@]}"; do
        if [ "$number" = "${restored%%/*}" ]; then
            printf '%s %s\n' "$number" "${restored#*/}"
        else
            printf '%s\n' "$number"
        fi
    done >"$HANDOVER/kept"
}

# Checkpoint $1, NUMBER/NAME, into folder $2.
restore_whole() {
    rm -rf "$2" && mkdir -p "$2"
    aws s3api get-object --bucket "$CHECKPOINTS_BUCKET" --key "$kept$1.sha256" "$work/digests" >"$work/reply" &&
        aws s3 cp --recursive --only-show-errors "s3://$CHECKPOINTS_BUCKET/$kept$1/" "$2" &&
        [ "$(digests "$2")" = "$(cat "$work/digests")" ]
}

restore() {
    local there
    there=$(list "${MODELS_BUCKET:?}" "$destination$manifest") || { say error "the models bucket cannot be listed"; exit 1; }
    if [ -n "$there" ]; then
        say info "the version is already published: nothing to do"
        : >"$HANDOVER/skip"
        return
    fi
    [ -n "${MODEL_VERSION:-}" ] || printf -- '--model-version=%s\n' "$version" >"$HANDOVER/arguments"
    restore_checkpoint || exit 1
}

# Stores folder $2 as checkpoint number $1.
store_checkpoint() {
    local to=s3://$CHECKPOINTS_BUCKET/$kept$1/$2
    digests "$CHECKPOINTS_FOLDER/$2" >"$work/digests" &&
        upload --recursive "$CHECKPOINTS_FOLDER/$2" "$to/" &&
        upload "$work/digests" "$to.sha256"
}

store_checkpoints() {
    local folder name number old
    local -a numbers=()
    for folder in "$CHECKPOINTS_FOLDER"/*/; do
        name=$(basename "$folder")
        if [[ $name == .* ]] || is_kept "$name"; then
            continue
        fi
        mapfile -t numbers < <(cut -d ' ' -f 1 "$HANDOVER/kept")
        number=$(printf '%06d' $((10#${numbers[-1]:-0} + 1)))
        if ! store_checkpoint "$number" "$name"; then
            say warning "checkpoint $name is not stored"
            continue
        fi
        say info "checkpoint $name is stored"
        printf '%s %s\n' "$number" "$name" >>"$HANDOVER/kept"
        [ "${#numbers[@]}" -ge "$keep" ] || continue
        old=${numbers[${#numbers[@]} - keep]}
        aws s3 rm --recursive --only-show-errors "s3://$CHECKPOINTS_BUCKET/$kept$old/" ||
            say warning "old checkpoint $old is not removed"
    done
}

# Whether a checkpoint of that name is stored.
is_kept() {
    local number name
    while read -r number name; do [ "$name" != "$1" ] || return 0; done <"$HANDOVER/kept"
    return 1
}

# The exit code of a run whose output can never be published.
never() {
    hopeless=yes
    return "$unpublishable"
}

# The model into the models bucket: files, then the graph that a server looks for first, then the manifest.
publish() {
    local listed line path text
    local -A ours=()
    if [ -e "$OUTPUT_FOLDER/$manifest" ]; then
        say error "$manifest is reserved for the digests of the version: the program must not write it"
        never || return
    fi
    digests "$OUTPUT_FOLDER" >"$work/$manifest" || never || return
    while IFS= read -r line; do ours["${line:66}"]=1; done <"$work/$manifest"
    listed=$(list "$MODELS_BUCKET" "$destination") || return 1
    while IFS= read -r line; do
        path=${line#"$destination"}
        if [ -n "$line" ] && [ -z "${ours["$path"]+x}" ]; then
            say error "$line is of another upload: delete it, or train under a new version number"
            never || return
        fi
    done <<<"$listed"
    upload --recursive --exclude saved_model.pb --exclude saved_model.pbtxt "$OUTPUT_FOLDER" \
        "s3://$MODELS_BUCKET/$destination" || return 1
    for path in saved_model.pb saved_model.pbtxt; do
        [ ! -e "$OUTPUT_FOLDER/$path" ] || upload "$OUTPUT_FOLDER/$path" "s3://$MODELS_BUCKET/$destination$path" || return 1
    done
    # Of two uploads at once, the second is rejected here.
    aws s3api put-object --bucket "$MODELS_BUCKET" --key "$destination$manifest" --body "$work/$manifest" \
        --content-type text/plain --if-none-match '*' >"$work/reply" || return 1
    text=$(sha256sum <"$work/$manifest")
    say info "published $destination with digest sha256:${text%% *}"
}

# The whole output, after which no checkpoint is needed.
publish_run() {
    publish || return
    aws s3 rm --recursive --only-show-errors "s3://$CHECKPOINTS_BUCKET/$kept" ||
        say warning "checkpoints of the run are not removed"
}

case ${1:-} in
restore) restore ;;
keep)
    touch "$HANDOVER/kept"
    if [ "$pod" -gt 0 ]; then
        keep_beside : : "the pod has nothing to publish"
        exit 0
    fi
    keep_beside store_checkpoints publish_run "the version is not published"
    # The program had its time to write a last checkpoint before this container was told to stop.
    [ -e "$HANDOVER/finished" ] || store_checkpoints
    ;;
*)
    echo "usage: training-store.sh restore|keep" >&2
    exit 2
    ;;
esac
