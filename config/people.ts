import { z } from "zod";
import { roleArn } from "./cluster";
import { type WorkloadNamespace } from "./names";
import { workloadNamespace } from "./namespaces";

/** What people may do in a namespace; the rights behind each are in `components/addons/workloadNamespaces/people.ts`. */
export const rights = ["view", "deploy"] as const;
export type Rights = (typeof rights)[number];

const person = z
    .strictObject({
        role: roleArn
            .optional()
            .describe("ARN of the role that these people take on; needed unless the cluster is an existing one."),
        group: z
            .string()
            .regex(/^(?!system:)[\w.:@/-]{1,128}$/, "must be a group of your identity provider, not one of system:")
            .meta({ examples: ["oidc:ml-engineers"] })
            .optional()
            .describe("Group that the API server knows these people by; needed on an existing cluster."),
        may: z
            .enum(rights)
            .default("view")
            .describe(
                "`view`: read everything in the namespaces but Secrets. `deploy`: also run, change and delete workloads " +
                    "there, and so whatever their pods may do.",
            ),
        namespaces: z
            .array(workloadNamespace)
            .min(1)
            .optional()
            .describe("Namespaces that these people work in. Default: all workload namespaces."),
    })
    .refine(({ role, group }) => (role === undefined) !== (group === undefined), {
        path: ["role"],
        message: "must be set, or group in its place on an existing cluster, and not both",
    });

/** People who work with the cluster and do not administer it, by the name of their team. */
export const peopleSchema = z
    .record(
        z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "must be lower-case letters, digits and dashes, at most 40"),
        person,
    )
    .default({});

export type PeopleConfig = Readonly<z.output<typeof peopleSchema>>;
export type PersonConfig = PeopleConfig[string];

/** Kubernetes group of an entry: the one that it names, else one of ours, which its access entry puts the role into. */
export function groupOf(name: string, { group }: Pick<PersonConfig, "group">): string {
    return group ?? `inference-platform:${name}`;
}

/** Groups with the right in a namespace, in the order of the stack file. */
export function groupsWith(right: Rights, namespace: WorkloadNamespace, people: PeopleConfig): readonly string[] {
    const entries = Object.entries(people).filter(
        ([, { may, namespaces }]) => may === right && (namespaces?.includes(namespace) ?? true),
    );
    return [...new Set(entries.map(([name, each]) => groupOf(name, each)))];
}
