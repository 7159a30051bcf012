#!/usr/bin/env bash
# Copies every published model version to a dated place in the backups bucket, and back, and verifies each file by its digest.
#
# usage: backup-models.sh backup
#        backup-models.sh restore
#
# $MODELS_BUCKET, $MODELS_PREFIX     where models are; the prefix ends with a slash
# $BACKUPS_BUCKET, $BACKUPS_PREFIX   where backups are, one folder per date; the prefix ends with a slash
# $BACKUP    date of the backup, such as 2026-11-28. Default: today, in UTC; to restore: the newest that is complete
# $MODELS    what is restored: models and versions such as "detector recommender/7". Default: everything
#
# A version counts once its manifest.sha256 is there, which is copied last; a backup counts once its _complete is there, which
# lists its versions. Both ways a version whose manifest is already there is verified, and copied again only where it differs.
# Needs bash 4, coreutils and the AWS command line; the image has neither find nor xargs.
set -euo pipefail
# Paths are bytes, whatever the locale.
export LC_ALL=C

manifest=manifest.sha256
# Version 2 of the client would otherwise ask for tags, which published files have not and the identity may not read.
case $(aws --version) in
aws-cli/2*) untagged=(--copy-props metadata-directive) ;;
*) untagged=() ;;
esac
work=$(mktemp -d)

log_fields() {
    printf ',"backup":"%s"' "${BACKUP:-}"
}
. "${0%/*}/store.sh"

fail() {
    say error "$1"
    exit 1
}

# Object $2 of bucket $1 into file $3.
fetch() {
    aws s3api get-object --bucket "$1" --key "$2" "$3" >"$work/reply"
}

# Versions of bucket $1 below prefix $2, as model/version, those with a manifest.
versions() {
    local listed key
    listed=$(list "$1" "$2") || return 1
    while IFS= read -r key; do
        key=${key#"$2"}
        [[ $key != *?/"$manifest" ]] || printf '%s\n' "${key%/"$manifest"}"
    done <<<"$listed"
}

# Whether every file of the manifest in $work/manifest is in bucket $1 below prefix $2 and has its digest. Reads the content:
# what a listing says of it would not show a damaged copy.
verified() {
    local line actual
    while IFS= read -r line; do
        if ! actual=$(set -o pipefail; aws s3 cp --only-show-errors "s3://$1/$2${line:66}" - | sha256sum); then
            say error "cannot be read: $2${line:66}"
            return 1
        fi
        if [ "${actual%% *}" != "${line:0:64}" ]; then
            say error "differs from the manifest: $2${line:66}"
            return 1
        fi
    done <"$work/manifest"
}

# Copies the version from bucket $1, prefix $2, to bucket $3, prefix $4, and verifies it there. Its manifest must have digest
# $5, or any. Prefixes end with a slash.
copy_version() {
    local listed line digest
    fetch "$1" "$2$manifest" "$work/manifest" || { say error "no manifest: $2"; return 1; }
    digest=$(sha256sum <"$work/manifest")
    if [ "$5" != any ] && [ "${digest%% *}" != "$5" ]; then
        say error "has another manifest than when the backup was made: $2"
        return 1
    fi
    listed=$(list "$3" "$4$manifest") || return 1
    if [ -n "$listed" ]; then
        fetch "$3" "$4$manifest" "$work/there" || return 1
        if [ "$(cat "$work/there")" != "$(cat "$work/manifest")" ]; then
            say error "another version of that number is there: $4"
            return 1
        fi
        if verified "$3" "$4"; then
            say info "is there already: $4"
            return 0
        fi
        say warning "is copied again: $4"
    fi
    while IFS= read -r line; do
        # From bucket to bucket, without this machine in between.
        aws s3 cp --only-show-errors "${untagged[@]}" "s3://$1/$2${line:66}" "s3://$3/$4${line:66}" || return 1
    done <"$work/manifest"
    verified "$3" "$4" || return 1
    aws s3api put-object --bucket "$3" --key "$4$manifest" --body "$work/manifest" --content-type text/plain >"$work/reply" || return 1
    say info "copied and verified: $4"
}

backup() {
    local listed version digest
    BACKUP=${BACKUP:-$(date -u +%Y-%m-%d)}
    local to=$BACKUPS_PREFIX$BACKUP/
    listed=$(versions "${MODELS_BUCKET:?}" "${MODELS_PREFIX:?}") || fail "the models bucket cannot be listed"
    : >"$work/complete"
    while IFS= read -r version; do
        [ -n "$version" ] || continue
        copy_version "$MODELS_BUCKET" "$MODELS_PREFIX$version/" "${BACKUPS_BUCKET:?}" "$to$version/" any ||
            fail "is not backed up: $version"
        digest=$(sha256sum <"$work/manifest")
        printf '%s  %s\n' "${digest%% *}" "$version" >>"$work/complete"
    done <<<"$listed"
    # An empty bucket is a new stack, or the very loss that backups are for.
    [ -s "$work/complete" ] || fail "there is no model version to back up"
    aws s3api put-object --bucket "$BACKUPS_BUCKET" --key "${to}_complete" --body "$work/complete" --content-type text/plain \
        >"$work/reply" || fail "the backup cannot be completed"
    say info "the backup is complete"
}

# The date of the newest complete backup.
newest() {
    local listed key date newest=
    listed=$(list "$BACKUPS_BUCKET" "$BACKUPS_PREFIX") || return 1
    while IFS= read -r key; do
        key=${key#"$BACKUPS_PREFIX"}
        date=${key%%/*}
        [ "$key" != "$date/_complete" ] || [[ ! $date > $newest ]] || newest=$date
    done <<<"$listed"
    printf '%s' "$newest"
}

# Whether version $1, model/version, is to be restored.
is_wanted() {
    local wanted
    [ -n "${MODELS:-}" ] || return 0
    for wanted in $MODELS; do
        [ "$1" != "$wanted" ] && [ "${1%/*}" != "$wanted" ] || return 0
    done
    return 1
}

restore() {
    local listed line version count=0
    if [ -z "${BACKUP:-}" ]; then
        BACKUP=$(newest) || fail "the backups bucket cannot be listed"
        [ -n "$BACKUP" ] || fail "there is no complete backup"
    fi
    local from=$BACKUPS_PREFIX$BACKUP/
    listed=$(list "$BACKUPS_BUCKET" "${from}_complete") || fail "the backups bucket cannot be listed"
    [ -n "$listed" ] || fail "is not a complete backup: name another in BACKUP, or leave it out for the newest"
    fetch "$BACKUPS_BUCKET" "${from}_complete" "$work/complete" || fail "the backup cannot be read"
    while IFS= read -r line; do
        version=${line:66}
        is_wanted "$version" || continue
        copy_version "$BACKUPS_BUCKET" "$from$version/" "${MODELS_BUCKET:?}" "${MODELS_PREFIX:?}$version/" \
            "${line:0:64}" || fail "is not restored: $version"
        count=$((count + 1))
    done <"$work/complete"
    [ "$count" -gt 0 ] || fail "the backup has none of the models that MODELS names"
    say info "$count versions are restored"
}

# The shell is the container's first process, which only ends on signals that it handles.
trap 'exit 143' TERM INT

case ${1:-} in
backup) backup ;;
restore) restore ;;
*)
    echo "usage: backup-models.sh backup|restore" >&2
    exit 2
    ;;
esac
