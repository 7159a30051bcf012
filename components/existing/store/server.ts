import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { storeRegion } from "../../../config/existingCluster";
import { standardNamespaces, type StoreName } from "../../../config/names";
import { podFailurePolicy } from "../../kubernetes/podFailures";
import { sha256 } from "../../kubernetes/names";
import { meshViewLabel, podSecurityLabels, workloadNamespaceLabel } from "../../kubernetes/namespaceLabels";
import { dnsPods, namespaceByName, podsIn, tcp, udp } from "../../kubernetes/networkPolicies";
import { podFile } from "../../kubernetes/podFile";
import { resources } from "../../kubernetes/resources";
import { restrictedContainerInRestrictedPod, restrictedPod } from "../../kubernetes/securityContexts";
import { stableJson } from "../../kubernetes/stableJson";
import { dnsPort } from "../../kubernetes/wellKnown";
import { type KeyedAccount, type StoreAccounts } from "./accounts";
import { accountVariable, clientEnvironment, keyVariable, secretKey, storeName, storeService } from "./objectStore";
import { bucketPolicies } from "./policies";

/** Versity's S3 gateway over a folder. Source: versity/versitygw, releases; images for amd64 and arm64. */
const serverImage = "ghcr.io/versity/versitygw:v1.8.0";

/** User and group of the server and of the job that makes its buckets. */
const user = 1001;

const { port } = storeService;
const metadata = { name: storeName, namespace: storeName, labels: { app: storeName } };
/** Account that may do everything. */
const administrator = "root";
const rootSecret = `${storeName}-root`;
const accountsSecret = `${storeName}-accounts`;
const healthPath = "/health";

/** One of Kubernetes' own: without the store no workload starts. */
const priorityClassName = "system-cluster-critical";

/** Labels of the pod that makes the buckets. */
const jobLabels = { app: "make-buckets" };

export interface StoreServerArgs {
    readonly provider: k8s.Provider;
    /** Kubernetes minor, for example `1.36`. */
    readonly kubernetesVersion: string;
    readonly buckets: readonly StoreName[];
    readonly accounts: StoreAccounts;
    readonly storageClass: string;
    /** Kubernetes quantity. */
    readonly size: string;
    /** Image with the command-line client, which makes the buckets. */
    readonly clientImage: string;
    /** Applies the configured registry mirror to an image reference. */
    readonly resolveImage: (image: string) => string;
}

/**
 * An S3 server in the cluster for models, data and results: one pod that keeps objects as files of a volume, with an account per
 * workload and a policy per bucket. Who connects decides a NetworkPolicy, who reads what decide signed requests.
 */
