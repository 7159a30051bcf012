import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { collectGarbage } from "../../../cli/shared/garbage";
import { ProgramError } from "../../../simulation/in-process/failures";
import { UNKNOWN } from "../../../simulation/wire";
import { simulate } from "../../support/simulate";

/** A component whose children the test decides. */
class Group extends pulumi.ComponentResource {
    constructor(name: string, fill: (self: Group) => void, opts?: pulumi.ComponentResourceOptions) {
        super("test:index:Group", name, {}, opts);
        fill(this);
        this.registerOutputs({ filled: true });
    }
}

/** The message a program fails with. */
async function failure(program: () => unknown): Promise<string> {
    const error = await simulate(program).then(
        () => assert.fail("the program should have failed"),
        (cause: unknown) => cause,
    );
    assert.ok(error instanceof ProgramError, String(error));
    return error.message;
}

describe("runProgram: what is recorded", () => {
    it("makes URNs as the engine does: types of all parents, without the stack", async () => {
        const { resources } = await simulate(() => {
            new Group("outer", (outer) => {
                new Group("inner", (inner) => new aws.s3.Bucket("models", {}, { parent: inner }), { parent: outer });
            });
        });
        assert.deepEqual(resources.map(({ urn }) => urn).sort(), [
            "urn:pulumi:test::inference-platform::pulumi:pulumi:Stack::inference-platform-test",
            "urn:pulumi:test::inference-platform::test:index:Group$test:index:Group$aws:s3/bucket:Bucket::models",
            "urn:pulumi:test::inference-platform::test:index:Group$test:index:Group::inner",
            "urn:pulumi:test::inference-platform::test:index:Group::outer",
        ]);
    });

    it("records parent, provider, dependencies, protection and options of a resource", async () => {
        const stack = await simulate(() => {
            const provider = new aws.Provider("ireland", { region: "eu-west-1" });
            const key = new aws.kms.Key("key", {}, { provider });
            const other = new aws.sns.Topic("other", {});
            new aws.s3.BucketLogging(
                "logs",
                { bucket: key.keyId, targetBucket: "logs", targetPrefix: "" },
                {
                    provider,
                    dependsOn: [other],
                    protect: true,
                    retainOnDelete: true,
                    ignoreChanges: ["targetPrefix"],
                    aliases: [{ name: "former" }],
                    customTimeouts: { create: "5m" },
                },
            );
        });
        const logs = stack.one("aws:s3/bucketLogging:BucketLogging");
        const key = stack.one("aws:kms/key:Key");
        const other = stack.one("aws:sns/topic:Topic");
        assert.equal(logs.parent, stack.one("pulumi:pulumi:Stack").urn);
        assert.equal(logs.provider, stack.one("pulumi:providers:aws").urn);
        assert.deepEqual(logs.dependencies, [key.urn, other.urn].sort());
        assert.deepEqual(logs.propertyDependencies, { bucket: [key.urn] });
        assert.equal(logs.protect, true);
        assert.equal(logs.retainOnDelete, true);
        assert.deepEqual(logs.ignoreChanges, ["targetPrefix"]);
        assert.deepEqual(logs.customTimeouts, { create: "5m" });
        assert.equal((logs.aliases[0] as { name: string }).name, "former");
        assert.match(String(key.outputs.arn), /^arn:aws:kms:eu-west-1:/, "the chosen provider's region");
        assert.match(String(other.outputs.arn), /^arn:aws:sns:us-west-2:/, "the stack's region");
    });

    it("records children that the program does not await, and those that an apply creates late", async () => {
        const stack = await simulate(() => {
            const bucket = new aws.s3.Bucket("models");
            bucket.arn.apply((arn) => {
                const map = new k8s.core.v1.ConfigMap("late", { data: { arn } });
                map.metadata.name.apply((name) => new k8s.core.v1.ConfigMap("later", { data: { name } }));
            });
        });
        assert.match(String(stack.one("kubernetes:core/v1:ConfigMap", "later").id), /^later-/);
    });

    it("tracks secrets through applies, by path", async () => {
        const stack = await simulate(() => {
            const { result } = new random.RandomPassword("password", { length: 20 });
            new k8s.core.v1.ConfigMap("map", {
                data: { plain: "x", url: pulumi.interpolate`redis://:${result}@host` },
            });
            return { result };
        });
        const map = stack.one("kubernetes:core/v1:ConfigMap");
        assert.deepEqual(map.secretInputs, [["data", "url"]]);
        assert.match((map.inputs.data as { url: string }).url, /^redis:\/\/:.{20}@host$/);
        assert.deepEqual(stack.one("pulumi:pulumi:Stack").secretOutputs, [["result"]]);
    });

    it("leaves computed values unknown at preview, and generated names known", async () => {
        const program = () => {
            const bucket = new aws.s3.Bucket("models");
            new k8s.core.v1.ConfigMap("map", { data: { arn: bucket.arn, bucket: bucket.bucket } });
        };
        const stack = await simulate(program, { preview: true });
        const { data } = stack.one("kubernetes:core/v1:ConfigMap").inputs as { data: Record<string, string> };
        assert.equal(data.arn, UNKNOWN);
        assert.match(data.bucket!, /^models-[0-9a-f]{7}$/);
        assert.equal(stack.one("aws:s3/bucket:Bucket").id, undefined);
    });

    it("gives the same result in every run of one process, and keeps runs apart", async () => {
        const program = () => {
            const { bucket } = new aws.s3.Bucket("models");
            new k8s.core.v1.ConfigMap("map", { data: { bucket } });
            return { bucket };
        };
        const [first, second] = await Promise.all([simulate(program), simulate(program)]);
        assert.deepEqual(first.run, second.run);
    });

    it("keeps nothing of a finished run but its result", async () => {
        let bucket: WeakRef<aws.s3.Bucket> | undefined;
        const { resources } = await simulate(() => {
            bucket = new WeakRef(new aws.s3.Bucket("models"));
        });
        // What a reference has just been read from lives until the event loop has turned.
        await new Promise((resolve) => setImmediate(resolve));
        collectGarbage();
        assert.equal(bucket?.deref(), undefined);
        assert.equal(resources.length, 2);
    });

    it("keeps the output of the program off standard output", async () => {
        const { run } = await simulate(() => pulumi.log.warn("mind the gap").then(() => ({})));
        assert.deepEqual(run.log, [{ level: "warn", message: "mind the gap" }]);
    });

    it("passes configuration to the program, secret keys included", async () => {
        const { run } = await simulate(
            () => {
                const config = new pulumi.Config("other");
                return { plain: config.require("plain"), token: config.requireSecret("token") };
            },
            { config: { "other:plain": "a", "other:token": "hidden" }, secretKeys: ["other:token"] },
        );
        assert.deepEqual(run.outputs, { plain: "a", token: "hidden" });
        assert.deepEqual(run.resources[0]!.secretOutputs, [["token"]]);
    });
});

