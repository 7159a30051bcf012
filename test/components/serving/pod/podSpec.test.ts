import assert from "node:assert/strict";
import { authorities, render, server, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const digest = `sha256:${"a".repeat(64)}`;

describe("the pods of a workload", () => {
    it("may do nothing that the restricted standard forbids, and write nowhere but where they must", async () => {
        const pod = spec(await render({ w: detector }), "Deployment", "w").template.spec;
        assert.deepEqual(pod.securityContext, {
            runAsNonRoot: true,
            runAsUser: 1001,
            runAsGroup: 1001,
            fsGroup: 1001,
            fsGroupChangePolicy: "OnRootMismatch",
            seccompProfile: { type: "RuntimeDefault" },
        });
        assert.equal(pod.automountServiceAccountToken, false);
        for (const container of [...pod.initContainers, ...pod.containers]) {
            assert.deepEqual(container.securityContext, {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            });
        }
        for (const volume of pod.volumes.filter((each: any) => each.emptyDir !== undefined)) {
            assert.match(volume.emptyDir.sizeLimit, /^\d+Gi$/, volume.name);
        }
    });

    it("write quantities as the API server would, so that controllers see no difference", async () => {
        const run = await render({
            w: {
                ...app,
                resources: { requests: { cpu: 0.5, memory: "2048Mi" }, limits: { cpu: "2000m", memory: "4Gi" } },
            },
        });
        const { requests, limits } = server(run, "Deployment", "w").resources;
        assert.deepEqual([requests.cpu, requests.memory, limits.cpu, limits.memory], ["500m", "2Gi", "2", "4Gi"]);
    });

    it("pull an image with a digest once, and others always", async () => {
        const run = await render({ a: app, b: { ...app, image: `${app.image}@${digest}` } });
        assert.equal(server(run, "Deployment", "a").imagePullPolicy, "Always");
        assert.equal(server(run, "Deployment", "b").imagePullPolicy, "IfNotPresent");
    });

    it("come from the mirror, with its pull secret", async () => {
        const images = { resolve: (image: string) => `mirror.example.com/${image}`, pullSecrets: ["mirror"] };
        const pod = spec(await render({ w: detector }, { images }), "Deployment", "w").template.spec;
        assert.equal(pod.containers[0].image, "mirror.example.com/tensorflow/serving:2.19.1");
        assert.equal(pod.initContainers[0].image, "mirror.example.com/amazon/aws-cli:2.27.9");
        assert.deepEqual(pod.imagePullSecrets, [{ name: "mirror" }]);
    });

    it("verify PostgreSQL's server by its authorities' certificates, which come with its address", async () => {
        const run = await render({
            w: { ...app, dataStores: ["postgres"], secrets: { DB: { dataStore: "postgres", database: "inference" } } },
        });
        const { data } = spec(run, "ExternalSecret", "w-secrets").target.template;
        assert.equal(
            data.DB,
            "postgresql://{{ .DB_username | urlquery }}:{{ .DB_password | urlquery }}@store.internal:5432/inference" +
                "?sslmode=verify-full&sslrootcert=/etc/postgresql-authorities/ca.pem",
        );
        assert.equal(data["ca.pem"], authorities);
        const pod = spec(run, "Deployment", "w").template.spec;
        const name = "postgresql-authorities";
        assert.deepEqual(
            pod.volumes.find((volume: any) => volume.name === name),
            { name, secret: { secretName: "w-secrets", items: [{ key: "ca.pem", path: "ca.pem" }] } },
        );
        assert.deepEqual(
            pod.containers[0].volumeMounts.find((mount: any) => mount.name === name),
            { name, mountPath: "/etc/postgresql-authorities", readOnly: true },
        );
    });

    it("have no such certificates without PostgreSQL", async () => {
        const run = await render({ w: { ...app, dataStores: ["redis"], secrets: { R: { dataStore: "redis" } } } });
        assert.doesNotMatch(JSON.stringify(run.resources.map(({ inputs }) => inputs)), /ca\.pem|authorities/);
    });
});
