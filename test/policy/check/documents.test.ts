import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { DocumentReader, type DocumentText, documentsOf } from "../../../policy/check/documents";

async function split(text: string, limit?: number): Promise<DocumentText[]> {
    const documents: DocumentText[] = [];
    for await (const document of documentsOf(Readable.from([Buffer.from(text)]), limit)) {
        documents.push(document);
    }
    return documents;
}

describe("documentsOf", () => {
    it("splits a stream and keeps the lines", async () => {
        assert.deepEqual(await split("a: 1\nb: 2\n---\nc: 3\n"), [
            { text: "a: 1\nb: 2", line: 1 },
            { text: "\nc: 3", line: 3 },
        ]);
    });

    it("leaves out documents that hold nothing", async () => {
        assert.deepEqual(await split("%YAML 1.1\n---\n# only a comment\n\n---\n---\na: 1\n...\n"), [
            { text: "\na: 1", line: 6 },
        ]);
    });

    it("takes what stands on the line of the marker", async () => {
        assert.deepEqual(await split("--- {a: 1}\n--- # comment\nb: 2"), [
            { text: " {a: 1}", line: 1 },
            { text: " # comment\nb: 2", line: 2 },
        ]);
    });

    it("does not take dashes in a text for a marker", async () => {
        const text = "a: |\n  ---\n  b\nc: ---x\n----\n";
        assert.equal((await split(text)).length, 1);
    });

    it("reads the line ends and the mark of Windows", async () => {
        assert.deepEqual(await split("\uFEFFa: 1\r\n---\r\nb: 2\r\n"), [
            { text: "a: 1", line: 1 },
            { text: "\nb: 2", line: 2 },
        ]);
    });

    it("drops a document beyond the limit, and reads on", async () => {
        assert.deepEqual(await split(`a: ${"x".repeat(100)}\nb: 1\n---\nc: 3`, 50), [
            { text: "", line: 1, tooLarge: true },
            { text: "\nc: 3", line: 3 },
        ]);
    });

    it("hands on the errors of its stream", async () => {
        const broken = new Readable({
            read() {
                this.destroy(new Error("disk on fire"));
            },
        });
        await assert.rejects(async () => {
            for await (const _document of documentsOf(broken)) {
                // Nothing comes.
            }
        }, /disk on fire/);
    });
});

describe("DocumentReader", () => {
    /** How often the files of these lengths are opened when all are read twice, and whether both readings agree. */
    async function opened(room: number, ...texts: readonly string[]): Promise<number[]> {
        const reader = new DocumentReader(room);
        const counts = texts.map(() => 0);
        const read = async () => {
            const all: DocumentText[] = [];
            for (const [i, text] of texts.entries()) {
                const open = () => {
                    counts[i] = (counts[i] ?? 0) + 1;
                    return Readable.from([Buffer.from(text)]);
                };
                for await (const document of reader.read({ file: `${i}.yaml`, open })) {
                    all.push(document);
                }
            }
            return all;
        };
        const first = await read();
        assert.deepEqual(await read(), first);
        return counts;
    }

    it("reads small files from disk only once", async () => {
        assert.deepEqual(await opened(10_000, "a: 1\n---\nb: 2\n", "c: 3\n"), [1, 1]);
    });

    it("keeps no more than it has room for, so that memory stays flat", async () => {
        assert.deepEqual(await opened(1_000, "a: 1\n", `b: ${"x".repeat(1_000)}\n`, "c: 3\n"), [1, 2, 1]);
        assert.deepEqual(await opened(1_000, "a: 1\n---\n".repeat(10)), [2]);
    });
});
