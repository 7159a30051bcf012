import { stringify } from "yaml";
import { type Properties } from "../providers";
import { type RecordedResource } from "../recorded";
import { MASK, type SecretMask } from "./secrets";
import { setOwn, UNKNOWN } from "../wire";

/** A file that `--out` writes. */
export interface OutputFile {
    /** Path below the output folder, with "/" between its parts. */
    readonly path: string;
    readonly text: string;
}

/** A Kubernetes object, ready for `kubectl apply`. */
export interface Manifest {
    readonly path: string;
    readonly object: Properties;
    /** Resource that it is. */
    readonly urn: string;
    /** Place in the order of objects and charts, from 0. */
    readonly wave: number;
    /** Fields that a controller writes once the object is there, for example `spec.http`. */
    readonly controllerFields: readonly string[];
}

/** Folder of cluster-scoped objects; sorts before every namespace, so that namespaces are applied first. */
const CLUSTER_FOLDER = "_cluster";

/** Namespace of an object that does not set one. */
const DEFAULT_NAMESPACE = "default";

/**
 * Cluster-scoped kinds of Kubernetes and of common operators. An API server has this in its discovery data; without one, this
 * table is needed. Kinds that start with "Cluster" are not listed.
 */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "CustomResourceDefinition",
    "DeviceClass",
    "EC2NodeClass",
    "FlowSchema",
    "GatewayClass",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "NodeClaim",
    "NodePool",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "ResourceSlice",
    "RuntimeClass",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
    "VolumeSnapshotClass",
    "VolumeSnapshotContent",
]);

function isClusterScoped(kind: string): boolean {
    return kind.startsWith("Cluster") || CLUSTER_SCOPED.has(kind);
}

/** Whether a resource is a Kubernetes object, and not a chart, a provider or a cloud resource. */
export function isKubernetesObject({ type, inputs }: RecordedResource): boolean {
    return (
        type.startsWith("kubernetes:") &&
        !/^kubernetes:(helm\.sh|yaml|kustomize)[/:]/.test(type) &&
        typeof inputs.kind === "string"
    );
}

/**
 * Every Kubernetes object of a run, sorted by path, secrets masked. Patches of other owners' objects are in `patches/`:
 * `kubectl apply` would treat one as the whole object.
 */
