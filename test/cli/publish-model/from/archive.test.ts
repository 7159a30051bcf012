import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unpack } from "../../../../cli/publish-model/from/archive";
import { temporaryFolder } from "../../../support/temporary";
import { type PackedEntry, tarGzOf, tarOf, zipOf } from "./archives";

const model: readonly PackedEntry[] = [
    { name: "./saved_model.pb", content: "graph" },
    { name: "variables/variables.index", content: "index" },
];
const packers = { tar: tarOf, "tar.gz": tarGzOf, zip: zipOf };

describe("unpacking an archive", () => {
    const temporary = temporaryFolder();

    async function unpacked(archive: Buffer, room = 1000): Promise<Readonly<Record<string, string>>> {
        const folder = mkdtempSync(path.join(temporary.path, "into-"));
        const file = path.join(mkdtempSync(path.join(temporary.path, "from-")), "archive");
        writeFileSync(file, archive);
        try {
            await unpack(file, { source: "https://example.com/m", folder, room });
        } finally {
            for (const name of readdirSync(temporary.path)) {
                assert.match(name, /^(into|from)-/, "nothing lies beside the folder");
            }
        }
        const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        return Object.fromEntries(
            files.map(({ parentPath, name }) => {
                const full = path.join(parentPath, name);
                return [path.relative(folder, full), readFileSync(full, "utf8")];
            }),
        );
    }

    for (const [kind, pack] of Object.entries(packers)) {
        it(`gives the files of a .${kind}`, async () => {
            const entries =
                kind === "zip" ? model.map((each) => ({ ...each, name: each.name.replace("./", "") })) : model;
            assert.deepEqual(await unpacked(pack(entries)), {
                "saved_model.pb": "graph",
                "variables/variables.index": "index",
            });
        });

        it(`refuses what a .${kind} should not hold, and writes nothing outside the folder`, async () => {
            const linked = [
                ...model.slice(1),
                { name: "weights", content: "/etc/passwd", type: "SymbolicLink" } as const,
            ];
            await assert.rejects(unpacked(pack(linked)), {
                message: `https://example.com/m has "weights", a link${kind === "zip" ? " or device" : ""}: only plain files are taken; pack what it points to`,
            });
            for (const name of ["../escaped", "a/../../escaped", "/tmp/escaped"]) {
                await assert.rejects(
                    unpacked(pack([{ name, content: "x" }])),
                    /whose name is not a plain path|invalid relative path|absolute path/,
                );
            }
            await assert.rejects(
                unpacked(
                    pack([
                        { name: "a", content: "1" },
                        { name: "a", content: "2" },
                    ]),
                ),
                {
                    message: 'https://example.com/m has the file "a" twice: nothing is published',
                },
            );
        });

        it(`stops a .${kind} that is larger than the disk has room for`, async () => {
            await assert.rejects(
                unpacked(
                    pack([
                        { name: "a", content: "x".repeat(600) },
                        { name: "b", content: "x".repeat(600) },
                    ]),
                ),
                {
                    message:
                        "https://example.com/m has files of more than 1000 B, for which the folder for temporary files has no room: " +
                        "make room, or set TMPDIR to a folder on a larger disk",
                },
            );
        });

        it(`says that a .${kind} is cut off`, async () => {
            const whole = pack(model.map((each) => ({ ...each, name: each.name.replace("./", "") })));
            await assert.rejects(
                unpacked(whole.subarray(0, Math.floor(whole.length * 0.6))),
                /https:\/\/example\.com\/m cannot be unpacked: /,
            );
        });
    }

    it("refuses devices, hard links, files with a password, and what is not an archive", async () => {
        await assert.rejects(
            unpacked(tarOf([{ name: "null", type: "CharacterDevice" }])),
            /"null", a CharacterDevice:/,
        );
        await assert.rejects(unpacked(tarOf([{ name: "l", content: "a", type: "Link" }])), /"l", a link:/);
        await assert.rejects(unpacked(zipOf([{ name: "a", content: "x" }], 1)), /"a", a file with a password:/);
        await assert.rejects(unpacked(Buffer.from("<html>".padEnd(600))), {
            message: "https://example.com/m is not an archive that can be unpacked: use .tar, .tar.gz or .zip",
        });
        await assert.rejects(unpacked(Buffer.from("x")), /is not an archive/);
    });
});
