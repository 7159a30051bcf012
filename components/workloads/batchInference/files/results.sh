# What both ways of batch inference share: results, each one object under the path of its input. A script of bash sources it after
# store.sh, with `set -euo pipefail` and `shopt -s globstar nullglob`.
#
# $OUTPUT_BUCKET, $OUTPUT_PREFIX   where results go, under the paths of their inputs; the prefix ends with a slash
# $OUTPUT_FOLDER                   results of the program; a file whose name begins with a dot is not complete
# $HANDOVER                        see run.sh; $HANDOVER/inputs lists the inputs of the pod, one a line

inputs=${HANDOVER:?}/inputs
outgoing=${OUTPUT_FOLDER:?}/.outgoing

# The inputs that have a result. The script's own `read_results` fills it: with all of them, or with those that it asks for.
declare -A done_already=()

# Whether path $1 can be an input, and its result a file of that path.
is_usable() {
    [[ $1 != *[[:cntrl:]\\]* && /$1 != */.* ]]
}

# Stores the results that are complete and removes them here. What was taken stays to be sent again until it is stored.
store_results() {
    local path taken=no
    for path in "$OUTPUT_FOLDER"/**/*; do
        [ -f "$path" ] || continue
        path=${path#"$OUTPUT_FOLDER"/}
        mkdir -p "$(dirname "$outgoing/$path")"
        mv "$OUTPUT_FOLDER/$path" "$outgoing/$path"
    done
    for path in "$outgoing"/**/*; do [ ! -f "$path" ] || taken=yes; done
    [ "$taken" = yes ] || return 0
    aws s3 cp --recursive --only-show-errors --checksum-algorithm SHA256 "$outgoing" "s3://$OUTPUT_BUCKET/$OUTPUT_PREFIX" ||
        { say warning "results are not stored"; return 1; }
    rm -rf "$outgoing"
}

# Stores what the program has made, and counts the inputs of the pod in `count`, and those without a result in `missing`.
store_and_count() {
    local path
    count=0
    missing=0
    store_results || return 1
    read_results || return 1
    while IFS= read -r path; do
        count=$((count + 1))
        if [ -z "${done_already["$path"]+x}" ]; then
            say error "the program has made no result for $path"
            missing=$((missing + 1))
        fi
    done <"$inputs"
}

# While the program works: what cannot be stored now is tried again.
store_some() {
    store_results || true
}