export class StoreServer extends pulumi.ComponentResource {
    /** The server, its buckets and their policies. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: StoreServerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:existing:StoreServer", name, {}, opts);
        const { provider } = args;
        const child = { parent: this, provider };
        const namespace = new k8s.core.v1.Namespace(
            storeName,
            {
                metadata: {
                    name: storeName,
                    labels: { ...podSecurityLabels("restricted", args.kubernetesVersion), ...meshViewLabel },
                },
            },
            child,
        );
        const inside = { ...child, dependsOn: [namespace] };
        const guards = networkPolicies(args.accounts).map(
            ({ policy, spec }) =>
                new k8s.networking.v1.NetworkPolicy(
                    `${storeName}-${policy}`,
                    { metadata: { name: policy, namespace: storeName }, spec },
                    inside,
                ),
        );
        const rootKey = new random.RandomPassword(
            `${storeName}-root-key`,
            { length: 40, special: false },
            { parent: this },
        );
        const root = new k8s.core.v1.Secret(
            rootSecret,
            {
                metadata: { ...metadata, name: rootSecret },
                stringData: { [secretKey]: rootKey.result },
            },
            inside,
        );
        const accounts = new k8s.core.v1.Secret(
            accountsSecret,
            {
                metadata: { ...metadata, name: accountsSecret },
                stringData: { "users.json": accountsFile(args.accounts) },
            },
            inside,
        );
        const service = new k8s.core.v1.Service(
            storeName,
            {
                metadata,
                spec: {
                    selector: storeService.podLabels,
                    // Not HTTP for the mesh: a proxy that rewrites a path breaks the signature over it.
                    ports: [{ name: "tcp-s3", port, targetPort: port, protocol: "TCP", appProtocol: "tcp" }],
                },
            },
            inside,
        );
        const server = new k8s.apps.v1.StatefulSet(
            storeName,
            { metadata, spec: serverSpec(args) },
            { ...child, dependsOn: [...guards, root, accounts, service] },
        );
        const buckets = makeBuckets(args, inside, [...guards, root, server]);
        this.ready = [service, server, buckets];
        this.registerOutputs({});
    }
}

/** Accounts as the server reads them. Source: versitygw, auth/iam_internal.go. */
function accountsFile({ all }: StoreAccounts): pulumi.Output<string> {
    return pulumi.secret(pulumi.output(all)).apply((accounts) =>
        stableJson({
            accessAccounts: Object.fromEntries(
                accounts.map(({ name, secret }) => [
                    name,
                    { access: name, secret, role: "user", userID: 0, groupID: 0, projectID: 0 },
                ]),
            ),
        }),
    );
}

/** Changes when an account comes or goes: the server is restarted instead of learning of it a minute later. */
function accountsHash({ all }: StoreAccounts): pulumi.Output<string> {
    return pulumi.output(all.then((accounts) => sha256(accounts.map(({ name }) => name).join("\n")).slice(0, 8)));
}

const podSecurity = { ...restrictedPod, runAsUser: user, runAsGroup: user, fsGroup: user };
const containerSecurity = {
    ...restrictedContainerInRestrictedPod,
    capabilities: { drop: [...restrictedContainerInRestrictedPod.capabilities.drop] },
};

/** The administrator's account and key, under the names of variables that a program reads them from. */
function rootKeyVariables(account: string, key: string): k8s.types.input.core.v1.EnvVar[] {
    return [
        { name: account, value: administrator },
        { name: key, valueFrom: { secretKeyRef: { name: rootSecret, key: secretKey } } },
    ];
}

function serverSpec({
    accounts,
    size,
    storageClass,
    resolveImage,
}: StoreServerArgs): k8s.types.input.apps.v1.StatefulSetSpec {
    const { requests, limits } = resources("100m", "400m", "128Mi", "256Mi");
    const health = { httpGet: { path: healthPath, port } };
    return {
        replicas: 1,
        serviceName: storeName,
        selector: { matchLabels: storeService.podLabels },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
        template: {
            metadata: {
                labels: storeService.podLabels,
                annotations: { "inference-platform/accounts-hash": accountsHash(accounts) },
            },
            spec: {
                priorityClassName,
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                securityContext: podSecurity,
                containers: [
                    {
                        name: "server",
                        image: resolveImage(serverImage),
                        // Attributes beside the objects, so that the file system needs none.
                        command: [
                            "sh",
                            "-c",
                            "mkdir -p /data/objects /data/attributes && " +
                                `exec versitygw --port :${port} --region ${storeRegion} --health ${healthPath} ` +
                                "--iam-dir /accounts --quiet --keep-alive posix --sidecar /data/attributes /data/objects",
                        ],
                        env: rootKeyVariables("ROOT_ACCESS_KEY_ID", "ROOT_SECRET_ACCESS_KEY"),
                        ports: [{ name: "tcp-s3", containerPort: port }],
                        livenessProbe: { ...health, periodSeconds: 20 },
                        readinessProbe: { ...health, periodSeconds: 5 },
                        lifecycle: { preStop: { sleep: { seconds: 5 } } },
                        resources: {
                            requests: { ...requests, "ephemeral-storage": "64Mi" },
                            limits: { ...limits, "ephemeral-storage": "1Gi" },
                        },
                        securityContext: containerSecurity,
                        volumeMounts: [
                            { name: "data", mountPath: "/data" },
                            { name: "accounts", mountPath: "/accounts", readOnly: true },
                            { name: "tmp", mountPath: "/tmp" },
                        ],
                    },
                ],
                volumes: [
                    { name: "accounts", secret: { secretName: accountsSecret } },
                    { name: "tmp", emptyDir: { sizeLimit: "512Mi" } },
                ],
            },
        },
        volumeClaimTemplates: [
            {
                metadata: { name: "data" },
                spec: {
                    accessModes: ["ReadWriteOnce"],
                    storageClassName: storageClass,
                    resources: { requests: { storage: size } },
                },
            },
        ],
    };
}

/** A job that runs again when a bucket or a policy changes. */
function makeBuckets(
    args: StoreServerArgs,
    inside: pulumi.CustomResourceOptions,
    after: readonly pulumi.Resource[],
): pulumi.Resource {
    const policies = pulumi.output(args.accounts.all.then(bucketPolicies));
    const files = policies.apply((each) => ({
        "make-buckets.sh": podFile(__dirname, "make-buckets.sh"),
        ...Object.fromEntries(Object.entries(each).map(([bucket, policy]) => [`${bucket}.json`, stableJson(policy)])),
    }));
    const name = files.apply(
        (each) =>
            `make-buckets-${sha256(stableJson({ files: each, buckets: args.buckets, image: args.clientImage, podFailurePolicy })).slice(0, 8)}`,
    );
    const config = new k8s.core.v1.ConfigMap(
        "make-buckets",
        { metadata: { name, namespace: storeName, labels: jobLabels }, data: files },
        inside,
    );
    const { requests, limits } = resources("125m", "500m", "128Mi", "256Mi");
    return new k8s.batch.v1.Job(
        "make-buckets",
        {
            metadata: { name, namespace: storeName, labels: jobLabels },
            spec: {
                backoffLimit: 3,
                podFailurePolicy,
                template: {
                    metadata: { labels: jobLabels },
                    spec: {
                        restartPolicy: "Never",
                        priorityClassName,
                        automountServiceAccountToken: false,
                        enableServiceLinks: false,
                        securityContext: podSecurity,
                        containers: [
                            {
                                name: "make-buckets",
                                image: args.resolveImage(args.clientImage),
                                command: ["bash", "/files/make-buckets.sh", "/files", ...args.buckets],
                                env: [
                                    ...Object.entries({ ...clientEnvironment, HOME: "/tmp" }).map(([key, value]) => ({
                                        name: key,
                                        value,
                                    })),
                                    ...rootKeyVariables(accountVariable, keyVariable),
                                ],
                                resources: {
                                    requests: { ...requests, "ephemeral-storage": "64Mi" },
                                    limits: { ...limits, "ephemeral-storage": "512Mi" },
                                },
                                securityContext: containerSecurity,
                                volumeMounts: [
                                    { name: "files", mountPath: "/files", readOnly: true },
                                    { name: "tmp", mountPath: "/tmp" },
                                ],
                            },
                        ],
                        volumes: [
                            { name: "files", configMap: { name } },
                            { name: "tmp", emptyDir: { sizeLimit: "256Mi" } },
                        ],
                    },
                },
            },
        },
        { ...inside, dependsOn: [...after, config] },
    );
}

/** Namespaces of add-ons that have a key; those of workloads are admitted by their label, and naming a team's again changes nothing. */
function addonNamespaces(accounts: readonly KeyedAccount[]): readonly string[] {
    const others = accounts
        .map(({ namespace }) => namespace)
        .filter((name) => name !== storeName && !standardNamespaces.some((known) => known === name));
    return [...new Set(others)].sort();
}

/** Pods of workload namespaces, of add-ons with a key and the job connect to the server; the server connects to nothing. */
const networkPolicies = ({
    all,
}: StoreAccounts): readonly {
    readonly policy: string;
    readonly spec: k8s.types.input.networking.v1.NetworkPolicySpec;
}[] => [
    { policy: "default-deny", spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
    {
        policy: "admit-workloads",
        spec: {
            podSelector: { matchLabels: storeService.podLabels },
            policyTypes: ["Ingress"],
            ingress: [
                {
                    from: pulumi.output(
                        all.then((accounts) => [
                            { namespaceSelector: { matchLabels: workloadNamespaceLabel } },
                            podsIn(storeName, jobLabels),
                            ...addonNamespaces(accounts).map((name) => ({ namespaceSelector: namespaceByName(name) })),
                        ]),
                    ),
                    ports: [tcp(port)],
                },
            ],
        },
    },
    {
        policy: "allow-make-buckets",
        spec: {
            podSelector: { matchLabels: jobLabels },
            policyTypes: ["Egress"],
            egress: [
                { to: [dnsPods], ports: [tcp(dnsPort), udp(dnsPort)] },
                { to: [podsIn(storeName, storeService.podLabels)], ports: [tcp(port)] },
            ],
        },
    },
];
