import * as pulumi from "@pulumi/pulumi";
import { EksIdentities } from "../../../components/aws/identity/identities";
import { type Access, type AddonIdentity } from "../../../components/platform";
import { keysSchema } from "../../../config/keys";
import { simulate, type Simulated } from "../simulate";
import { brief, statementsOf } from "./iam";
import { standIn, testScope } from "./scope";

/** The account that programs run in. */
export const account = "111122223333";

/** ARN of the cluster of the stack `test`. */
export const cluster = `arn:aws:eks:us-west-2:${account}:cluster/inference-platform-test`;

/** ARN of the key of the store of models; the store of data has none. */
export const modelsKey = `arn:aws:kms:us-west-2:${account}:key/models`;

function identities(agent: pulumi.Resource, keys: object): EksIdentities {
    const store = (name: string, keyArn?: string) => ({
        bucket: pulumi.output(name),
        arn: pulumi.output(`arn:aws:s3:::${name}`),
        region: "us-west-2",
        ...(keyArn !== undefined && { keyArn: pulumi.output(keyArn) }),
    });
    return new EksIdentities({
        scope: testScope(),
        cluster: { name: "inference-platform-test", arn: cluster, agent },
        stores: { models: store("models-bucket", modelsKey), data: store("data-bucket") },
        keys: keysSchema.parse(keys),
        vpcArn: `arn:aws:ec2:us-west-2:${account}:vpc/vpc-1`,
        hostedZoneId: "Z0123456789",
    });
}

/** The identity of one workload, of the service account `detect`, in a stack with these keys of the user's own. */
export function forWorkload(access: readonly Access[], keys: object = {}): Promise<Simulated> {
    return simulate(() => {
        const ref = { namespace: "ml-production", serviceAccount: "detect" };
        identities(standIn("agent"), keys).forWorkload("detect", { ...ref, access }, {});
    });
}

/** The identity of one add-on, in a stack with these keys of the user's own. */
export function forAddon(addon: AddonIdentity, keys: object = {}): Promise<Simulated> {
    return simulate(() => {
        identities(standIn("agent"), keys).forAddon(addon, { namespace: "ns", serviceAccount: "sa" }, {});
    });
}

/** Statements of every inline policy, a line each. */
export function grantsOf(run: Simulated): readonly string[] {
    return run.all("aws:iam/rolePolicy:RolePolicy").flatMap((policy) => statementsOf(policy).map(brief));
}
