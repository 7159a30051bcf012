import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify, type ToStringOptions } from "yaml";
import { readFast } from "../../../policy/check/fastYaml";
import { readReference } from "../../../policy/check/parse";

/** Asserts that the fast parser leaves a text to the parser of reference, or reads the same from it. */
function agree(text: string): void {
    const fast = readFast(text);
    if (fast !== undefined) {
        const reference = readReference(text, 1);
        assert.ok("value" in reference, `${JSON.stringify(text)} is broken for the parser of reference`);
        assert.deepEqual(fast.value, reference.value, JSON.stringify(text));
    }
}

const words = [
    ...["yes", "No", "on", "OFF", "y", "N", "true", "False", "null", "~", "NULL", "", "nullable", "one"],
    ...["0", "-1", "+12", "0x1F", "0b11", "017", "08", "0o17", "1_000", "1:30", "190:20:30", "12345678901234567890"],
    ...["1.5", "-.5", "1e3", "1.5E-3", ".inf", "-.INF", ".nan", "1.", ".", "1.2.3", "2001-01-01", "1_0.5", "e1", "-"],
    ...["a b", "a: b", "a #b", "#a", "a:b", "- a", "? a", ": a", "&a b", "*a", "!t a", "<<", "@a", "%a", "`a"],
    ...["'a'", '"b"', "'it''s'", '"\\n\\u0041"', "{a: 1}", "[a, b]", "[a, b", "|", ">", "a\tb", "\ta", "---", "..."],
    ...["http://example.com:80/a?b=c#d", "{{ .Values.x }}", "100m", "2Gi", "*", "__proto__", "a,b", "é", "\u2028"],
];
const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, fc.string({ maxLength: 8 }));
const indent = fc.constantFrom("", "  ", "    ", "      ", " ");
const line = fc.oneof(
    fc.tuple(indent, word, word).map(([space, key, value]) => `${space}${key}: ${value}`),
    fc.tuple(indent, word).map(([space, value]) => `${space}- ${value}`),
    fc.tuple(indent, word, word).map(([space, key, value]) => `${space}- ${key}: ${value}`),
    fc.tuple(indent, word).map(([space, value]) => `${space}${value}`),
    fc.tuple(indent, word, fc.constantFrom("|", "|-", ">", ">-", "|+", "|2")).map(([s, k, b]) => `${s}${k}: ${b}`),
    fc.tuple(indent, word).map(([space, key]) => `${space}${key}:`),
);
const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join("\n"));
const value = fc.object({
    key: word,
    maxDepth: 4,
    values: [word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.string({ unit: "grapheme" })],
});
const styles: fc.Arbitrary<ToStringOptions> = fc.record({
    collectionStyle: fc.constantFrom("any", "block", "flow"),
    defaultStringType: fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL", "BLOCK_FOLDED"),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 20, 80),
});

describe("The fast YAML parser", () => {
    it("reads every scalar as the parser of reference does", () => {
        for (const each of words) {
            [`a: ${each}`, `- ${each}`, `${each}: a`, `a: [${each}]`, `{${each}: a}`, each].forEach(agree);
        }
    });

    it("reads every object as the parser of reference does, in every style", () => {
        fc.assert(
            fc.property(value, styles, (object, style) => {
                agree(stringify(object, { version: "1.1", ...style }));
                agree(stringify(object, { version: "1.2", ...style }));
            }),
            { numRuns: 300 },
        );
    });

    it("reads every text as the parser of reference does, however odd", () => {
        fc.assert(fc.property(text, agree), { numRuns: 3_000 });
    });

    it("reads collections in block style by itself, with comments and empty lines anywhere", () => {
        const plain = fc.constantFrom(
            "app",
            "100m",
            "8080",
            "no",
            "a: b",
            "it's",
            "registry.example.com/a:1",
            "",
            "x #y",
        );
        const scalar = fc.oneof(plain, fc.integer(), fc.boolean(), fc.constant(null), fc.constant("line\nline\n"));
        const { tree } = fc.letrec((tie) => ({
            tree: fc.oneof(
                { depthSize: "small", withCrossShrink: true },
                scalar,
                fc.array(tie("tree"), { maxLength: 3 }),
                fc.dictionary(fc.constantFrom("a", "b-c", "d.e/f", "8080", "a b"), tie("tree"), { maxKeys: 3 }),
            ),
        }));
        let all = 0;
        let fast = 0;
        fc.assert(
            fc.property(tree, fc.boolean(), fc.nat(), (object, indentSeq, position) => {
                const lines = stringify({ object }, { version: "1.1", indentSeq, lineWidth: 0 }).split("\n");
                lines.splice(position % lines.length, 0, ["", "  # a comment", "# a comment"][position % 3] ?? "");
                const document = lines.join("\n");
                agree(document);
                all++;
                fast += readFast(document) === undefined ? 0 : 1;
            }),
            { numRuns: 500 },
        );
        assert.ok(fast > all / 2, `${fast} of ${all} documents`);
    });

    it("leaves what it may not finish to the parser of reference: deep nesting and texts without an end", () => {
        const deep = (levels: number) =>
            Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:`).join("\n");
        assert.deepEqual(readFast(deep(50)), readReference(deep(50), 1));
        const texts = [deep(101), `a: ${"[".repeat(101)}`, `${"- ".repeat(101)}a`, 'a: "b', "a: 'b", "a: [b", "a: |"];
        for (const each of texts) {
            assert.equal(readFast(each), undefined, each.slice(0, 40));
        }
    });

    it("reads manifests by itself", () => {
        const manifest = [
            "apiVersion: apps/v1",
            "kind: Deployment # a comment",
            "metadata:",
            "  name: app",
            '  annotations: { sidecar.istio.io/inject: "true" }',
            "spec:",
            "  replicas: 2",
            "  paused: no",
            "  template:",
            "    spec:",
            "      containers:",
            "      - name: app",
            "        command: ['sh', -c, \"exec app\"]",
            "        env:",
            "        - name: CONFIG",
            "          value: |",
            "            a: 1",
            "            --- b",
            "",
        ].join("\n");
        assert.deepEqual(readFast(manifest), readReference(manifest, 1));
    });

    it("leaves anchors, tags, merge keys and duplicate keys to the parser of reference", () => {
        for (const each of [
            "a: &x 1\nb: *x",
            "a: !!str 1",
            "<<: {a: 1}",
            "a: 1\na: 2",
            "? a\n: b",
            "null: a",
            "a:\n  - #b\n- c",
        ]) {
            assert.equal(readFast(each), undefined, each);
        }
    });
});
