import { z } from "zod";
import { kubernetesVersions } from "./cluster";
import { secretNamePattern } from "./existingCluster";
import { taint } from "./labels";
import { acceleratorNames, architectures } from "./names";
import { parseCidr, privateRanges } from "./network";
import { memoryQuantity } from "./serving/quantity";

/** How the gateway's Service is reached from outside an existing cluster. */
const gatewayServices = ["ClusterIP", "NodePort", "LoadBalancer"] as const;

const nodes = z
    .strictObject({
        count: z.int().min(1).max(5000).describe("Number of these nodes."),
        cpu: z
            .number()
            .positive()
            .describe("Cores of one node that pods may use, as `kubectl describe node` shows them."),
        memoryGiB: z.number().positive().describe("Memory of one node that pods may use, in GiB."),
        architecture: z
            .enum(architectures)
            .default("amd64")
            .describe("Processors of the nodes; arm64 on an Apple computer."),
        accelerator: z
            .enum(acceleratorNames)
            .optional()
            .describe("GPU model of the nodes. They need the label `accelerator` with any value. Default: no GPU."),
        gpus: z.int().min(1).max(16).optional().describe("GPUs of one node; needed with `accelerator`."),
        labels: z
            .record(z.string(), z.string())
            .default({})
            .describe("Labels of the nodes that pods select them by; the program does not set them."),
        taints: z.array(taint).default([]).describe("Taints of the nodes; the program does not set them."),
    })
    .refine(({ accelerator, gpus }) => (accelerator === undefined) === (gpus === undefined), {
        path: ["gpus"],
        message: "must be set together with accelerator",
    })
    .refine(({ accelerator, labels }) => accelerator === undefined || (labels.accelerator ?? "") !== "", {
        path: ["labels", "accelerator"],
        message: "must be set with accelerator: pods choose GPU nodes by this label",
    });

const bucketName = z
    .string()
    .regex(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "must be a bucket name: 3 to 63 lower-case letters, digits, dashes and dots",
    )
    .meta({ examples: ["team-models"] });

const keySecret = z
    .string()
    .regex(secretNamePattern, "must be the name of a Secret: lower-case letters, digits, dashes and dots")
    .meta({ examples: ["object-store"] });

const objectStore = z.strictObject({
    endpoint: z
        .string()
        .refine(isHttpsOrigin, "must be https:// with a host name and nothing after it, such as https://s3.example.com")
        .meta({ examples: ["https://s3.example.com"] })
        .describe("URL of the S3 API, on port 443 with a certificate that programs verify without further settings."),
    region: z.string().min(1).default("us-east-1").describe("Region that requests are signed for."),
    credentials: z
        .strictObject({
            read: keySecret.describe(
                "Secret in the namespace `platform-secrets` with an access key that may list and read, under `accessKeyId` and `secretAccessKey`.",
            ),
            write: keySecret
                .optional()
                .describe(
                    "The same with a key that may also write and delete, for logs, traces, MLflow and backups. Default: nothing of the stack writes.",
                ),
        })
        .describe("Access keys, brought to pods by External Secrets Operator."),
    buckets: z
        .strictObject({
            models: bucketName.describe("Bucket with the models."),
            backups: bucketName.optional().describe("Bucket of the kind `model-backup`. Default: none."),
            logs: bucketName.optional().describe("Bucket of `addons.logging`. Default: none."),
            traces: bucketName.optional().describe("Bucket of `addons.tracing` with Tempo. Default: none."),
            artifacts: bucketName.optional().describe("Bucket of `addons.mlflow`. Default: none."),
        })
        .refine((buckets) => new Set(Object.values(buckets)).size === Object.values(buckets).length, {
            message: "must name each bucket once: every store needs its own",
        })
        .describe("Buckets that are there; the program creates none."),
});

/** Whether a URL is https, with a host name alone. */
function isHttpsOrigin(text: string): boolean {
    return /^https:\/\/[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(text);
}

const eks = z.strictObject({ kind: z.literal("eks").describe("A cluster of the stack's own on Amazon EKS.") });

const existing = z.strictObject({
    kind: z
        .literal("existing")
        .describe(
            "A cluster that is already there: kind, minikube, or any other with its network plug-in in `/etc/cni/net.d`.",
        ),
    context: z
        .string()
        .min(1)
        .meta({ examples: ["kind-inference"] })
        .describe("Context of the kubeconfig that reaches the cluster; the current context is never used."),
    kubeconfig: z
        .string()
        .min(1)
        .meta({ examples: ["/home/me/.kube/config"] })
        .optional()
        .describe("Path of the kubeconfig. Default: `$KUBECONFIG`, else `~/.kube/config`."),
    version: z.enum(kubernetesVersions).default("1.36").describe("Kubernetes minor of the cluster."),
    nodes: z
        .record(
            z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "must be lower-case letters, digits and dashes, at most 40"),
            nodes,
        )
        .refine(
            (groups) => Object.values(groups).some(({ accelerator, taints }) => !accelerator && taints.length === 0),
            {
                message: "must have a group without accelerator and without taints, for add-ons",
            },
        )
        .describe("The nodes that are there, by groups of equal nodes; the program creates none."),
    nodeCidrs: z
        .array(
            z
                .string()
                .refine((cidr) => parseCidr(cidr) !== undefined, "must be an IPv4 network such as 172.18.0.0/16")
                .meta({ examples: ["172.18.0.0/16"] }),
        )
        .min(1)
        .default([...privateRanges])
        .describe(
            "Networks of the nodes and of the API server: it calls webhooks from there, and controllers reach it there. " +
                "Default: all private networks.",
        ),
    apiServerPort: z
        .int()
        .min(1)
        .max(65535)
        .default(6443)
        .describe("Port that the API server listens on, which NetworkPolicies see instead of the Service's 443."),
    storageClass: z
        .string()
        .min(1)
        .default("standard")
        .describe("StorageClass of every volume: `standard` on kind and minikube."),
    gatewayService: z
        .enum(gatewayServices)
        .default("ClusterIP")
        .describe("Type of the gateway's Service; a ClusterIP is reached with `kubectl port-forward`."),
    objectStore: objectStore
        .optional()
        .describe(
            "An S3-compatible object store that is there. Default: an S3 server that the stack runs in the cluster.",
        ),
    storeSize: memoryQuantity
        .prefault("5Gi")
        .describe("Volume of the S3 server that the stack runs in the cluster, without `objectStore`."),
});

/** The cluster that the stack builds on. Default: one of its own on EKS. */
export const platformKindSchema = z.discriminatedUnion("kind", [eks, existing]).prefault({ kind: "eks" });

export type PlatformTopic = Readonly<z.output<typeof platformKindSchema>>;
export type PlatformKind = PlatformTopic["kind"];
export type ExistingCluster = Readonly<z.output<typeof existing>>;
export type ExternalObjectStore = NonNullable<ExistingCluster["objectStore"]>;
export type ExistingNodes = ExistingCluster["nodes"][string];
