#!/usr/bin/env bash
# Copies model versions from the models bucket and verifies every file. A version that is not proven whole never appears
# under the name that the server looks for, and the pod does not start.
#
# usage: sync-models.sh MODEL VERSION PREFIX DIGEST [MODEL VERSION PREFIX DIGEST]...
#   PREFIX  where the version lies in $MODELS_BUCKET, ends with a slash
#   DIGEST  sha256:… of the version's manifest, or "any"
set -euo pipefail
shopt -s globstar dotglob nullglob

root=${MODELS_ROOT:?}
manifest=manifest.sha256

say() {
    printf '{"level":"%s","message":"%s","model":"%s","version":"%s"}\n' "$1" "$2" "${model:-}" "${version:-}" >&2
}

# Whether directory $1 holds exactly the files of its manifest, and the manifest has digest $2.
whole() (
    cd "$1" || exit 1
    [ -f "$manifest" ] || { say error "manifest is missing"; exit 1; }
    if [ "$2" != any ]; then
        echo "${2#sha256:}  $manifest" | sha256sum --check --status || { say error "manifest has another digest"; exit 1; }
    fi
    sha256sum --check --strict --quiet "$manifest" >&2 || { say error "a file differs from the manifest"; exit 1; }
    listed=0
    while read -r _; do listed=$((listed + 1)); done <"$manifest"
    present=0
    for path in **/*; do if [ ! -d "$path" ]; then present=$((present + 1)); fi; done
    [ "$present" -eq $((listed + 1)) ] || { say error "a file is not in the manifest"; exit 1; }
)

keep=" "
incoming="$root/.incoming"
while [ $# -gt 0 ]; do
    model=$1 version=$2 prefix=$3 digest=$4
    shift 4
    target="$root/$model/$version"
    keep+="$target "
    if [ -d "$target" ] && whole "$target" "$digest"; then
        say info "already there and verified"
        continue
    fi
    rm -rf "$target" "$incoming"
    mkdir -p "$incoming" "$root/$model"
    say info "copying"
    aws s3 cp --recursive --only-show-errors "s3://${MODELS_BUCKET:?}/$prefix" "$incoming"
    whole "$incoming" "$digest" || { rm -rf "$incoming"; exit 1; }
    mv "$incoming" "$target"
    say info "copied and verified"
done

# A volume that survives the pod would otherwise fill up with versions that are no longer served.
for old in "$root"/*/*; do
    case $keep in *" $old "*) ;; *) rm -rf "$old" ;; esac
done