export function manifestsOf(
    resources: readonly RecordedResource[],
    mask: SecretMask,
    waves: ReadonlyMap<string, number>,
): Manifest[] {
    const objects = resources.filter(isKubernetesObject).flatMap((resource) => {
        const folder = resource.type.endsWith("Patch") ? "patches" : "manifests";
        const order = {
            urn: resource.urn,
            wave: waves.get(resource.urn) ?? 0,
            controllerFields: resource.ignoreChanges,
        };
        return objectsOf(resource, mask).map((object) => ({ folder, object, ...order }));
    });
    const taken = new Map<string, number>();
    for (const { folder, object } of objects) {
        const path = pathOf(folder, object);
        taken.set(path, (taken.get(path) ?? 0) + 1);
    }
    return objects
        .map(({ folder, ...manifest }) => {
            const path = pathOf(folder, manifest.object);
            // Two API groups may have a kind of the same name.
            return {
                path: taken.get(path) === 1 ? path : pathOf(folder, manifest.object, groupOf(manifest.object)),
                ...manifest,
            };
        })
        .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether it is a whole object, and not a patch. */
export function isManifest({ path }: Manifest): boolean {
    return path.startsWith("manifests/");
}

/** The files of all manifests, and a kustomization that lists the whole objects. */
export function manifestFiles(manifests: readonly Manifest[]): OutputFile[] {
    const whole = manifests.filter(isManifest).map(({ path }) => path);
    const kustomization = {
        apiVersion: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        resources: whole,
    };
    return [
        { path: "kustomization.yaml", text: yamlText(kustomization) },
        ...manifests.map(({ path, object }) => ({ path, text: `${comment(object)}${yamlText(object)}` })),
    ];
}

/** Applying a masked Secret would overwrite the real one. */
function comment({ kind }: Properties): string {
    return kind === "Secret" ? "# The values are masked: fill them in before you apply this object, or skip it.\n" : "";
}

/** YAML that a YAML 1.1 parser (kubectl, kustomize) reads as the same values: "on" and "1:30" are quoted. */
export function yamlText(value: unknown): string {
    return stringify(value, { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

/** The objects of one resource: itself, or the items of a list. */
function objectsOf(resource: RecordedResource, mask: SecretMask): Properties[] {
    const { type, inputs, outputs } = resource;
    const masked = mask.inputsOf(resource);
    const object = { ...masked, metadata: { ...record(masked.metadata), ...mask.mask(nameOf(outputs)) } };
    if (type.endsWith("List") && Array.isArray(inputs.items)) {
        const kind = String(inputs.kind).replace(/List$/, "");
        return (masked.items as Properties[]).map((item) => finished({ apiVersion: inputs.apiVersion, kind, ...item }));
    }
    // Pulumi marks all data of a Secret as secret; its keys are not, and are needed to fill in the values.
    return [
        finished(inputs.kind === "Secret" ? { ...object, data: inputs.data, stringData: inputs.stringData } : object),
    ];
}

/** The name that the provider generated. */
function nameOf(outputs: Properties): Properties {
    const { name } = record(outputs.metadata);
    return name === undefined || name === UNKNOWN ? {} : { name };
}

/** The object in conventional key order, with its namespace and without Pulumi's annotations. */
function finished(object: Properties): Properties {
    const { apiVersion, kind, metadata, ...rest } = object;
    const { name, namespace, annotations, labels, ...others } = record(metadata);
    const kept = Object.entries(record(annotations)).filter(([key]) => !key.startsWith("pulumi.com/"));
    const place = isClusterScoped(String(kind)) ? undefined : (namespace ?? DEFAULT_NAMESPACE);
    return {
        apiVersion,
        kind,
        metadata: {
            name,
            ...(place !== undefined && { namespace: place }),
            ...(labels !== undefined && { labels }),
            ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }),
            ...others,
        },
        ...(kind === "Secret" ? maskedSecret(rest) : (nameFirst(rest) as Properties)),
    };
}

/** A Secret with masked values. `data` must be base64, so the masks are in `stringData`. */
function maskedSecret({ data, stringData, ...rest }: Properties): Properties {
    const keys = [...new Set([...Object.keys(record(data)), ...Object.keys(record(stringData))])].sort();
    // The API server validates the content of this type.
    const masked = rest.type === "kubernetes.io/dockerconfigjson" ? JSON.stringify({ auths: { [MASK]: {} } }) : MASK;
    return {
        ...rest,
        ...(keys.length > 0 && { stringData: Object.fromEntries(keys.map((key) => [key, masked])) }),
    };
}

/** Containers, ports and volumes are identified by name: it comes first, the rest stays sorted. */
function nameFirst(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(nameFirst);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const sorted: Record<string, unknown> = {};
    if (Object.hasOwn(value, "name")) {
        sorted.name = undefined;
    }
    for (const [key, item] of Object.entries(value)) {
        setOwn(sorted, key, nameFirst(item));
    }
    return sorted;
}

function pathOf(folder: string, object: Properties, group?: string): string {
    const { name, namespace } = record(object.metadata);
    const kind = [String(object.kind), group].filter((part) => part !== undefined && part !== "").join(".");
    const place = typeof namespace === "string" ? namespace : CLUSTER_FOLDER;
    return `${folder}/${fileName(place)}/${fileName(`${kind.toLowerCase()}-${String(name)}`)}.yaml`;
}

export function groupOf(object: Properties): string {
    const [group = "", version] = String(object.apiVersion).split("/");
    return version === undefined ? "core" : group;
}

/** A file name for an object: role names may contain ":", and no name may leave the folder. */
export function fileName(name: string): string {
    return name
        .replaceAll(/[^\w.-]/g, "_")
        .replace(/^\.+/, "_")
        .slice(0, 200);
}

function record(value: unknown): Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : {};
}
