import assert from "node:assert/strict";
import fc from "fast-check";
import { ENCRYPTED_PLACEHOLDER, knownStacks, readStackConfig, StackFileError } from "../../simulation/stackFile";
import { temporaryFolder } from "../support/temporary";

describe("readStackConfig", () => {
    const folder = temporaryFolder();

    function read(text: string, ...settings: string[]) {
        folder.write("Pulumi.test.yaml", text);
        return readStackConfig(folder.path, "test", "ours", settings);
    }

    function fault(text: string, ...settings: string[]): string {
        try {
            read(text, ...settings);
        } catch (error) {
            assert.ok(error instanceof StackFileError, String(error));
            return error.message;
        }
        return assert.fail("should have been refused");
    }

    it("passes strings as they are and everything else as JSON, as the engine does", () => {
        const { config } = read(
            "config:\n  aws:region: eu-west-1\n  ours:a: { b: [1, true, null] }\n  ours:v: 1.36\n  ours:on: true",
        );
        assert.deepEqual(config, {
            "aws:region": "eu-west-1",
            "ours:a": '{"b":[1,true,null]}',
            "ours:v": "1.36",
            "ours:on": "true",
        });
    });

    it("returns no configuration for a file without one", () => {
        assert.deepEqual(read("").config, {});
        assert.deepEqual(read("encryptionsalt: v1:abc").config, {});
    });

    it("replaces encrypted values of other namespaces by a secret placeholder, and passes our own to config", () => {
        const { config, secretKeys } = read(
            "config:\n  other:token: { secure: v1:abc }\n  ours:token: { secure: v1:abc }",
        );
        assert.deepEqual(secretKeys, ["other:token"]);
        assert.equal(config["other:token"], ENCRYPTED_PLACEHOLDER);
        assert.equal(config["ours:token"], '{"secure":"v1:abc"}');
    });

    it("applies settings at any depth", () => {
        const file = "config:\n  ours:network: { zones: 3, cidr: 10.0.0.0/16 }\n  ours:roles: [a, b]";
        const { config } = read(
            file,
            "network.zones=2",
            "roles[1]=c",
            "new.deep.key={ x: [1] }",
            "aws:region=us-east-1",
        );
        assert.deepEqual(config, {
            "ours:network": '{"zones":2,"cidr":"10.0.0.0/16"}',
            "ours:roles": '["a","c"]',
            "ours:new": '{"deep":{"key":{"x":[1]}}}',
            "aws:region": "us-east-1",
        });
    });

    it("accepts a value with an equals sign, and an empty value", () => {
        assert.equal(read("", "a.b=x=y").config["ours:a"], '{"b":"x=y"}');
        assert.equal(read("", "a=").config["ours:a"], "");
    });

    it("gives a key without a namespace that of the project, as the CLI does", () => {
        const { config } = read("config:\n  network: { zones: 2 }\n  ours:config:roles: [a]");
        assert.deepEqual(config, { "ours:network": '{"zones":2}', "ours:roles": '["a"]' });
    });

    it("merges mappings and expands aliases", () => {
        const { config } = read(
            "config:\n  ours:a: &base { x: 1, y: 2 }\n  ours:b:\n    y: 3\n    <<: [*base, { z: 4, x: 5 }]",
        );
        assert.equal(config["ours:b"], '{"y":3,"x":1,"z":4}');
    });

    it("passes a key without a value as an empty string, as the CLI does", () => {
        assert.deepEqual(read("config:\n  ours:a:\n  ours:b: { c: }").config, { "ours:a": "", "ours:b": '{"c":null}' });
    });

    it("reports everything that the CLI would ignore or refuse", () => {
        assert.equal(
            fault(
                [
                    "confg: {}",
                    "ours:network: {}",
                    "encryptionsalt: v1:abc",
                    "config:",
                    "  a: 1",
                    "  ours:a: 2",
                    "  ours:a:b: 3",
                ].join("\n"),
            ),
            [
                "Pulumi.test.yaml cannot be read:",
                '  - "confg" is not a key of a stack file; allowed here: config, encryptionsalt, encryptedkey, environment, secretsprovider; did you mean "config"?; settings belong below "config:", as ours:confg',
                '  - "ours:network" stands outside of "config", where the Pulumi CLI ignores it: indent it below "config:"',
                '  - "ours:a" stands twice, with and without its namespace: remove one of them',
                '  - "ours:a:b" is not a configuration key: must be namespace:key, with one colon',
            ].join("\n"),
        );
    });

    it("lists the stacks when one is unknown", () => {
        folder.write("Pulumi.prod.yaml", "");
        read("");
        assert.deepEqual(knownStacks(folder.path), ["prod", "test"]);
        assert.throws(() => readStackConfig(folder.path, "staging", "ours"), {
            message: 'stack "staging" does not exist (no file Pulumi.staging.yaml): use one of prod, test',
        });
    });

    it("rejects a name with a path in it", () => {
        assert.throws(() => readStackConfig(folder.path, "../x", "ours"), {
            message: '"../x" is not a stack name: use letters, digits, "-", "_" and "."',
        });
    });

    it("names the line of broken YAML", () => {
        assert.match(fault("config:\n  a: [1\n  b: 2\n"), /^Pulumi\.test\.yaml:3:\d+: /);
        assert.equal(
            fault("config:\n  a: 1\n  a: 2\n"),
            "Pulumi.test.yaml:3:3: is a key that stands twice in its mapping: remove one of them",
        );
    });

    it("rejects a file of another shape", () => {
        assert.equal(fault("- a"), 'Pulumi.test.yaml must be a mapping with the key "config"');
        assert.equal(fault("config: [a]"), 'Pulumi.test.yaml: "config" must be a mapping of "namespace:key" to values');
    });

    it("limits the expansion of aliases", () => {
        const lines = ["a0: &a0 [x]"];
        for (let i = 1; i <= 9; i++) {
            lines.push(
                `a${i}: &a${i} [${Array(9)
                    .fill(`*a${i - 1}`)
                    .join(", ")}]`,
            );
        }
        assert.equal(
            fault(lines.join("\n")),
            "Pulumi.test.yaml: uses its aliases more than 10000 times: write some of them out",
        );
    });

    it("reports what is wrong with a setting", () => {
        assert.equal(fault("", "zones"), "--set zones: must be key=value, for example --set network.zones=2");
        assert.equal(fault("", "a..b=1"), "--set a..b: is not a valid key: use names separated by dots");
        assert.equal(
            fault("config: { a: [x] }", "a[4294967294]=1"),
            "--set a[4294967294]: index 4294967294 leaves a gap in a list of 1: use 1 to append",
        );
    });

    it("does not print a credential that stands where a key belongs", () => {
        const address = "postgres://app:hunter2@db";
        const texts = [
            fault(`config: {}\n"${address}": x`),
            fault(`config: { "${address}:a:b": 1 }`),
            fault(`config: { "a": 1 }`, address),
        ];
        for (const text of texts) {
            assert.match(text, /\[hidden\]/);
            assert.doesNotMatch(text, /hunter2/);
        }
    });

    it("reports a broken value of a setting without printing it, since it may be a credential", () => {
        assert.equal(
            fault("", "a=[s3cr3t"),
            "--set a: the value lacks a character: check the colon, comma, quote or bracket here",
        );
    });

    it("never lets a key reach into objects of the program", () => {
        read("config:\n  __proto__: { polluted: 1 }", "__proto__.polluted=1", "a.__proto__.polluted=1");
        assert.equal(({} as { polluted?: number }).polluted, undefined);
    });

    it("reads any text, or reports why it cannot", () => {
        const anyText = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));
        fc.assert(
            fc.property(anyText, fc.string(), (text, setting) => {
                try {
                    read(text, setting);
                } catch (error) {
                    assert.ok(error instanceof StackFileError, String(error));
                }
            }),
        );
    });
});
