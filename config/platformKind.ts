import { z } from "zod";
import { kubernetesVersions } from "./cluster";
import { acceleratorNames, architectures } from "./names";
import { parseCidr, privateRanges } from "./network";
import { memoryQuantity } from "./serving/quantity";

/** How the gateway's Service is reached from outside an existing cluster. */
const gatewayServices = ["ClusterIP", "NodePort", "LoadBalancer"] as const;

const taint = z.strictObject({
    key: z
        .string()
        .min(1)
        .meta({ examples: ["nvidia.com/gpu"] })
        .describe("Key of the taint."),
    value: z.string().default("").describe("Value of the taint."),
    effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).describe("What the taint does to pods."),
});

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
        .describe("Networks of the nodes, from which the API server calls webhooks. Default: all private networks."),
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
    storeSize: memoryQuantity
        .prefault("5Gi")
        .describe("Volume of the S3 server that the stack runs in the cluster for models, data and results."),
});

/** The cluster that the stack builds on. Default: one of its own on EKS. */
export const platformKindSchema = z.discriminatedUnion("kind", [eks, existing]).prefault({ kind: "eks" });

export type PlatformTopic = Readonly<z.output<typeof platformKindSchema>>;
export type PlatformKind = PlatformTopic["kind"];
export type ExistingCluster = Readonly<z.output<typeof existing>>;
export type ExistingNodes = ExistingCluster["nodes"][string];
