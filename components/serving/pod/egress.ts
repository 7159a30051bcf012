import * as pulumi from "@pulumi/pulumi";
import { type StoreName } from "../../../config/names";
import { type DataStoreName, type EgressConfig } from "../../../config/serving/access";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { type InCluster, type NamespaceAccess } from "../../inCluster";
import { type Platform } from "../../platform";
import { sha256 } from "../../kubernetes/names";
import { type ServiceEntry, type ServiceEntrySpec } from "../istioTypes";

export interface EgressArgs {
    readonly platform: Platform;
    readonly inCluster: InCluster;
}

/**
 * The hosts outside the cluster that each namespace's proxies let through, for init containers too; the mesh refuses all
 * others (REGISTRY_ONLY). A host is registered once per namespace however many workloads need it: two entries for one host
 * contradict each other.
 */
export class Egress extends pulumi.ComponentResource {
    private readonly entries = new Map<string, pulumi.Resource>();

    constructor(
        name: string,
        private readonly args: EgressArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("inference-platform:serving:Egress", name, {}, opts);
        this.registerOutputs({});
    }

    /**
     * Lets a namespace's pods connect to a bucket. The host that all buckets share belongs to the entry of the models bucket:
     * other buckets are reached by hosts of their own, or through that entry where they have none. A store in the cluster needs
     * no entry: its Service is one.
     *
     * @throws Error when the stack has no such store; the stack file's checks reject that before.
     */
    public store(namespace: NamespaceAccess, store: StoreName): readonly pulumi.Resource[] {
        const { stores } = this.args.platform;
        const wanted = stores[store];
        if (wanted === undefined) {
            throw new Error(`the stack has no store "${store}"`);
        }
        if (wanted.service !== undefined) {
            return [];
        }
        const connection: Connection = { port: 443, protocol: "TLS", cidrs: [] };
        if (store === "models" || wanted.addressing === "path") {
            return [this.entry(namespace, "models-bucket", connection, stores.models.hosts)];
        }
        const own = wanted.hosts.apply((hosts) => hosts.filter((host) => host !== wanted.host));
        return [this.entry(namespace, `${store}-bucket`, connection, own)];
    }

    /** Lets a namespace's pods reach one host. */
    public host(namespace: NamespaceAccess, egress: EgressConfig): pulumi.Resource {
        return this.entry(namespace, hostEntryName(egress), egress, [egress.host]);
    }

    /** Lets a namespace's pods reach a data store of the stack. */
    public dataStore(namespace: NamespaceAccess, store: DataStoreName): pulumi.Resource {
        const endpoint = this.args.platform[store];
        if (endpoint === undefined) {
            throw new Error(`the stack has no ${store}`);
        }
        const hosts = endpoint.host.apply((host) => [host]);
        // Clients encrypt by themselves, after a plain-text greeting that the proxy must not treat as TLS.
        return this.entry(
            namespace,
            store,
            { port: endpoint.port, protocol: "TCP", cidrs: [...endpoint.cidrs] },
            hosts,
        );
    }

    private entry(
        namespace: NamespaceAccess,
        name: string,
        connection: Connection,
        hosts: pulumi.Input<readonly string[]>,
    ): pulumi.Resource {
        const key = `${namespace.name}-${name}`;
        const known = this.entries.get(key);
        if (known !== undefined) {
            return known;
        }
        const { platform, inCluster } = this.args;
        const entry = customResource<ServiceEntry>(
            `egress-${key}`,
            {
                apiVersion: apiVersions.istioNetworking,
                kind: "ServiceEntry",
                metadata: { name, namespace: namespace.name },
                spec: { hosts, ...outside(connection) },
            },
            {
                parent: this,
                provider: platform.cluster.provider,
                dependsOn: [...namespace.ready, ...inCluster.mesh.ready],
            },
        );
        this.entries.set(key, entry);
        return entry;
    }
}

type Connection = Pick<EgressConfig, "port" | "protocol" | "cidrs">;

function outside({ port, protocol, cidrs }: Connection): Omit<ServiceEntrySpec, "hosts"> {
    return {
        // Only for this namespace: workloads of other namespaces need entries of their own.
        exportTo: ["."],
        location: "MESH_EXTERNAL",
        // A TCP connection carries no name: the proxy tells hosts that share a port apart by address, and goes where the
        // client wanted to. Istio takes networks as addresses without DNS only.
        ...(protocol === "TCP" ? { addresses: [...cidrs], resolution: "NONE" } : { resolution: "DNS" }),
        ports: [{ number: port, name: `${protocol.toLowerCase()}-${port}`, protocol }],
    };
}

/** A name for the entry of a host; two ports of a host are two entries, and so are `a.b` and `a-b`. */
function hostEntryName({ host, port }: EgressConfig): string {
    const plain = `${host.replaceAll("-", "--").replaceAll(".", "-")}-${port}`;
    return plain.length <= 63 ? plain : `${plain.slice(0, 56)}-${sha256(plain).slice(0, 6)}`;
}
