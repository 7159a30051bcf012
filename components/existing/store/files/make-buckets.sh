#!/usr/bin/env bash
# Creates the buckets of the S3 server and sets the policy of each. A second run changes nothing.
#
# usage: make-buckets.sh FOLDER BUCKET...
#   FOLDER  holds BUCKET.json, the policy of a bucket; a bucket without one is open to the server's administrator alone
#
# Needs bash and the AWS command line.
set -euo pipefail

folder=${1:?}
shift

say() { printf '{"level":"%s","message":"%s"}\n' "$1" "${2//\"/\\\"}" >&2; }

# The server answers a few seconds after its pod has started.
attempts=60
until error=$(aws s3api list-buckets 2>&1 >/dev/null); do
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || { say error "the S3 server does not answer: ${error//$'\n'/ }"; exit 1; }
    sleep 2
done

for bucket in "$@"; do
    if ! aws s3api head-bucket --bucket "$bucket" 2>/dev/null; then
        aws s3api create-bucket --bucket "$bucket" >/dev/null
        say info "created bucket $bucket"
    fi
    if [ -f "$folder/$bucket.json" ]; then
        aws s3api put-bucket-policy --bucket "$bucket" --policy "file://$folder/$bucket.json"
    else
        aws s3api delete-bucket-policy --bucket "$bucket"
    fi
    say info "set the policy of bucket $bucket"
done
