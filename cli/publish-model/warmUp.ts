import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";

/** Where TensorFlow Serving reads requests that it answers before a version is available. Source: saved_model_warmup_util.h. */
const warmUpFile = "assets.extra/tf_serving_warmup_requests";

/** With more, the version does not load. Source: as above, `WarmupConsts::kMaxNumRecords`. */
const maxRecords = 1000;

/**
 * Checks the warm-up requests of a SavedModel: a version with a file that cannot be read never becomes available. A version
 * without one loads, and its first predictions are slow.
 *
 * @param shown what messages call the folder
 * @throws CommandError when the file lies in another place or is not a TFRecord file that TensorFlow Serving takes
 */
export function checkWarmUp(
    folder: string,
    files: readonly { readonly path: string; readonly bytes: number }[],
    shown = folder,
): void {
    const fault = warmUpFault(folder, files, shown);
    if (fault !== undefined) {
        throw new CommandError(fault, ExitCode.InvalidInput);
    }
}

function warmUpFault(
    folder: string,
    files: readonly { readonly path: string; readonly bytes: number }[],
    shown: string,
): string | undefined {
    const name = path.posix.basename(warmUpFile);
    const misplaced = files.find((file) => path.posix.basename(file.path) === name && file.path !== warmUpFile);
    if (misplaced !== undefined) {
        return `${shown}/${misplaced.path} is not read by TensorFlow Serving: move it to ${warmUpFile}`;
    }
    const file = files.find((each) => each.path === warmUpFile);
    if (file === undefined) {
        return undefined;
    }
    const records = countRecords(path.join(folder, warmUpFile), file.bytes);
    if (records === undefined || records === 0) {
        return `${shown}/${warmUpFile} is not a TFRecord file: write it with tf.io.TFRecordWriter, without compression`;
    }
    return records > maxRecords
        ? `${shown}/${warmUpFile} has ${records} requests: must be at most ${maxRecords}, or the version does not load`
        : undefined;
}

/**
 * Number of records of a TFRecord file; undefined where their lengths do not add up to the file's. Each is its length (8 bytes), a
 * checksum (4), the data, a checksum (4). Source: tensorflow/core/lib/io/record_writer.h.
 */
function countRecords(file: string, bytes: number): number | undefined {
    const header = Buffer.alloc(12);
    const descriptor = openSync(file, "r");
    try {
        let count = 0;
        let at = 0;
        while (at < bytes) {
            if (readSync(descriptor, header, 0, header.length, at) < header.length) {
                return undefined;
            }
            at += header.length + Number(header.readBigUInt64LE(0)) + 4;
            count += 1;
        }
        return at === bytes ? count : undefined;
    } finally {
        closeSync(descriptor);
    }
}
