import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { temporaryFolder } from "../support/temporary";
import { prepareNamespaces } from "./apply";
import { KubeClient, refusal } from "./cluster/client";
import { type ControlPlane, startControlPlane } from "./cluster/controlPlane";
import { definitionsIn, installCrds, loadCrds } from "./cluster/crds";
import { describeObject, type KubeObject } from "./cluster/types";
import { oneFullStack } from "./settings";
import { ensureTool } from "./tools";

/** Definitions of the tools that apply the folder. */
const gitopsCrds = {
    "github.com/fluxcd/kustomize-controller@v1.9.0": {
        sum: "h1:WfM+bQUGUGW2qyrrTgh2bIVSZSPmc3JC7234K8NiTWQ=",
        paths: ["config/crd/bases"],
    },
    "github.com/fluxcd/source-controller@v1.9.0": {
        sum: "h1:5msg2yyjVYDULZos+2ve8MZzcSqTpusiXmrOeBhc9yY=",
        paths: ["config/crd/bases/source.toolkit.fluxcd.io_helmrepositories.yaml"],
    },
    "github.com/fluxcd/helm-controller@v1.6.0": {
        sum: "h1:jlS5X11SG26gspubB5aLrdVSCm0q0tA4ULsY+vwSkL0=",
        paths: ["config/crd/bases"],
    },
    "github.com/argoproj/argo-cd/v3@v3.5.0": {
        sum: "h1:iqnPFSKaQ0l3hREMH2Rk55VDcxrvBFaSO0g9bifZKzc=",
        paths: ["manifests/crds/application-crd.yaml"],
    },
} as const;

/** Kinds by which the tools themselves install charts and order waves. */
const toolKinds = ["HelmRelease", "HelmRepository", "Kustomization", "Application"];

interface FluxKustomization extends KubeObject {
    readonly spec: { readonly path: string; readonly dependsOn?: readonly { readonly name: string }[] };
}

const root = path.resolve(__dirname, "../..");
// One stack is enough: the order is the program's, and the larger stack has more of it.
const stack = oneFullStack();

describe(`the GitOps folder: ${stack}`, () => {
    const temporary = temporaryFolder();
    let plane: ControlPlane;
    let client: KubeClient;

    before(async function () {
        this.timeout(0);
        await ensureTool("kustomize");
        const command = ["cli/shared/start.js", "simulate", stack, "--out", out()];
        await promisify(execFile)(process.execPath, command, { cwd: root });
        plane = await startControlPlane();
        client = new KubeClient(plane.connection);
        for (const [module, source] of Object.entries(gitopsCrds)) {
            await installCrds(client, await definitionsIn(module, source));
        }
        await prepareNamespaces(
            client,
            ["flux-system", "argocd"].map((namespace) => ({
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata: { name: "any", namespace },
            })),
        );
    });

    after(async () => {
        await plane?.stop();
    });

    const out = () => path.join(temporary.path, "out");

    async function build(folder: string): Promise<readonly KubeObject[]> {
        const { stdout } = await promisify(execFile)(
            await ensureTool("kustomize"),
            ["build", path.join(out(), folder)],
            {
                maxBuffer: 64 * 1024 * 1024,
            },
        );
        return parseAllDocuments(stdout).map((document) => document.toJS() as KubeObject);
    }

    /** Flux' Kustomizations in the order that their dependencies give. */
    async function fluxWaves(): Promise<readonly FluxKustomization[]> {
        const waves = (await build("gitops/flux")).filter(
            ({ kind }) => kind === "Kustomization",
        ) as FluxKustomization[];
        const ordered: FluxKustomization[] = [];
        for (let next = waves.find(({ spec }) => spec.dependsOn === undefined); next !== undefined;) {
            const { name } = next.metadata;
            ordered.push(next);
            next = waves.find(({ spec }) => spec.dependsOn?.some((before) => before.name === name));
        }
        assert.equal(ordered.length, waves.length, "every wave waits for the one before");
        return ordered;
    }

    async function refusedOf(objects: readonly KubeObject[]): Promise<string[]> {
        const replies = await Promise.all(objects.map(async (object) => [object, await client.apply(object)] as const));
        return replies
            .filter(([, { status }]) => status >= 300)
            .map(([object, reply]) => `${describeObject(object)}: ${refusal(reply)}`);
    }

    it("is accepted wave by wave, each chart's definitions not before the wave of the chart", async function () {
        this.timeout(0);
        const { byRelease } = await loadCrds();
        assert.deepEqual(await refusedOf(await build("gitops/flux")), []);
        let applied = 0;
        for (const wave of await fluxWaves()) {
            const objects = await build(wave.spec.path);
            for (const { metadata } of objects.filter(({ kind }) => kind === "HelmRelease")) {
                await installCrds(client, byRelease.get(metadata.name) ?? []);
            }
            assert.deepEqual(await refusedOf(objects), [], wave.metadata.name);
            await installCrds(
                client,
                objects.filter(({ kind }) => kind === "CustomResourceDefinition"),
            );
            applied += objects.length;
        }
        assert.ok(applied > 200, `${applied} objects`);
    });

    it("gives Argo CD the same objects in the same order, and Applications that it accepts", async () => {
        const isOwn = ({ kind }: KubeObject) => !toolKinds.includes(kind);
        const byFlux = new Map<string, string>();
        for (const [wave, { spec }] of (await fluxWaves()).entries()) {
            for (const object of (await build(spec.path)).filter(isOwn)) {
                byFlux.set(`${object.apiVersion} ${describeObject(object)}`, String(wave));
            }
        }
        const argo = await build("gitops/argocd");
        const byArgo = argo
            .filter(isOwn)
            .map((object): [string, string | undefined] => [
                `${object.apiVersion} ${describeObject(object)}`,
                object.metadata.annotations?.["argocd.argoproj.io/sync-wave"],
            ]);
        const sorted = (entries: Iterable<readonly [string, string | undefined]>) =>
            [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
        assert.deepEqual(sorted(byArgo), sorted(byFlux));
        const application = parseAllDocuments(
            readFileSync(path.join(out(), "gitops/argocd-application.yaml"), "utf8"),
        ).map((document) => document.toJS() as KubeObject);
        const applications = [...argo.filter(({ kind }) => kind === "Application"), ...application];
        assert.ok(applications.length > 10);
        assert.deepEqual(await refusedOf(applications), []);
    });
});