describe("runProgram: what fails", () => {
    it("reports errors of the program, and selected errors as they are", async () => {
        assert.equal(await failure(() => assert.fail("no such thing")), "no such thing");
        const mine = new TypeError("mine");
        await assert.rejects(
            simulate(() => Promise.reject(mine), { passOn: (cause) => cause instanceof TypeError }),
            (error) => error === mine,
        );
    });

    it("names the resource and the property an apply failed for", async () => {
        const message = await failure(() => {
            const bucket = pulumi.output("x").apply((): string => assert.fail("no bucket today"));
            new aws.s3.Bucket("models", { bucket });
        });
        assert.equal(message, 'models (aws:s3/bucket:Bucket): property "bucket": no bucket today');
    });

    it("reports an error in an apply that nothing depends on", async () => {
        assert.equal(await failure(() => void pulumi.output(1).apply(() => assert.fail("lonely"))), "lonely");
    });

    it("reports an error in an async part of a component", async () => {
        const message = await failure(() => {
            new Group("broken", () => void (async () => assert.fail(await Promise.resolve("too late")))());
        });
        assert.equal(message, "too late");
    });

    it("reports errors that happen together, together", async () => {
        const message = await failure(() => {
            for (const name of ["a", "b"]) {
                new aws.s3.Bucket(name, { bucket: pulumi.output(name).apply((): string => assert.fail(`no ${name}`)) });
            }
        });
        assert.equal(
            message,
            'a (aws:s3/bucket:Bucket): property "bucket": no a\nb (aws:s3/bucket:Bucket): property "bucket": no b',
        );
    });

    it("rejects two resources with one URN, as the engine does", async () => {
        const message = await failure(() => [new aws.s3.Bucket("models"), new aws.s3.Bucket("models")]);
        assert.equal(
            message,
            "models (aws:s3/bucket:Bucket): duplicate resource URN " +
                '"urn:pulumi:test::inference-platform::aws:s3/bucket:Bucket::models": rename one of the two resources',
        );
    });

    it("rejects a type that is not simulated, or only records it on request", async () => {
        const program = () => void new aws.sqs.RedriveAllowPolicy("x", { queueUrl: "q", redriveAllowPolicy: "{}" });
        assert.equal(
            await failure(program),
            "x (aws:sqs/redriveAllowPolicy:RedriveAllowPolicy): the resource type " +
                "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy is not simulated: add it to simulation/providers",
        );
        const { run } = await simulate(program, { unknownTypes: "warn" });
        assert.deepEqual(run.unknown, ["resource type aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"]);
        assert.equal(run.resources.length, 2);
    });

    it("rejects reads from the empty account", async () => {
        assert.match(await failure(() => aws.s3.Bucket.get("b", "existing") && {}), /"b" is read from the account/);
    });

    it("fails when the program logs an error, as the engine does", async () => {
        assert.equal(await failure(() => pulumi.log.error("not like this").then(() => ({}))), "not like this");
    });

    it("does not let a failed run affect the next one", async () => {
        await failure(() => {
            const never = new Promise<string>(() => undefined);
            new aws.s3.Bucket("waiting", { bucket: never });
            throw new Error("first");
        });
        const { resources } = await simulate(() => void new aws.s3.Bucket("models"));
        assert.deepEqual(
            resources.map(({ name }) => name),
            ["inference-platform-test", "models"],
        );
    });
});
