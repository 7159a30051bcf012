#!/usr/bin/env bash
# Copies model versions from the models bucket and verifies every file while others are still being copied. A version that is
# not verified as a whole never appears under the name that the server looks for, and the pod does not start.
#
# usage: sync-models.sh MODEL VERSION PREFIX DIGEST [MODEL VERSION PREFIX DIGEST]...
#   PREFIX  where the version lies in $MODELS_BUCKET, ends with a slash
#   DIGEST  sha256:… of the version's manifest, or "any"
#
# $DELETE_FIRST: "true" removes versions that are no longer served before the copy instead of after it.
# Needs bash 4, coreutils and the AWS command line; the image has neither find nor xargs.
set -euo pipefail
shopt -s globstar dotglob nullglob
# Paths are bytes, whatever the locale.
export LC_ALL=C

root=${MODELS_ROOT:?}
manifest=manifest.sha256
# Files per process that computes digests.
batch=200

# Prints digest, two characters and path of each file, or of standard input. OpenSSL uses the processor's SHA instructions,
# which coreutils does only where it is built with OpenSSL: a fourth of the processor time. It does not write whole lines, so
# that its processes cannot share a pipe; those of sha256sum can.
if command -v openssl >/dev/null; then
    lanes=1
    digests() { openssl dgst -sha256 -r "$@"; }
else
    lanes=2
    digests() { sha256sum "$@"; }
fi

say() {
    local text=${2//\"/\\\"}
    printf '{"level":"%s","message":"%s","model":"%s","version":"%s"}\n' "$1" "$text" "${model:-}" "${version:-}" >&2
}

# Digest by path, from the manifest of $dir.
declare -A wanted=()

# Reads the manifest of $dir, which must have digest $1. Rejects every line that could let a file through unverified.
read_manifest() {
    local line='' number=0 path actual
    wanted=()
    [ -f "$dir/$manifest" ] || { say error "manifest is missing"; return 1; }
    if [ "$1" != any ]; then
        actual=$(digests <"$dir/$manifest")
        [ "sha256:${actual%% *}" = "$1" ] || { say error "manifest has another digest"; return 1; }
    fi
    while IFS= read -r line; do
        number=$((number + 1))
        [[ $line =~ ^([0-9a-f]{64})\ \ (.+)$ ]] ||
            { say error "manifest line $number is not a digest, two spaces and a path"; return 1; }
        path=${BASH_REMATCH[2]}
        if [[ /$path/ == *//* || /$path/ == */./* || /$path/ == */../* || $path == *[[:cntrl:]\\]* ]]; then
            say error "manifest line $number has a path that is not a plain path below the version"
            return 1
        fi
        if [ "$path" = "$manifest" ] || [ -n "${wanted["$path"]+x}" ]; then
            say error "manifest line $number repeats a file: $path"
            return 1
        fi
        wanted["$path"]=${BASH_REMATCH[1]}
    done <"$dir/$manifest"
    [ -z "$line" ] || { say error "manifest does not end with a line feed"; return 1; }
    [ "$number" -gt 0 ] || { say error "manifest lists no files"; return 1; }
    pending=("${!wanted[@]}")
    wrong=()
}

# Files that are not verified yet, and those whose content was not what the manifest says.
pending=()
wrong=()

# Verifies those of the pending files that are there. The AWS command line gives a file its name when it is complete.
verify_pending() {
    local path line ready=() left=()
    local -A seen=()
    for path in "${pending[@]}"; do
        if [ -f "$dir/$path" ]; then ready+=("./$path"); else left+=("$path"); fi
    done
    pending=("${left[@]}")
    [ "${#ready[@]}" -gt 0 ] || return 0
    while IFS= read -r line; do
        # Each path is given as ./PATH: OpenSSL takes one that starts with a dash for an option.
        path=${line:68}
        seen["$path"]=1
        [ "${wanted["$path"]}" = "${line:0:64}" ] || wrong+=("$path")
    done < <(
        cd "$dir"
        for ((lane = 0; lane < lanes; lane++)); do
            for ((i = lane * batch; i < ${#ready[@]}; i += lanes * batch)); do
                digests "${ready[@]:i:batch}" || true
            done &
        done
        wait
    )
    # A file that cannot be read has no line.
    for path in "${ready[@]#./}"; do [ -n "${seen["$path"]+x}" ] || wrong+=("$path"); done
}

# Whether $dir, which is complete, holds exactly the files of its manifest.
whole() {
    local path
    # A second look at what differed while the copy was running.
    pending+=("${wrong[@]}")
    wrong=()
    verify_pending
    for path in "${wrong[@]}"; do say error "a file differs from the manifest: $path"; done
    for path in "${pending[@]}"; do say error "a file of the manifest is missing: $path"; done
    [ "${#wrong[@]}" -eq 0 ] && [ "${#pending[@]}" -eq 0 ] || return 1
    for path in "$dir"/**/*; do
        path=${path#"$dir"/}
        if [ ! -d "$dir/$path" ] && [ "$path" != "$manifest" ] && [ -z "${wanted["$path"]+x}" ]; then
            say error "a file is not in the manifest: $path"
            return 1
        fi
    done
}

copying=
stop_copying() {
    [ -z "$copying" ] || kill "$copying" 2>/dev/null || true
    [ -z "$copying" ] || wait "$copying" || true
    copying=
}
# The shell is the container's first process, which only ends on signals that it handles.
trap 'exit 143' TERM INT
trap stop_copying EXIT

# Copies prefix $1 to $dir and verifies it; the manifest must have digest $2.
copy() {
    local manifest_read=no
    pending=()
    wrong=()
    aws s3 cp --recursive --only-show-errors "s3://${MODELS_BUCKET:?}/$1" "$dir" &
    copying=$!
    while kill -0 "$copying" 2>/dev/null; do
        if [ "$manifest_read" = no ] && [ -f "$dir/$manifest" ]; then
            read_manifest "$2" || { stop_copying; return 1; }
            manifest_read=yes
        fi
        verify_pending
        sleep 0.1
    done
    wait "$copying" || { copying=; say error "copying failed"; return 1; }
    copying=
    [ "$manifest_read" = yes ] || read_manifest "$2" || return 1
    whole
}

# Removes versions that are no longer served: a volume that outlives the pod would otherwise fill up.
remove_old() {
    local old
    for old in "$root"/*/*; do
        case $keep in *" $old "*) ;; *) rm -rf "$old" ;; esac
    done
}

versions=("$@")
keep=" "
for ((n = 0; n < ${#versions[@]}; n += 4)); do
    keep+="$root/${versions[n]}/${versions[n + 1]} "
done
[ "${DELETE_FIRST:-false}" != true ] || remove_old

incoming="$root/.incoming"
for ((n = 0; n < ${#versions[@]}; n += 4)); do
    model=${versions[n]} version=${versions[n + 1]} prefix=${versions[n + 2]} digest=${versions[n + 3]}
    dir="$root/$model/$version"
    if [ -d "$dir" ] && read_manifest "$digest" && whole; then
        say info "already there and verified"
        continue
    fi
    rm -rf "$dir" "$incoming"
    mkdir -p "$incoming" "$root/$model"
    say info "copying"
    dir=$incoming
    copy "$prefix" "$digest" || { rm -rf "$incoming"; exit 1; }
    mv "$incoming" "$root/$model/$version"
    say info "copied and verified"
done
remove_old
