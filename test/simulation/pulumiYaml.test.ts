import assert from "node:assert/strict";
import { parsePulumiYaml, YamlError } from "../../simulation/pulumiYaml";

function fault(text: string): string {
    try {
        parsePulumiYaml(text);
    } catch (error) {
        assert.ok(error instanceof YamlError, String(error));
        return error.message;
    }
    return assert.fail("should have been refused");
}

describe("parsePulumiYaml", () => {
    it("types plain scalars as the CLI's YAML library does", () => {
        const read: Readonly<Record<string, unknown>> = {
            "0777": 511,
            "0o17": 15,
            "0x1F": 31,
            "-0b101": -5,
            "08": 8,
            "012345678901": 12_345_678_901,
            "1_000": 1000,
            "+5": 5,
            "-0": 0,
            ".5": 0.5,
            "+.5": 0.5,
            "1.": 1,
            "1e3": 1000,
            "1e999": "1e999",
            ".7e783": ".7e783",
            "-.7e783": "-.7e783",
            ".5_0": 0.5,
            ".87e7_7": 8.7e76,
            ".5_": ".5_",
            ".5__1": ".5__1",
            ".5e_1": ".5e_1",
            "1.36": 1.36,
            "1.2.3": "1.2.3",
            "1:30": "1:30",
            "10.0.0.0/16": "10.0.0.0/16",
            yes: "yes",
            on: "on",
            TRUE: true,
            tRUE: "tRUE",
            "~": null,
            Null: null,
        };
        for (const [text, value] of Object.entries(read)) {
            assert.deepEqual(parsePulumiYaml(`a: ${text}`), { a: value }, text);
        }
    });

    it("leaves what stands in quotes alone", () => {
        assert.deepEqual(parsePulumiYaml(`a: "0777"\nb: '<<'\nc: "2026-01-02"`), {
            a: "0777",
            b: "<<",
            c: "2026-01-02",
        });
    });

    it("turns keys into text", () => {
        assert.deepEqual(parsePulumiYaml("1: a\ntrue: b\n1.50: c\n0x10: d\n__proto__: e"), {
            ...{ 1: "a", true: "b", "1.5": "c", 16: "d" },
            ["__proto__"]: "e",
        });
    });

    it("reads a file that starts with a byte order mark", () => {
        assert.deepEqual(parsePulumiYaml("\uFEFFa: 1"), { a: 1 });
    });

    it("refuses what the CLI would change in silence", () => {
        assert.equal(
            fault("a: 2026-01-02"),
            "has a date without quotes, which the Pulumi CLI rewrites: write it in quotes",
        );
        assert.equal(
            fault("a: 9007199254740993"),
            "has a whole number beyond 9007199254740991, whose last digits would be lost: write it in quotes",
        );
        assert.equal(
            fault("a: .inf"),
            "has a number that JSON cannot hold: write it in quotes, or use a finite number",
        );
        assert.equal(
            fault("a: 1\n---\nb: 1"),
            "starts a second document, which the Pulumi CLI ignores: remove this line, or what follows",
        );
        assert.equal(
            fault("a: !env HOME"),
            "has a tag, a word that starts with !: remove it, or write the value in quotes",
        );
    });

    it("words the parser's errors for people who write YAML, not for those who program with it", () => {
        assert.equal(
            fault("a: *star"),
            "uses an alias (*name) whose anchor (&name) does not stand before it: write the value in quotes, or add the anchor",
        );
        assert.equal(
            fault("a: &l [1]\nb: { <<: *l }"),
            'has "<<" with something else than a mapping: merge an alias, as in <<: *name',
        );
        assert.equal(fault("? [a]\n: 1"), "has a list or a mapping as a key: write the key in quotes");
        assert.equal(fault("\ta: 1"), "is indented by a tab: use spaces");
        assert.equal(fault("[".repeat(1500)), "is nested too deeply to be read: flatten it");
    });

    it("rejects an absent file", () => {
        assert.equal(fault(`a: ${"x".repeat(10 * 1024 * 1024)}`), "is 10.0 MiB: must be at most 1 MiB");
        const many = `a: &a [${"1,".repeat(1000)}]\nb: [${"*a,".repeat(1000)}]`;
        assert.equal(fault(many), "has more than 200000 values with its aliases written out: split the stack");
    });

    it("reads a file that gives a thousand workloads one base", () => {
        const lines = Array.from({ length: 1000 }, (_, i) => `w${i}: { <<: *base, own: ${i} }`);
        const { w999 } = parsePulumiYaml(["base: &base { x: 1 }", ...lines].join("\n")) as Record<string, unknown>;
        assert.deepEqual(w999, { x: 1, own: 999 });
    });
});
