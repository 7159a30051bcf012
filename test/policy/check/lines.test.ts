import assert from "node:assert/strict";
import fc from "fast-check";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, stringify } from "yaml";
import { DocumentLines } from "../../../policy/check/lines";
import { join } from "../../../policy/model/read";

const lineOf = (text: string, path: string, line = 1) => new DocumentLines({ text, line }).lineOf(path);

const pod = `# a comment
apiVersion: v1
kind: Pod
metadata:
  name: app
  annotations:
    "exempt.inference-platform/a": x
    note: |
      containers:
        - image: not this one
spec:
  # containers: none
  containers:
  - name: one
    image: a:1

  -   name: two
      args: [--a, --b]
      image: b:1
      resources: &shared
        limits:
          cpu: 1
  -
    name: three
    resources: *shared
`;

describe("DocumentLines", () => {
    const cases: readonly (readonly [path: string, line: number, what: string])[] = [
        ["kind", 3, "a key of the object"],
        ["metadata.annotations['exempt.inference-platform/a']", 7, "a key in quotes"],
        ["spec.containers", 13, "a key that a comment and a text mention too"],
        ["spec.containers[0].image", 15, "a key of a list item at the indentation of its parent"],
        ["spec.containers[1].image", 19, "a key of an item that is indented further"],
        ["spec.containers[1].args[1]", 18, "an item of a list on one line"],
        ["spec.containers[2].name", 24, "a key of an item that begins on the next line"],
        ["spec.containers[2].resources.limits.cpu", 22, "a key behind an alias, where it is written"],
        ["spec.containers[0].resources.limits", 14, "the item that should hold what is missing"],
        ["spec.containers[7].image", 13, "the list that an item is missing from"],
        ["spec.volumes[0].hostPath", 11, "the key that should hold what is missing"],
        ["metadata.name.first", 5, "the value that is not an object"],
        ["", 2, "the object itself"],
    ];
    for (const [path, line, what] of cases) {
        it(`finds ${what}`, () => {
            assert.equal(lineOf(pod, path), line);
            assert.equal(lineOf(pod, path, 101), line + 100);
        });
    }

    it("finds keys of JSON and of flow style", () => {
        const json = JSON.stringify(
            { kind: "Pod", spec: { containers: [{ name: "a" }, { image: "b" }] } },
            undefined,
            2,
        );
        assert.equal(json.split("\n")[lineOf(json, "spec.containers[1].image") - 1]?.trim(), '"image": "b"');
        assert.equal(lineOf("kind: Pod\nspec: { containers: [\n  { image: b }] }", "spec.containers[0].image"), 3);
    });

    it("finds what a merge key brings", () => {
        assert.equal(lineOf("a: &x\n  image: b\nc:\n  <<: *x\n  d: 1\n", "c.d"), 5);
        assert.equal(lineOf("a: &x\n  image: b\nc:\n  <<: *x\n  d: 1\n", "c.image"), 3);
    });

    it("finds the first line of what it cannot read", () => {
        assert.equal(lineOf("a: [\n", "b.c", 4), 4);
        assert.equal(lineOf("", "a", 4), 4);
    });

    it("finds in block style what the parser finds, for every path of generated documents", () => {
        const { value } = fc.letrec<{ value: unknown }>((tie) => ({
            value: fc.oneof(
                { depthSize: "small" },
                fc.string({ maxLength: 90 }),
                fc.integer(),
                fc.boolean(),
                fc.array(tie("value"), { maxLength: 3 }),
                fc.dictionary(
                    fc.string({ minLength: 1, maxLength: 8 }).filter((key) => !/['<\]\p{C}]/u.test(key)),
                    tie("value"),
                    { maxKeys: 4 },
                ),
            ),
        }));
        fc.assert(
            fc.property(
                fc.dictionary(fc.stringMatching(/^[a-z]+$/), value, { minKeys: 1 }),
                fc.boolean(),
                (document, indentSeq) => {
                    const text = stringify(document, { version: "1.1", indentSeq });
                    for (const [path, line] of pathsIn(text)) {
                        assert.equal(lineOf(text, path), line, `${path} in\n${text}`);
                    }
                },
            ),
        );
    });
});

/** Every path of a document with its line, by the parser. */
function pathsIn(text: string): [string, number][] {
    const counter = new LineCounter();
    const walk = (node: unknown, path: string): [string, number][] => {
        const lineAt = (at: unknown) => counter.linePos((at as { range: [number] }).range[0]).line;
        if (isMap(node)) {
            return node.items.flatMap(({ key, value }) => {
                const inside = join(path, String(isScalar(key) ? key.value : key));
                return [[inside, lineAt(key)] as [string, number], ...walk(value, inside)];
            });
        }
        return isSeq(node)
            ? node.items.flatMap((item, i) => [
                  [join(path, i), lineAt(item)] as [string, number],
                  ...walk(item, join(path, i)),
              ])
            : [];
    };
    return walk(parseDocument(text, { version: "1.1", lineCounter: counter }).contents, "");
}
