import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { releases } from "../../../components/addons/definitions";
import { downloadModule } from "../tools";
import { eventually } from "../wait";
import { accepted, type KubeClient } from "./client";
import { type KubeObject } from "./types";

/** A Go module that carries the CustomResourceDefinitions of a controller. */
interface CrdSource {
    readonly module: string;
    /** Release whose chart installs the controller. */
    readonly release: string;
    /** Default: what the chart installs. */
    readonly version?: string;
    /** Hash of the module's content, as go.sum writes it. */
    readonly sum: string;
    /** Files, or folders of files, inside the module. */
    readonly paths: readonly string[];
}

const crdSources: Readonly<Record<string, CrdSource>> = {
    Istio: {
        module: "istio.io/api",
        release: "istio-base",
        sum: "h1:pPSa0uah/t7CEuwacS4rw5qK/oHGvxC0WO8i4RRGwEU=",
        paths: ["kubernetes/customresourcedefinitions.gen.yaml"],
    },
    "Prometheus operator": {
        module: "github.com/prometheus-operator/prometheus-operator",
        release: "prometheus-operator-crds",
        sum: "h1:4Juk8v93RdG1DSGD/mGp+SeQKPmnlLIj2iq3blLZgFY=",
        paths: ["example/prometheus-operator-crd"],
    },
    "Argo Rollouts": {
        module: "github.com/argoproj/argo-rollouts",
        release: "argo-rollouts",
        sum: "h1:bXgBpwCByXyAUcgBnyP0fxkSW2CEot78InTFjFlag5g=",
        paths: ["manifests/crds"],
    },
    KEDA: {
        module: "github.com/kedacore/keda/v2",
        release: "keda",
        sum: "h1:SR60v8uIcelbveS8n/1jcl8tLdBBIbHMxmdOHw8tKqA=",
        paths: ["config/crd/bases"],
    },
    Kueue: {
        module: "sigs.k8s.io/kueue",
        release: "kueue",
        sum: "h1:mPNzr37u0nwI7ikST5QQl5gg6EgtYOAvC9ZbTgywdN8=",
        paths: ["config/components/crd/bases"],
    },
    "external-secrets": {
        module: "github.com/external-secrets/external-secrets",
        release: "external-secrets",
        // The newest that is a Go module: from 2.0 on the tags no longer match the module's path. Same API version, v1.
        version: "v1.3.2",
        sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
        paths: ["config/crds/bases"],
    },
    "Vertical Pod Autoscaler": {
        module: "k8s.io/autoscaler/vertical-pod-autoscaler",
        release: "vpa",
        sum: "h1:gHgsammWdCT+vyqrBsCfN7+CJrfy0Mo5k1zfg8Dge7o=",
        paths: ["deploy/vpa-v1-crd-gen.yaml"],
    },
};

export interface Crds {
    readonly definitions: readonly KubeObject[];
    /** The same by the Helm release that installs them. */
    readonly byRelease: ReadonlyMap<string, readonly KubeObject[]>;
    /** Sources that could not be had, each with the reason; objects of their kinds cannot be checked. */
    readonly missing: readonly string[];
}

let loaded: Promise<Crds> | undefined;

/** Every CustomResourceDefinition that the pinned modules carry. */
export function loadCrds(): Promise<Crds> {
    return (loaded ??= load());
}

async function load(): Promise<Crds> {
    const byRelease = new Map<string, readonly KubeObject[]>();
    const missing: string[] = [];
    for (const [name, source] of Object.entries(crdSources)) {
        try {
            byRelease.set(source.release, await definitionsIn(moduleOf(source), source));
        } catch (error) {
            missing.push(`CRDs of ${name} (${moduleOf(source)}): ${(error as Error).message}`);
        }
    }
    return { definitions: [...byRelease.values()].flat(), byRelease, missing };
}

/**
 * The CustomResourceDefinitions in a Go module.
 *
 * @param module path and version
 * @throws Error when the module cannot be had or its content is not the pinned one.
 */
export async function definitionsIn(
    module: string,
    source: Pick<CrdSource, "sum" | "paths">,
): Promise<readonly KubeObject[]> {
    const { folder, sum } = await downloadModule(module);
    if (sum !== source.sum) {
        throw new Error(`its content has the sum ${sum}, ${source.sum} is pinned`);
    }
    const files = source.paths.flatMap((each) => yamlFiles(path.join(folder, each)));
    const documents = files.flatMap((file) => parseAllDocuments(readFileSync(file, "utf8")));
    const definitions = documents
        .map((document) => document.toJS() as KubeObject | null)
        .filter((object): object is KubeObject => object?.kind === "CustomResourceDefinition");
    if (definitions.length === 0) {
        throw new Error(`it has no CustomResourceDefinition in ${source.paths.join(", ")}`);
    }
    return definitions;
}

function moduleOf({ module, release, version }: CrdSource): string {
    const installed = releases.find(({ name }) => name === release);
    if (installed === undefined) {
        throw new Error(`no add-on has a release "${release}"`);
    }
    return `${module}@${version ?? `v${installed.chart.appVersion.replace(/^v/, "")}`}`;
}

function yamlFiles(place: string): string[] {
    return statSync(place).isDirectory()
        ? readdirSync(place)
              .filter((file) => file.endsWith(".yaml"))
              .map((file) => path.join(place, file))
        : [place];
}

/** Applies definitions and waits until the API server serves their kinds, and tells of them. */
export async function installCrds(
    client: Pick<KubeClient, "apply" | "read" | "rediscover" | "knows">,
    definitions: readonly KubeObject[],
): Promise<void> {
    await Promise.all(
        definitions.map(async (definition) => accepted(await client.apply(withoutDescriptions(definition)))),
    );
    for (const definition of definitions) {
        await eventually(`CustomResourceDefinition "${definition.metadata.name}" is served`, async () =>
            established(await client.read(definition)),
        );
    }
    client.rediscover();
    // An established definition is served; discovery, which the client goes by, tells of its kind a moment later.
    for (const { apiVersion, kind } of definitions.flatMap(servedKinds)) {
        await eventually(`the API server tells of ${apiVersion} ${kind}`, async () => {
            const known = await client.knows({ apiVersion, kind });
            if (!known) {
                client.rediscover();
            }
            return known;
        });
    }
}

/** Two thirds of a definition are texts for people, of which the API server makes as much as of the rest. */
function withoutDescriptions<T>(schema: T): T {
    if (Array.isArray(schema)) {
        return schema.map(withoutDescriptions) as T;
    }
    if (typeof schema !== "object" || schema === null) {
        return schema;
    }
    // A property of this name has a schema, not a text.
    const kept = Object.entries(schema).filter(([key, value]) => key !== "description" || typeof value !== "string");
    return Object.fromEntries(kept.map(([key, value]) => [key, withoutDescriptions(value)])) as T;
}

/** What a definition says of its kind. */
interface DefinitionSpec {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

export function specOf(definition: KubeObject): DefinitionSpec {
    return definition["spec"] as DefinitionSpec;
}

function servedKinds(definition: KubeObject): Pick<KubeObject, "apiVersion" | "kind">[] {
    const { group, names, versions } = specOf(definition);
    return versions
        .filter(({ served }) => served)
        .map(({ name }) => ({ apiVersion: `${group}/${name}`, kind: names.kind }));
}

function established(definition: KubeObject | undefined): boolean {
    // The API server writes `conditions: null` until a controller has looked.
    const status = definition?.["status"] as { conditions?: { type: string; status: string }[] | null } | undefined;
    return status?.conditions?.some((each) => each.type === "Established" && each.status === "True") === true;
}
