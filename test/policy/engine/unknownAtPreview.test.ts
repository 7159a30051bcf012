import assert from "node:assert/strict";
import { type PolicyResource, type StackValidationArgs, type StackValidationPolicy } from "@pulumi/policy";
import { bucketTlsOnly } from "../../../policy/rules/aws/bucketTlsOnly";
import { enginePolicy } from "../../../policy/engine/policy";
import { unknownCheckingProxy, UnknownValueError } from "../../../policy/engine/unknownValueError";
import { strictRoot } from "../../../policy/rules/mesh/strictRoot";
import { UNKNOWN } from "../../../policy/model/unknown";
import { type Rule } from "../../../policy/core/rule";

interface Seen {
    readonly type: string;
    readonly name: string;
    readonly props: Record<string, unknown>;
    readonly dependsOn?: string;
}

/** What a stack rule reports of resources as the engine shows them, and whether it says that it could not judge. */
async function judged(rule: Rule, seen: readonly Seen[]): Promise<{ messages: string[]; notEvaluated: boolean }> {
    const resources = seen.map(({ type, name, props, dependsOn }) => {
        const on = dependsOn === undefined ? [] : [{ urn: `urn:${dependsOn}` } as PolicyResource];
        return {
            type,
            name,
            urn: `urn:${name}`,
            props: unknownCheckingProxy(props),
            opts: { protect: false },
            dependencies: on,
            propertyDependencies: { bucket: on },
        } as unknown as PolicyResource;
    });
    const messages: string[] = [];
    const args = { resources, getConfig: () => ({}) } as unknown as StackValidationArgs;
    try {
        await (enginePolicy(rule) as StackValidationPolicy).validateStack(args, (message) => messages.push(message));
        return { messages, notEvaluated: false };
    } catch (error) {
        assert.ok(error instanceof UnknownValueError, String(error));
        return { messages, notEvaluated: true };
    }
}

describe("a stack rule at a first preview", () => {
    it("does not take an object for missing whose properties the engine withholds: the cluster does not exist yet", async () => {
        const namespace = { type: "kubernetes:core/v1:Namespace", name: "istio-system", props: {} };
        const sidecar = { type: "kubernetes:networking.istio.io/v1:Sidecar", name: "s", props: {} };
        const strict = { type: "kubernetes:security.istio.io/v1:PeerAuthentication", name: "mesh", props: {} };
        assert.deepEqual(await judged(strictRoot, [namespace, sidecar, strict]), { messages: [], notEvaluated: true });
    });

    it("still misses what is not there at all", async () => {
        const sidecar = { type: "kubernetes:networking.istio.io/v1:Sidecar", name: "s", props: { spec: {} } };
        assert.equal((await judged(strictRoot, [sidecar])).messages.length, 1);
    });

    it("does not call a bucket open whose policy is not known yet", async () => {
        const bucket = { type: "aws:s3/bucket:Bucket", name: "models", props: { bucket: "models" } };
        const policy = { type: "aws:s3/bucketPolicy:BucketPolicy", name: "tls", dependsOn: "models" };
        assert.deepEqual(
            await judged(bucketTlsOnly, [bucket, { ...policy, props: { bucket: UNKNOWN, policy: UNKNOWN } }]),
            { messages: [], notEvaluated: true },
        );
        const open = await judged(bucketTlsOnly, [bucket, { ...policy, props: { bucket: UNKNOWN, policy: "{}" } }]);
        assert.equal(open.messages.length, 1);
    });
});
