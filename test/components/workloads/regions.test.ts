import assert from "node:assert/strict";
import { type RecordedResource } from "../../../simulation/recorded";
import { type Simulated, simulateStack } from "../../support/simulate";

/** The stacks that answer one host name, each in its region. */
const stacks = { prod: "us-west-2", "prod-eu": "eu-west-1" } as const;
const runs = Object.keys(stacks).map((stack) => [stack, simulateStack(stack)] as const);

interface ReleaseValues {
    readonly service?: { readonly annotations: Readonly<Record<string, string>> };
    readonly txtOwnerId?: string;
    readonly extraArgs?: readonly string[];
}

/** What external-dns writes into the hosted zone for a stack. */
interface LatencyRecord {
    readonly name: string;
    readonly setIdentifier: string;
    readonly region: string;
    /** Owner of the record, in the TXT record beside it. */
    readonly owner: string;
}

function values(run: Simulated, release: string): ReleaseValues {
    return run.one("kubernetes:helm.sh/v3:Release", release).inputs.values as ReleaseValues;
}

function recordOf(run: Simulated): LatencyRecord {
    const annotations = values(run, "istio-gateway").service?.annotations ?? {};
    const annotation = (name: string) => annotations[`external-dns.alpha.kubernetes.io/${name}`] ?? "";
    return {
        name: annotation("hostname"),
        setIdentifier: annotation("set-identifier"),
        region: annotation("aws-region"),
        owner: values(run, "external-dns").txtOwnerId ?? "",
    };
}

/**
 * Route 53's answer to a client: of the records whose target is healthy, the one whose region is nearest; of all of them where
 * none is. Source: Route 53 developer guide, how Route 53 chooses records when health checking is configured.
 */
function answer(records: readonly LatencyRecord[], near: readonly string[], healthy: (region: string) => boolean) {
    const some = records.filter(({ region }) => healthy(region));
    return near.find((region) => (some.length === 0 ? records : some).some((record) => record.region === region));
}

/** What clients outside can ask of a stack: host, path or gRPC service, and method. */
function published(run: Simulated): readonly string[] {
    const spec = ({ inputs }: RecordedResource) =>
        inputs.spec as {
            readonly gateways?: readonly string[];
            readonly hosts: readonly string[];
            readonly http: object[];
        };
    return run.resources
        .filter(({ inputs }) => inputs.kind === "VirtualService")
        .map(spec)
        .filter(({ gateways = [] }) => gateways.includes("istio-ingress/platform"))
        .flatMap(({ hosts, http }) =>
            http.flatMap((route) => {
                const { match = [] } = route as {
                    readonly match?: readonly { readonly gateways?: readonly string[] }[];
                };
                return match
                    .filter(({ gateways = [] }) => gateways.includes("istio-ingress/platform"))
                    .map((each) => JSON.stringify([hosts, each]));
            }),
        )
        .sort();
}

describe("several regions", () => {
    async function simulated(): Promise<readonly Simulated[]> {
        return Promise.all(runs.map(([, run]) => run));
    }

    it("answer one host name with a record each, which no other stack's external-dns touches", async () => {
        const records = (await simulated()).map(recordOf);
        const distinct = (of: (record: LatencyRecord) => string) => new Set(records.map(of)).size;
        assert.deepEqual(
            records.map(({ region }) => region),
            Object.values(stacks),
        );
        assert.equal(
            distinct(({ name }) => name),
            1,
        );
        assert.ok(
            records.every(({ name, setIdentifier, owner }) => name !== "" && setIdentifier !== "" && owner !== ""),
        );
        assert.equal(
            distinct(({ setIdentifier }) => setIdentifier),
            records.length,
        );
        assert.equal(
            distinct(({ owner }) => owner),
            records.length,
        );
    });

    it("answer for each other: a client gets the nearest healthy region, and the other when that is lost", async () => {
        const all = await simulated();
        // external-dns lets Route 53 evaluate the load balancer's health unless it is told not to.
        assert.ok(
            all.every((run) => values(run, "external-dns").extraArgs?.every((arg) => !arg.includes("target-health"))),
        );
        const records = all.map(recordOf);
        const europe = ["eu-west-1", "us-west-2"];
        assert.equal(
            answer(records, europe, () => true),
            "eu-west-1",
        );
        assert.equal(
            answer(records, europe, (region) => region !== "eu-west-1"),
            "us-west-2",
        );
        assert.equal(
            answer(records, ["us-west-2", "eu-west-1"], (region) => region !== "us-west-2"),
            "eu-west-1",
        );
        assert.equal(
            answer(records, europe, () => false),
            "eu-west-1",
        );
    });

    it("publish the same, so that no client loses a path when its region is lost", async () => {
        const [first = [], ...others] = (await simulated()).map(published);
        assert.ok(first.length > 0);
        for (const other of others) {
            assert.deepEqual(other, first);
        }
    });

    it("serve models of the replica that the first stack makes, and never write there", async () => {
        const [prod, europe] = await simulated();
        const replicas = prod!.run.outputs.modelReplicas as Record<string, { readonly bucket: string }>;
        const bucket = replicas["eu-west-1"]?.bucket;
        const stores = europe!.run.outputs.buckets as Record<string, { readonly models: string }>;
        assert.equal(stores["eu-west-1"]?.models, bucket);
        const served = europe!.resources.filter(({ inputs }) => inputs.kind === "ModelVersion");
        assert.ok(served.length > 0);
        const first = new Set(prod!.resources.filter(({ inputs }) => inputs.kind === "ModelVersion").map(versionOf));
        for (const version of served) {
            assert.ok((version.inputs.spec as { uri: string }).uri.startsWith(`s3://${bucket}/`));
            assert.ok(first.has(versionOf(version)), `${versionOf(version)} is not served in the first region`);
        }
        const statements = europe!
            .all("aws:iam/rolePolicy:RolePolicy")
            .flatMap(({ inputs }) => (JSON.parse(inputs.policy as string) as { Statement: Statement[] }).Statement)
            .filter(({ Resource }) => JSON.stringify(Resource).includes(bucket!));
        assert.ok(statements.length > 0);
        assert.deepEqual(
            [...new Set(statements.flatMap(({ Action }) => Action))].filter((action) => !/^s3:(Get|List)/.test(action)),
            [],
        );
    });

    it("share no name that an account has only once", async () => {
        const names = (await simulated()).map((run) =>
            run.resources.flatMap(({ type, inputs }) =>
                type.startsWith("aws:iam/") && !type.includes("Attachment")
                    ? [inputs.name, inputs.role].filter((name) => typeof name === "string")
                    : type === "aws:s3/bucket:Bucket"
                      ? [inputs.bucket]
                      : [],
            ),
        );
        const [first = [], second = []] = names;
        assert.ok(first.length > 0);
        assert.deepEqual(
            second.filter((name) => first.includes(name)),
            [],
        );
    });
});

interface Statement {
    readonly Action: readonly string[];
    readonly Resource: unknown;
}

function versionOf({ inputs }: RecordedResource): string {
    const { model, version } = inputs.spec as { readonly model: string; readonly version: string };
    return `${model}/${version}`;
}
