import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { simulate as simulateAndJudge } from "../../../simulation/in-process/simulate";
import { outputFiles, jsonDocument } from "../../../simulation/output/document";
import { SecretMask } from "../../../simulation/output/secrets";
import { simulate } from "../../support/simulate";

const PASSWORD = 'p"ss wörd/1';

function program(): void {
    const password = pulumi.secret(PASSWORD);
    new k8s.core.v1.ConfigMap("leaks", {
        metadata: { name: "leaks", namespace: "apps" },
        data: {
            marked: password,
            url: `postgres://app:${encodeURIComponent(PASSWORD)}@db`,
            json: JSON.stringify({ password: PASSWORD }),
            base64: Buffer.from(PASSWORD).toString("base64"),
            harmless: "nothing here",
        },
    });
    new k8s.core.v1.Secret("credentials", {
        metadata: { name: "credentials", namespace: "apps" },
        stringData: { password, user: "app" },
    });
    new k8s.helm.v3.Release("db", { name: "db", chart: "db", values: { auth: { password }, other: "x" } });
}

describe("SecretMask", () => {
    it("masks what is marked, and the same text in URLs, JSON and base64 where the mark was lost", async () => {
        const { resources, one } = await simulate(program).then((run) => ({
            resources: run.resources,
            one: run.one("kubernetes:core/v1:ConfigMap"),
        }));
        const { data } = SecretMask.of(resources).mask(one.inputs, one.secretInputs);
        assert.deepEqual(data, {
            marked: "[secret]",
            url: "postgres://app:[secret]@db",
            json: '{"password":"[secret]"}',
            base64: "[secret]",
            harmless: "nothing here",
        });
    });

    it("does not search for values that occur by chance", () => {
        const resource = {
            type: "x:y:Z",
            inputs: { pin: "123" },
            secretInputs: [["pin"]],
            outputs: {},
            secretOutputs: [],
        };
        const mask = SecretMask.of([resource as never]);
        assert.deepEqual(mask.mask({ pin: "123", port: "12345" }, [["pin"]]), { pin: "[secret]", port: "12345" });
    });

    it("masks a secret that is a whole structure", () => {
        const mask = SecretMask.of([]);
        assert.deepEqual(mask.mask({ a: { b: 1 }, list: [{ c: 2 }, "d"] }, [["a"], ["list", 0]]), {
            a: "[secret]",
            list: ["[secret]", "d"],
        });
    });

    it("leaves no secret in anything that is printed or written", async () => {
        const simulation = await simulateAndJudge(
            () => Promise.resolve(program()).then(() => ({ out: pulumi.secret(PASSWORD) })),
            {
                stack: "test",
            },
        );
        const everything = [jsonDocument(simulation), ...outputFiles(simulation).map(({ text }) => text)].join("\n");
        for (const spelling of [
            PASSWORD,
            encodeURIComponent(PASSWORD),
            Buffer.from(PASSWORD).toString("base64"),
            'p\\\\\\"ss',
        ]) {
            assert.ok(!everything.includes(spelling), spelling);
        }
        assert.match(everything, /\[secret\]/);
    });
});
