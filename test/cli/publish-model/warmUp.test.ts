import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { checkWarmUp } from "../../../cli/publish-model/warmUp";
import { temporaryFolder } from "../../support/temporary";

const place = "assets.extra/tf_serving_warmup_requests";

/** A TFRecord file of this many records; the checksums are not looked at. */
function records(count: number): string {
    const data = "request";
    const header = Buffer.alloc(12);
    header.writeBigUInt64LE(BigInt(data.length), 0);
    return `${header.toString("latin1")}${data}\0\0\0\0`.repeat(count);
}

describe("warm-up requests of a SavedModel", () => {
    const temporary = temporaryFolder();

    function check(text: string, file = place): void {
        const written = temporary.write(file, text);
        checkWarmUp(temporary.path, [{ path: file, bytes: statSync(written).size }]);
    }

    const rejected = (text: string, file?: string) => {
        let message = "";
        assert.throws(
            () => check(text, file),
            (error: Error & { exitCode?: number }) => {
                message = error.message.replace(`${temporary.path}/`, "");
                return error.exitCode === 2;
            },
        );
        return message;
    };

    it("are not needed, and may be up to a thousand", () => {
        checkWarmUp(temporary.path, [{ path: "saved_model.pb", bytes: 1 }]);
        check(records(1));
        check(records(1000));
    });

    it("are rejected where the version would not load", () => {
        assert.equal(
            rejected(records(1001)),
            `${place} has 1001 requests: must be at most 1000, or the version does not load`,
        );
        const noRecords = `${place} is not a TFRecord file: write it with tf.io.TFRecordWriter, without compression`;
        for (const text of ["", '{"instances": [[1, 2]]}', records(2).slice(0, -1), `${records(1)}x`]) {
            assert.equal(rejected(text), noRecords);
        }
    });

    it("are rejected where the server does not look for them", () => {
        const file = "assets/tf_serving_warmup_requests";
        assert.equal(rejected(records(1), file), `${file} is not read by TensorFlow Serving: move it to ${place}`);
    });
});
