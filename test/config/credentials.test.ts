import assert from "node:assert/strict";
import { looksLikeCredential, mayHoldCredential, withoutCredentials } from "../../config/credentials";

describe("what may be a credential", () => {
    it("is recognized by its form", () => {
        for (const text of [
            "postgres://app:hunter2@db.example.com/inference",
            "rediss://:hunter2@cache.example.com:6379",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
            "ghp_0123456789abcdefghij",
            "hf_abcdefghijklmnop",
            "https://hooks.slack.com/services/T000/B000/XXXX",
            "password=hunter2",
            "-----BEGIN RSA PRIVATE KEY-----",
        ]) {
            assert.ok(looksLikeCredential(text), text);
        }
    });

    it("is not every long value of a stack file", () => {
        for (const text of [
            "111122223333.dkr.ecr.us-west-2.amazonaws.com/ai-inference-app:1.0.0",
            `team/app:1.4.2@sha256:${"0a".repeat(32)}`,
            `sha256:${"f0".repeat(32)}`,
            "arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000",
            "https://login.example.com/.well-known/jwks.json",
            "https://sqs.us-west-2.amazonaws.com/111122223333/InferenceRequestsOfTheProductionStack1",
            "tensorflow.serving.PredictionService",
            "alerts/pagerduty",
            "cr-0123456789abcdef0",
        ]) {
            assert.ok(!looksLikeCredential(text), text);
        }
    });

    it("is anything below a key that is named so", () => {
        assert.ok(mayHoldCredential(["workloads", "app", "secrets", "REDIS_URL", "secret"]));
        assert.ok(mayHoldCredential(["dataStores", "postgres", "password"]));
        assert.ok(!mayHoldCredential(["nodeGroups", "gpu-t4", "max"]));
    });
});

describe("faults of a stack file that holds a credential", () => {
    const address = "postgres://app:hunter2@db.internal/x";
    const input = { workloads: { app: { kind: address, [address]: 1 }, other: { query: "sk-live-hunter2hunter2" } } };

    it("do not show it, in a reason or in a key, as text or as JSON", () => {
        const faults = [
            { path: "workloads.app.kind", reason: `is "${address}": must be one of training, load-test` },
            { path: `workloads.app.${address}`, reason: "is not a known key" },
            { path: "elsewhere", reason: `differs from ${JSON.stringify({ kind: address })}` },
        ];
        assert.deepEqual(withoutCredentials(faults, input), [
            { path: "workloads.app.kind", reason: 'is "[hidden]": must be one of training, load-test' },
            { path: "workloads.app.[hidden]", reason: "is not a known key" },
            { path: "elsewhere", reason: 'differs from {"kind":"[hidden]"}' },
        ]);
    });

    it("do not show a part of it either, which a parser may have cut out", () => {
        const faults = [{ path: "workloads.other.query", reason: "asks for hunter2hunter2, which is not a metric" }];
        assert.deepEqual(withoutCredentials(faults, input), [
            {
                path: "workloads.other.query",
                reason: "has a value that is not shown, since it may be a credential",
            },
        ]);
    });

    it("stay as they are where no value has the form of one", () => {
        const faults = [{ path: "a", reason: 'is "hunter2"' }];
        assert.deepEqual(withoutCredentials(faults, { a: "hunter2" }), faults);
    });
});
