import { type Properties } from "../providers";
import { ec2Id } from "../providers/naming";
import { type Existing, type Inventory, RejectedByCloud } from "./inventory";
import { parsePath, valuesAt } from "./propertyPath";
import { plain } from "./wire";

const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
const ADDON = "aws:eks/addon:Addon";

/** Where the values of a chart say what claims something in the cluster makes for its pods. */
interface ClaimTemplate {
    /** Path of the size. */
    readonly size: string;
    /** Path of the number of pods. */
    readonly replicas: string;
    readonly nameOf: (ordinal: number) => string;
}

const prometheusPod = "prometheus-kube-prometheus-stack-prometheus";

/** By chart; those of other charts change nothing that a program can see. */
const templates: Readonly<Record<string, ClaimTemplate>> = {
    // Source: prometheus-operator pkg/prometheus/server/statefulset.go and pkg/prometheus/common.go, names of volume and pod.
    "kube-prometheus-stack": {
        size: "prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage",
        replicas: "prometheus.prometheusSpec.replicas",
        nameOf: (ordinal) => `${prometheusPod}-db-${prometheusPod}-${ordinal}`,
    },
};

/**
 * Adds the claims that the pods of a release bring with them. Those that are there keep their size, whatever the release says
 * by now, and stay when it goes.
 */
export function addClaims(release: Existing, inventory: Inventory): void {
    const { chart, namespace, values } = plain(release.inputs);
    const template = templates[String(chart)];
    if (template === undefined) {
        return;
    }
    const at = (path: string) => valuesAt(values ?? {}, parsePath(path))[0];
    const storage = at(template.size);
    for (let ordinal = 0; ordinal < Number(at(template.replicas)); ordinal++) {
        const name = template.nameOf(ordinal);
        const id = `${String(namespace)}/${name}`;
        const urn = `${release.urn.slice(0, release.urn.lastIndexOf("::"))}$${CLAIM}::${name}`;
        if (inventory.find(urn, id) === undefined) {
            const inputs = { metadata: { name, namespace }, spec: { resources: { requests: { storage } } } };
            inventory.add({ ...release, urn, type: CLAIM, id, seed: urn, inputs, outputs: inputs }, false);
        }
    }
}

/** A claim, also one of the program's own; with `volumeName` it takes a volume that is there, and the driver makes none. */
interface Claim {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly spec: {
        readonly volumeName?: string;
        readonly resources: { readonly requests: { readonly storage: string } };
    };
}

interface Volume {
    readonly volumeId: string;
    readonly size: number;
    readonly tags: Readonly<Record<string, string>>;
}

interface Filter {
    readonly name: string;
    readonly values: readonly string[];
}

/** Answer of `aws.ebs.getEbsVolumes`: the volumes of the claims that exist. */
export function volumeIds({ filters }: Properties, inventory: Inventory): Properties {
    return { id: "volumes", ids: matching(filters, inventory).map(({ volumeId }) => volumeId) };
}

/**
 * Answer of `aws.ebs.getVolume`.
 *
 * @throws RejectedByCloud unless it is one volume. Source: terraform-provider-aws, ec2/ebs_volume_data_source.go.
 */
export function volumeOf({ filters }: Properties, inventory: Inventory): Properties {
    const [volume, ...others] = matching(filters, inventory);
    if (volume === undefined || others.length > 0) {
        const results = volume === undefined ? "no results" : "more than one result";
        throw new RejectedByCloud(`Your query returned ${results}. Please change your search criteria and try again.`);
    }
    return { id: volume.volumeId, ...volume };
}

function matching(filters: unknown, inventory: Inventory): readonly Volume[] {
    return volumes(inventory).filter((volume) =>
        (filters as readonly Filter[]).every((filter) => isIn(volume, filter)),
    );
}

function isIn(volume: Volume, { name, values }: Filter): boolean {
    const value = name === "volume-id" ? volume.volumeId : name === "status" ? "in-use" : volume.tags[name.slice(4)];
    return value !== undefined && values.some((pattern) => matches(value, pattern));
}

/** EC2 takes `*` in values of filters. */
function matches(value: string, pattern: string): boolean {
    const literal = pattern.split("*").map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"));
    return new RegExp(`^${literal.join(".*")}$`).test(value);
}

/** Volumes as the EBS driver makes them, with its tags and with those that it is told to set. */
function volumes(inventory: Inventory): readonly Volume[] {
    const driver = inventory.all().find(({ type, id }) => type === ADDON && id.endsWith("aws-ebs-csi-driver"));
    const told = plain(driver?.inputs ?? {}).configurationValues;
    const settings = (typeof told === "string" ? JSON.parse(told) : {}) as {
        readonly controller?: { readonly extraVolumeTags?: Readonly<Record<string, string>> };
    };
    return inventory
        .all()
        .filter(({ type }) => type === CLAIM)
        .map(({ id, inputs }) => ({ id, ...(plain(inputs) as unknown as Claim) }))
        .filter(({ spec }) => spec.volumeName === undefined)
        .map(({ id, metadata, spec }) => ({
            volumeId: ec2Id("vol", id),
            size: Number.parseInt(spec.resources.requests.storage, 10),
            tags: {
                ...settings.controller?.extraVolumeTags,
                "kubernetes.io/created-for/pvc/namespace": metadata.namespace,
                "kubernetes.io/created-for/pvc/name": metadata.name,
            },
        }));
}
