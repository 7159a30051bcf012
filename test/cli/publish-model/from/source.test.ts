import assert from "node:assert/strict";
import { parseSource } from "../../../../cli/publish-model/from/source";

const hex = "0123456789abcdef".repeat(4);
const commit = hex.slice(0, 40);

const refused: readonly (readonly [text: string, digest: string | undefined, message: string])[] = [
    [
        "./folder",
        undefined,
        "--from is not a source: use https://HOST/PATH with --digest sha256:HEX, hf://OWNER/NAME@COMMIT, or oci://REGISTRY/REPOSITORY@sha256:HEX",
    ],
    ["http://example.com/m.zip", undefined, "--from is not encrypted: use https://"],
    [
        "https://user:hunter2@example.com/m.zip",
        `sha256:${hex}`,
        "--from has a user or password, and only public archives are read: remove it",
    ],
    [
        "https://example.com/m.zip",
        undefined,
        "--digest is missing: an https:// source needs the SHA-256 of the archive, as sha256: and 64 hexadecimal digits in lower case",
    ],
    [
        "https://example.com/m.zip",
        "md5:00",
        '--digest is "md5:00": an https:// source needs the SHA-256 of the archive, as sha256: and 64 hexadecimal digits in lower case',
    ],
    ["hf://model", undefined, "--from names no repository: use hf://OWNER/NAME@COMMIT"],
    ["hf://a/../b", undefined, "--from names no repository: use hf://OWNER/NAME@COMMIT"],
    [
        "hf://team/ranker",
        undefined,
        "--from names no revision: use the 40 hexadecimal digits of a commit; branches and tags move",
    ],
    [
        "hf://team/ranker@main",
        undefined,
        '--from names the revision "main": use the 40 hexadecimal digits of a commit; branches and tags move',
    ],
    [
        `hf://team/ranker@${commit}`,
        `sha256:${hex}`,
        "--digest is only for https:// sources: hf:// names the commit, whose files have digests",
    ],
    ["oci://registry.example.com", undefined, "--from names no repository: use oci://REGISTRY/REPOSITORY@sha256:HEX"],
    [
        "oci://registry.example.com/team/ranker",
        undefined,
        "--from has no digest: use @sha256: and 64 hexadecimal digits; tags move",
    ],
    [
        "oci://registry.example.com/team/ranker:1",
        undefined,
        '--from has ":1" behind the repository: use @sha256: and 64 hexadecimal digits; tags move',
    ],
];

describe("a source of model files", () => {
    it("is read with the digest of its content", () => {
        assert.deepEqual(parseSource("https://example.com/m.tar.gz?a=b", `sha256:${hex}`), {
            kind: "archive",
            url: new URL("https://example.com/m.tar.gz?a=b"),
            sha256: hex,
        });
        assert.deepEqual(parseSource(`hf://team/ranker-v1.0@${commit}`, undefined), {
            kind: "hugging-face",
            repository: "team/ranker-v1.0",
            commit,
        });
        assert.deepEqual(parseSource(`oci://registry.example.com:5000/team/ranker@sha256:${hex}`, undefined), {
            kind: "oci",
            registry: "registry.example.com:5000",
            repository: "team/ranker",
            digest: `sha256:${hex}`,
        });
    });

    for (const [text, digest, message] of refused) {
        it(`is refused: ${message}`, () => {
            assert.throws(() => parseSource(text, digest), { message, exitCode: 2 });
        });
    }
});
