import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { type Chart } from "../../components/addons/definition";
import { type NamedRelease } from "../../components/addons/definitions";
import { isPlainObject, mergeValues } from "../../components/addons/merge";
import { type NodeGroupFacts } from "../../components/platform";
import { addonContainerLimits, type AddonNamespace } from "../../components/addons/namespaces";
import { podSecurityLabels } from "../../components/kubernetes/namespaceLabels";

/** Whether `helm` can be called. */
export function helmAvailable(): boolean {
    return spawnSync("helm", ["version", "--short"], { stdio: "ignore" }).status === 0;
}

/** Kinds that charts only render when they see their API in the cluster. */
const apis = ["monitoring.coreos.com/v1"];

/**
 * What Helm makes of a chart with our values, the definitions in its `crds` folder included.
 *
 * @throws Error with Helm's own words when it refuses them
 */
export function renderChart(
    { name, namespace }: NamedRelease,
    source: string,
    values: object,
    kubernetesVersion: string,
): string {
    const folder = mkdtempSync(path.join(tmpdir(), "values-"));
    const file = path.join(folder, "values.yaml");
    writeFileSync(file, stringify(values));
    const args = ["template", name, source, "--include-crds", "--namespace", namespace.name, "--values", file];
    const cluster = ["--kube-version", kubernetesVersion, ...apis.flatMap((api) => ["--api-versions", api])];
    try {
        return execFileSync("helm", [...args, ...cluster], {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
            maxBuffer: 64 * 1024 * 1024,
        });
    } catch (error) {
        const { stderr } = error as { stderr?: string };
        throw new Error(stderr?.trim() ?? String(error));
    }
}

/** A file of a chart's `crds` folder, or of a subchart's; a subchart of the name "crds" keeps its definitions as templates. */
const crdFolderSource = /^# Source: [^/\n]+(\/charts\/[^/\n]+)*\/crds\//m;

/** Where the CustomResourceDefinitions of a rendering come from, by the source that Helm writes above each file. */
export function crdOrigins(rendered: string): ReadonlySet<NonNullable<Chart["crds"]>> {
    const origins = new Set<NonNullable<Chart["crds"]>>();
    let fromFolder = false;
    for (const document of rendered.split(/^---$/m)) {
        // A file of several documents has its source above the first alone.
        fromFolder = /^# Source: /m.test(document) ? crdFolderSource.test(document) : fromFolder;
        if (/^kind: CustomResourceDefinition$/m.test(document)) {
            origins.add(fromFolder ? "folder" : "templates");
        }
    }
    return origins;
}

/** Compares where the chart's CRDs are with the table, on which their upgrade depends. */
export function crdFaults({ crds }: Chart, rendered: string): string[] {
    const found = [...crdOrigins(rendered)];
    const expected = crds === undefined ? [] : [crds];
    return found.join() === expected.join()
        ? []
        : [`CRDs come from ${found.join(" and ") || "nowhere"}: correct "crds" of the chart in its add-on`];
}

/** Images in rendered objects that do not come from the mirror. */
export function imagesOutside(mirror: string, rendered: string): string[] {
    const found = new Set<string>();
    for (const document of parseAllDocuments(rendered)) {
        collectImages(document.toJS() as unknown, found);
    }
    return [...found].filter((image) => !image.startsWith(`${mirror}/`) && image !== "auto").sort();
}

function collectImages(value: unknown, found: Set<string>): void {
    if (Array.isArray(value)) {
        value.forEach((item) => collectImages(item, found));
    } else if (isPlainObject(value)) {
        for (const [key, inner] of Object.entries(value)) {
            if (key === "image" && typeof inner === "string") {
                found.add(inner);
            } else {
                collectImages(inner, found);
            }
        }
    }
}

/** Whether the DaemonSets of a rendering request what the release says they take from every node. */
export function daemonFaults({ daemon }: NamedRelease, groups: readonly NodeGroupFacts[], rendered: string): string[] {
    const found = parseAllDocuments(withDefaults(rendered))
        .map((document) => document.toJS() as unknown)
        .flatMap((object) => (isPlainObject(object) && object.kind === "DaemonSet" ? [requestsOf(object)] : []))
        .flat()
        .sort();
    const stated = (daemon?.(groups).containers ?? [])
        .map(({ cpu = "0", memory = "0" }) => `${cpu} CPU and ${memory}`)
        .sort();
    return found.join(", ") === stated.join(", ")
        ? []
        : [
              `DaemonSets request ${found.join(", ") || "nothing"}, not ${stated.join(", ") || "nothing"}: correct "daemon" of the release`,
          ];
}

function requestsOf(daemonSet: Record<string, unknown>): string[] {
    const { spec } = daemonSet as { spec?: { template?: { spec?: { containers?: readonly DaemonContainer[] } } } };
    return (spec?.template?.spec?.containers ?? []).map(
        ({ resources }) => `${resources?.requests?.cpu ?? "0"} CPU and ${resources?.requests?.memory ?? "0"}`,
    );
}

interface DaemonContainer {
    readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string } };
}

/** The policy pack's verdict on a rendering, in its namespace; empty without faults. */
export function policyFaults(namespace: AddonNamespace, rendered: string, kubernetesVersion: string): string[] {
    const root = path.resolve(__dirname, "../..");
    const result = spawnSync(
        process.execPath,
        [
            ...[path.join(root, "cli/shared/start.js"), "check"],
            ...["--policies", "pod-security,limits,images", "--format", "json"],
            ...["--config", path.join(root, "cli/check-charts/chartPolicies.yaml")],
            ...["--kubernetes-version", kubernetesVersion, "-"],
        ],
        {
            cwd: root,
            encoding: "utf8",
            maxBuffer: 64 * 1024 * 1024,
            input: `${namespaceOf(namespace, kubernetesVersion)}---\n${withDefaults(rendered)}`,
        },
    );
    if (result.status !== 0 && result.status !== 1) {
        throw new Error(result.stderr.trim());
    }
    const faults = JSON.parse(result.stdout) as { kind: string; name: string; policy: string; message: string }[];
    return faults.map(({ kind, name, policy, message }) => `${policy}: ${kind} ${name}: ${message}`);
}

/** The level that our own namespace enforces; a namespace of the cluster's enforces none. */
function namespaceOf({ name, level }: AddonNamespace, kubernetesVersion: string): string {
    const labels = podSecurityLabels(level === "existing" ? "restricted" : level, kubernetesVersion);
    return stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
}

/** As the LimitRange of every add-on namespace completes containers that say nothing of their resources. */
function withDefaults(rendered: string): string {
    return parseAllDocuments(rendered)
        .map((document) => document.toJS() as unknown)
        .filter((object) => object !== null)
        .map((object) => stringify(completed(object)))
        .join("---\n");
}

function completed(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(completed);
    }
    if (!isPlainObject(value)) {
        return value;
    }
    const entries = Object.entries(value).map(([key, inner]) =>
        (key === "containers" || key === "initContainers") && Array.isArray(inner)
            ? [key, inner.map(withContainerDefaults)]
            : [key, completed(inner)],
    );
    return Object.fromEntries(entries) as unknown;
}

function withContainerDefaults(container: unknown): unknown {
    if (!isPlainObject(container)) {
        return container;
    }
    const own = isPlainObject(container.resources) ? container.resources : {};
    return {
        ...container,
        resources: mergeValues(
            { requests: addonContainerLimits.defaultRequest, limits: addonContainerLimits.default },
            own,
        ),
    };
}
