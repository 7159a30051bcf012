import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkRequests, readRequests } from "../../../cli/check-image/warmUp";

describe("the warm-up requests of check-image", () => {
    let folder: string;

    before(() => (folder = mkdtempSync(path.join(tmpdir(), "requests-"))));
    after(() => rmSync(folder, { recursive: true }));

    function file(text: string): string {
        const name = path.join(folder, "requests.yaml");
        writeFileSync(name, text);
        return name;
    }

    it("are read as a stack file writes them", () => {
        assert.deepEqual(readRequests(file("- { path: /predict, body: { x: 1 } }\n- { path: /ping }\n")), [
            { path: "/predict", body: { x: 1 } },
            { path: "/ping" },
        ]);
    });

    for (const [what, text, message] of [
        ["YAML that cannot be parsed", "- {", /requests\.yaml cannot be read: /],
        ["another document", "path: /predict", /is not a list of warm-up requests: "requests" /],
        [
            "a wrong path and an unknown key",
            "- { path: x, boddy: {} }",
            /"requests\[0\]\.path" .*"requests\[0\]\.boddy" /,
        ],
    ] as const) {
        it(`rejects ${what}, and says what is wrong`, () => {
            assert.throws(() => readRequests(file(text)), { message });
        });
    }

    for (const [what, list, status] of [
        ["without a body", [{ path: "/b" }], 200],
        ["that fails with the length of its body", [{ path: "/a", body: {} }], 500],
    ] as const) {
        it(`are not repeated in chunks for one ${what}, which would say nothing of chunks`, async () => {
            const findings = await checkRequests(list, () => Promise.resolve({ status, type: "", body: "" }));
            assert.equal(findings.length, 1);
        });
    }

    it("are sent in order, the first POST that succeeded also in chunks, and each that fails is a broken promise", async () => {
        const sent: unknown[] = [];
        const answers = [
            { status: 200, type: "", body: "" },
            { status: 500, type: "", body: "" },
            { failure: "refused" },
            { status: 411, type: "", body: "" },
        ];
        const list = [{ path: "/a", body: { x: 1 } }, { path: "/b" }, { path: "/c" }];
        const findings = await checkRequests(list, (...request) => {
            sent.push(request);
            return Promise.resolve(answers[sent.length - 1] ?? { failure: "too many" });
        });
        assert.deepEqual(sent, [
            ["/a", { x: 1 }],
            ["/b", undefined],
            ["/c", undefined],
            ["/a", { x: 1 }, true],
        ]);
        assert.deepEqual(
            findings.map(({ promise, verdict, detail }) => [promise, verdict, detail]),
            [
                ["POST /a answers warm-up request 1 with success", "kept", undefined],
                [
                    "GET /b answers warm-up request 2 with success",
                    "broken",
                    "answered 500: the pod would never be ready",
                ],
                ["GET /c answers warm-up request 3 with success", "broken", "refused"],
                [
                    "POST /a is answered with success when its body comes in chunks",
                    "broken",
                    "answered 411: a proxy that does not know the length of a body forwards it like this",
                ],
            ],
        );
    });
});
