import { isPrivate } from "../../config/network";
import { type AcceleratorName, type Environment } from "../../config/names";

/** What a person decides before the first update; everything else of the file has a comment. */
export interface Choices {
    readonly stack: string;
    readonly region: string;
    readonly environment: Environment;
    /** Network that Pulumi and kubectl connect from. */
    readonly from: string;
    /** IAM role that administers the cluster, beside the identity that creates it. Default: none. */
    readonly adminRole?: string;
    /** GPU of the node group that the first models run on; undefined: no GPU. */
    readonly accelerator?: StarterAccelerator;
}

/** GPUs whose node group can start from zero without a reservation, with the smallest instance type of each. */
export const starterInstanceTypes = {
    t4: "g4dn.xlarge",
    a10g: "g5.xlarge",
    l4: "g6.xlarge",
} as const satisfies Partial<Record<AcceleratorName, string>>;
export type StarterAccelerator = keyof typeof starterInstanceTypes;

const sizes = {
    development: {
        network: "{ cidr: 10.41.0.0/16, zones: 2, natGateways: single, privateEndpoints: false, flowLogDays: 0 }",
        networkNote: "Two zones, and one NAT gateway for both: cheap, and down when its zone is down.",
        system: "{ instanceTypes: [m7i.large], min: 2, max: 4 }",
        protection: "false",
        protectionNote: "false: `pulumi destroy` may delete the cluster.",
    },
    production: {
        network: "{ cidr: 10.40.0.0/16, zones: 3, natGateways: one-per-zone }",
        networkNote: "Three zones, each with a NAT gateway of its own.",
        system: "{ instanceTypes: [m7i.large], min: 3, max: 6 }",
        protection: "true",
        protectionNote: "true: the cluster cannot be deleted until this is false.",
    },
} as const;

/**
 * A stack file for a first update: the platform without workloads, since a workload starts only once its model is published,
 * and the bucket for models is created by this update.
 */
export function starterFile(choices: Choices): string {
    const { stack, region, environment, from, adminRole, accelerator } = choices;
    const size = sizes[environment];
    const endpoint = isPrivate(from) ? `{ privateCidrs: [${from}] }` : `{ publicCidrs: [${from}] }`;
    return `# yaml-language-server: $schema=schema/stack.schema.json
# All keys: docs/reference/stack-file.md
config:
  # Region of everything in this stack; it cannot be changed later.
  aws:region: ${region}
  # ${environmentNotes[environment]}
  inference-platform:environment: ${environment}
  # ${size.networkNote} The range cannot be changed later, and must not overlap networks you connect to it.
  inference-platform:network: ${size.network}
  inference-platform:cluster:
    version: "1.36"
    # IAM roles that administer the cluster. Whoever creates it is an administrator too.
    adminRoles: [${adminRole === undefined ? "" : `"${adminRole}"`}]
    # Networks that \`pulumi\` and \`kubectl\` connect from; nobody else reaches the API server.
    endpoint: ${endpoint}
    # ${size.protectionNote}
    deletionProtection: ${size.protection}
  inference-platform:nodeGroups:
    # For the cluster's own pods: these nodes always run, and are most of the cost of a stack without models.
    system: ${size.system}
    # For models without GPU; from zero nodes.
    cpu: { instanceTypes: [m7i.xlarge], min: 0, max: 4 }
${gpuGroup(accelerator)}${environment === "production" ? digestsLater : ""}  # To let clients outside the cluster call, add a host name and its certificate:
  # inference-platform:ingress:
  #   hostname: ai-api.example.com
  #   certificateArn: arn:aws:acm:${region}:111122223333:certificate/00000000-0000-4000-8000-000000000000
  # Publish a model before its workload is listed here; pods start when the model is in the bucket:
  #   npm run publish-model -- ${stack} detector 1 ./export/1
  # Then replace {} by the lines below, and run \`npm run simulate -- ${stack}\` and \`pulumi up -s ${stack}\`.
  inference-platform:workloads: {}
${firstWorkload(accelerator).map(commented).join("")}`;
}

const environmentNotes: Readonly<Record<Environment, string>> = {
    development: "development allows shortcuts: images without digest, one gateway pod, buckets that can be deleted.",
    production: "production refuses shortcuts: public workloads need tokens, buckets cannot be deleted.",
};

/** The default image of a server has a tag only; nobody but its user can vouch for a digest. */
const digestsLater = `  # Accepts images that are pinned by their tag alone. Add the digest of each (\`image: name:tag@sha256:…\`), then remove this.
  inference-platform:serving: { imageDigests: optional }
`;

function gpuGroup(accelerator: StarterAccelerator | undefined): string {
    return accelerator === undefined
        ? ""
        : `    # From zero nodes: GPUs cost nothing until a workload asks for one. New accounts have a quota of 0: docs/quotas.md.
    gpu-${accelerator}: { accelerator: ${accelerator}, instanceTypes: [${starterInstanceTypes[accelerator]}], min: 0, max: 4 }
`;
}

/** The entry of a first model, in the lines of a stack file. */
function firstWorkload(accelerator: StarterAccelerator | undefined): readonly string[] {
    return [
        "    detector:",
        "      kind: tensorflow-serving",
        ...(accelerator === undefined ? [] : [`      accelerator: ${accelerator}`]),
        "      models: { detector: { versions: [1] } }",
        "      # Pods that may call it, by their service account; nobody else can.",
        "      callers: { detector-client: { ports: [http, grpc] } }",
        "      scaling: { min: 1, max: 2 }",
    ];
}

function commented(line: string): string {
    return `    # ${line.slice(4)}\n`;
}
