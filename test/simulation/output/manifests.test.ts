import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import { parse } from "yaml";
import { chartFiles, chartsOf } from "../../../simulation/output/charts";
import { wavesOf } from "../../../simulation/output/gitops/waves";
import { fileName, manifestFiles, manifestsOf, yamlText } from "../../../simulation/output/manifests";
import { SecretMask } from "../../../simulation/output/secrets";
import { simulate } from "../../support/simulate";

async function texts(program: () => unknown): Promise<Record<string, string>> {
    const { resources } = await simulate(() => void program());
    const mask = SecretMask.of(resources);
    const waves = wavesOf(resources);
    const all = [
        ...manifestFiles(manifestsOf(resources, mask, waves)),
        ...chartFiles(chartsOf(resources, mask, waves)),
    ];
    return Object.fromEntries(all.map(({ path, text }) => [path, text]));
}

async function files(program: () => unknown): Promise<Record<string, unknown>> {
    const written = Object.entries(await texts(program));
    return Object.fromEntries(written.map(([path, text]) => [path, parse(text) as unknown]));
}

describe("manifests", () => {
    it("puts each object under its namespace, and a kustomization beside them that kubectl apply -R does not see", async () => {
        const written = await files(() => {
            new k8s.core.v1.Namespace("apps", { metadata: { name: "apps" } });
            new k8s.core.v1.Service("web", { metadata: { name: "web", namespace: "apps" } });
            new k8s.core.v1.ConfigMap("stray", { metadata: { name: "stray" } });
            new aws.s3.Bucket("models");
        });
        assert.deepEqual(Object.keys(written), [
            "kustomization.yaml",
            "manifests/_cluster/namespace-apps.yaml",
            "manifests/apps/service-web.yaml",
            "manifests/default/configmap-stray.yaml",
        ]);
        assert.deepEqual(written["kustomization.yaml"], {
            apiVersion: "kustomize.config.k8s.io/v1beta1",
            kind: "Kustomization",
            resources: Object.keys(written).slice(1),
        });
        assert.deepEqual(written["manifests/default/configmap-stray.yaml"], {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "stray", namespace: "default" },
        });
    });

    it("writes objects for kubectl: without Pulumi's fields, with generated names", async () => {
        const written = await files(
            () =>
                new k8s.apps.v1.Deployment("web", {
                    metadata: {
                        namespace: "apps",
                        annotations: { "pulumi.com/skipAwait": "true", "example.com/kept": "yes" },
                        labels: { app: "web" },
                    },
                    spec: {
                        selector: { matchLabels: { app: "web" } },
                        template: { metadata: { labels: { app: "web" } } },
                    },
                }),
        );
        const [path = ""] = Object.keys(written).slice(1);
        assert.match(path, /^manifests\/apps\/deployment-web-[0-9a-f]{8}\.yaml$/);
        const { metadata, ...rest } = written[path] as { metadata: { name: string } };
        assert.deepEqual(metadata, {
            name: /web-\w+/.exec(path)![0],
            namespace: "apps",
            labels: { app: "web" },
            annotations: { "example.com/kept": "yes" },
        });
        assert.deepEqual(rest, {
            apiVersion: "apps/v1",
            kind: "Deployment",
            spec: { selector: { matchLabels: { app: "web" } }, template: { metadata: { labels: { app: "web" } } } },
        });
    });

    it("masks the values of a Secret with text that the API server accepts", async () => {
        const written = await files(() => {
            const metadata = { namespace: "apps" };
            new k8s.core.v1.Secret("s", {
                metadata: { ...metadata, name: "s" },
                data: { a: "YQ==" },
                stringData: { b: "b" },
            });
            new k8s.core.v1.Secret("pull", {
                metadata: { ...metadata, name: "pull" },
                type: "kubernetes.io/dockerconfigjson",
                stringData: { ".dockerconfigjson": '{"auths":{"r":{"auth":"x"}}}' },
            });
        });
        assert.deepEqual(written["manifests/apps/secret-s.yaml"], {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s", namespace: "apps" },
            stringData: { a: "[secret]", b: "[secret]" },
        });
        assert.deepEqual((written["manifests/apps/secret-pull.yaml"] as { stringData: unknown }).stringData, {
            ".dockerconfigjson": '{"auths":{"[secret]":{}}}',
        });
    });

    it("warns in the file of a Secret that it must not be applied as it is", async () => {
        const written = await texts(
            () => new k8s.core.v1.Secret("s", { metadata: { name: "s" }, stringData: { a: "b" } }),
        );
        assert.match(written["manifests/default/secret-s.yaml"]!, /^# The values are masked: fill them in/);
    });

    it("separates patches of objects of other owners", async () => {
        const written = await files(
            () => new k8s.core.v1.ServiceAccountPatch("p", { metadata: { name: "default", namespace: "apps" } }),
        );
        assert.deepEqual(Object.keys(written), ["kustomization.yaml", "patches/apps/serviceaccount-default.yaml"]);
        assert.deepEqual((written["kustomization.yaml"] as { resources: unknown }).resources, []);
    });

    it("writes each item of a list", async () => {
        const written = await files(
            () =>
                new k8s.core.v1.ConfigMapList("l", {
                    items: [{ metadata: { name: "a" } }, { metadata: { name: "b" } }],
                }),
        );
        assert.deepEqual(Object.keys(written).slice(1), [
            "manifests/default/configmap-a.yaml",
            "manifests/default/configmap-b.yaml",
        ]);
        assert.equal((written["manifests/default/configmap-a.yaml"] as { kind: string }).kind, "ConfigMap");
    });

    it("adds the group to kinds of the same name", async () => {
        const written = await files(() => {
            for (const group of ["gateway.networking.k8s.io", "networking.istio.io"]) {
                new k8s.apiextensions.CustomResource(group, {
                    apiVersion: `${group}/v1`,
                    kind: "Gateway",
                    metadata: { name: "edge", namespace: "ingress" },
                });
            }
        });
        assert.deepEqual(Object.keys(written).slice(1), [
            "manifests/ingress/gateway.gateway.networking.k8s.io-edge.yaml",
            "manifests/ingress/gateway.networking.istio.io-edge.yaml",
        ]);
    });

    it("writes charts with everything that helm needs", async () => {
        const written = await files(
            () =>
                new k8s.helm.v3.Release("keda", {
                    name: "keda",
                    chart: "keda",
                    version: "2.20.2",
                    namespace: "keda",
                    repositoryOpts: { repo: "https://charts.example.com" },
                    values: { replicas: 2 },
                    atomic: true,
                }),
        );
        assert.deepEqual(written["charts/keda.yaml"], {
            release: "keda",
            chart: "keda",
            version: "2.20.2",
            repository: "https://charts.example.com",
            namespace: "keda",
            values: { replicas: 2 },
        });
    });
});

describe("fileName", () => {
    it("never leaves the folder", () => {
        assert.equal(fileName("system:node-proxier"), "system_node-proxier");
        assert.equal(fileName("../../etc/passwd"), "__.._etc_passwd");
        assert.doesNotMatch(fileName("../x"), /[/]|^\./);
    });
});

describe("yamlText", () => {
    it("quotes values that YAML 1.1 reads differently", () => {
        assert.equal(
            yamlText({ a: "on", b: "yes", c: "1.36", d: "010", e: "1:30", f: "true", g: "null", h: "plain" }),
            'a: "on"\nb: "yes"\nc: "1.36"\nd: "010"\ne: "1:30"\nf: "true"\ng: "null"\nh: plain\n',
        );
    });

    it("does not wrap long lines, writes multi-line text as a block and shared values twice", () => {
        const shared = { x: 1 };
        assert.equal(
            yamlText({ long: "word ".repeat(40).trim(), text: "a\nb\n", one: shared, two: shared }),
            `long: ${"word ".repeat(40).trim()}\ntext: |\n  a\n  b\none:\n  x: 1\ntwo:\n  x: 1\n`,
        );
    });
});
