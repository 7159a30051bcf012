import assert from "node:assert/strict";
import { type ListMultipartUploadsCommandInput, type S3Client } from "@aws-sdk/client-s3";
import { interruptedUpload } from "../../../cli/publish-model/interruptedUpload";

/** Ten uploads of one key and its neighbor, four a page; none has a part yet. */
function storeWithUploads(asked: (string | undefined)[]): S3Client {
    const all = Array.from({ length: 10 }, (_, i) => ({
        Key: i === 9 ? "model.pb.old" : "model.pb",
        UploadId: `upload-${i}`,
        ChecksumAlgorithm: i === 8 ? "CRC32" : "SHA256",
        Initiated: new Date(2026, 0, i === 5 ? 31 : i + 1),
    }));
    const send = ({ input }: { input: ListMultipartUploadsCommandInput }) => {
        if (!("MaxUploads" in input)) {
            return Promise.resolve({ IsTruncated: false });
        }
        asked.push(input.UploadIdMarker);
        const start = all.findIndex(({ UploadId }) => UploadId === input.UploadIdMarker) + 1;
        const Uploads = all.slice(start, start + 4);
        const last = Uploads.at(-1);
        return Promise.resolve({
            Uploads,
            IsTruncated: start + 4 < all.length,
            NextKeyMarker: last?.Key,
            NextUploadIdMarker: last?.UploadId,
        });
    };
    return { send } as unknown as S3Client;
}

describe("an interrupted upload", () => {
    const target = { bucket: "models", key: "model.pb" };
    const file = { path: "model.pb", source: "", bytes: 0, sha256: "", parts: [], objectChecksum: "" };

    it("is the newest one of the same key with SHA-256 digests, over all pages of the listing", async () => {
        const asked: (string | undefined)[] = [];
        const found = await interruptedUpload(storeWithUploads(asked), target, file);
        assert.equal(found?.id, "upload-5");
        assert.deepEqual(asked, [undefined, "upload-3", "upload-7"]);
    });

    it("is none when only other keys have one", async () => {
        assert.equal(await interruptedUpload(storeWithUploads([]), { ...target, key: "model" }, file), undefined);
    });
});
