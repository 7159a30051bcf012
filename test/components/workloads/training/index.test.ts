import assert from "node:assert/strict";
import { itRejects } from "../../../support/serving/itRejects";
import { faultsOf, render } from "../../../support/serving/render";
import { simulateStack, type Simulated } from "../../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

const train = {
    kind: "training",
    image: "example.com/train:1.0.0",
    data: { path: "images/" },
    output: { model: "detector", version: 7 },
};

function job(run: Simulated): any {
    const jobs = run.resources.filter(
        ({ inputs }) => inputs.kind === "Job" && (inputs as any).metadata.namespace === "ml-training",
    );
    assert.equal(jobs.length, 1);
    return jobs[0]!.inputs;
}

const nameOf = async (changes: object) => job(await render({ train: { ...train, ...changes } })).metadata.name;

describe("model-training of the production stack", () => {
    let model: any;
    let pod: any;
    let stack: Simulated;

    before(async () => {
        stack = await simulateStack("prod");
        model = job(stack);
        pod = model.spec.template.spec;
    });

    it("waits until the stack file starts it", () => {
        assert.equal(model.spec.suspend, true);
        assert.equal(model.metadata.namespace, "ml-training");
    });

    it("has parallelism 4, one completion, three retries, and stays for a day", () => {
        const { parallelism, completions, completionMode, backoffLimit, ttlSecondsAfterFinished } = model.spec;
        assert.deepEqual(
            { parallelism, completions, completionMode, backoffLimit, ttlSecondsAfterFinished },
            {
                parallelism: 4,
                completions: 1,
                completionMode: "Indexed",
                backoffLimit: 3,
                ttlSecondsAfterFinished: 86_400,
            },
        );
    });

    it("does not count interruptions by nodes, and waits for a pod that saves its work", () => {
        assert.deepEqual(model.spec.podFailurePolicy.rules[0], {
            action: "Ignore",
            onPodConditions: [{ type: "DisruptionTarget", status: "True" }],
        });
        assert.equal(model.spec.podReplacementPolicy, "Failed");
        assert.equal(pod.restartPolicy, "Never");
        assert.equal(pod.terminationGracePeriodSeconds, 110);
    });

    it("runs on two V100s, with 4 to 8 CPU and 16Gi to 32Gi", () => {
        assert.deepEqual(pod.nodeSelector, { accelerator: "nvidia-tesla-v100" });
        const { requests, limits } = pod.containers[0].resources;
        assert.deepEqual([requests.cpu, requests.memory, requests["nvidia.com/gpu"]], ["4", "16Gi", "2"]);
        assert.deepEqual([limits.cpu, limits.memory, limits["nvidia.com/gpu"]], ["8", "32Gi", "2"]);
    });

    it("gives the program its parameters and folders, under the script that hands the output over", () => {
        const [main] = pod.containers;
        assert.deepEqual(main.command, ["sh", "/opt/job/run.sh", "python", "train.py"]);
        assert.deepEqual(main.args, [
            "--epochs=100",
            "--batch-size=64",
            "--learning-rate=0.001",
            "--model=object-detection",
            "--model-version=3",
            "--data-path=/data",
            "--data-version=2026-11-01",
            "--output-path=/output",
            "--checkpoint-path=/checkpoints",
        ]);
        const folders = main.volumeMounts.map(({ mountPath, readOnly }: any) => [mountPath, readOnly === true]);
        assert.deepEqual(folders, [
            ["/tmp", false],
            ["/var/run/handover", false],
            ["/checkpoints", false],
            ["/output", false],
            ["/opt/job", true],
            ["/data", true],
        ]);
        const checkpoints = pod.volumes.find(({ name }: any) => name === "checkpoints");
        assert.deepEqual(checkpoints.emptyDir, { sizeLimit: "50Gi" });
    });

    it("reads its data, writes its own versions and checkpoints, and nothing else", () => {
        const role = stack.resources
            .filter(({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name.startsWith("model-training"))
            .map(({ inputs }) => JSON.parse(inputs.policy as string).Statement)
            .flat();
        const objects = role
            .filter(({ Action }: any) => [Action].flat().some((action: string) => action.endsWith("Object")))
            .map(({ Action, Resource }: any) => [
                [Action].flat().includes("s3:PutObject") ? "write" : "read",
                ...[Resource].flat().map((arn: string) => arn.replace(/^[^/]+\//, "")),
            ]);
        assert.deepEqual(objects.sort(), [
            ["read", "images/2026-11-01/*"],
            ["write", "checkpoints/model-training/object-detection/3/*"],
            ["write", "models/object-detection/3/*"],
        ]);
    });

    it("gets the key of Weights & Biases from the secret store", () => {
        const key = pod.containers[0].env.find(({ name }: any) => name === "WANDB_API_KEY");
        assert.deepEqual(key.valueFrom.secretKeyRef, { name: "model-training-secrets", key: "WANDB_API_KEY" });
        const { data } = stack.object("ExternalSecret", "model-training-secrets").inputs.spec as any;
        assert.equal(data[0].remoteRef.key, "inference-platform/prod/model-training/wandb");
    });

    it("records its run in MLflow", () => {
        const env = Object.fromEntries(pod.containers[0].env.map(({ name, value }: any) => [name, value]));
        assert.equal(env.MLFLOW_TRACKING_URI, "http://mlflow.mlflow.svc.cluster.local:5000");
        assert.equal(env.MLFLOW_EXPERIMENT_NAME, "model-training");
    });

    it("restores before the program and keeps checkpoints beside it, as a sidecar that lets the Job complete", () => {
        const containers = pod.initContainers.map(({ name, restartPolicy, args }: any) => [
            name,
            args[0],
            restartPolicy,
        ]);
        assert.deepEqual(containers, [
            ["restore", "restore", undefined],
            ["keep", "keep", "Always"],
        ]);
        assert.equal(model.spec.template.metadata.annotations["sidecar.istio.io/nativeSidecar"], "true");
    });
});

describe("a training", () => {
    it("starts in place, so that its Job is the one that has waited", async () => {
        assert.equal(await nameOf({ run: true }), await nameOf({}));
        const { spec, metadata } = job(await render({ train: { ...train, run: true } }));
        assert.equal(spec.suspend, false);
        assert.equal(metadata.annotations["pulumi.com/skipAwait"], "true");
    });

    it("becomes another Job when anything changes that the API server lets nobody change", async () => {
        const names = await Promise.all(
            [
                {},
                { epochs: 50 },
                { image: "example.com/train:1.0.1" },
                { completions: 2 },
                { parallelism: 2 },
                { data: { path: "images/", version: "2" } },
                { output: { model: "detector", version: 8 } },
            ].map(nameOf),
        );
        assert.equal(new Set(names).size, names.length, names.join());
        assert.ok(names.every((name) => /^train-[0-9a-f]{8}$/.test(name)));
        // What may change in place does.
        assert.equal(await nameOf({ ttlSeconds: 60, backoffLimit: 1, deadlineSeconds: 3600 }), names[0]);
    });

    it("shows other data through another volume, since a volume never changes", async () => {
        const volume = async (version: string) => {
            const run = await render({ train: { ...train, data: { path: "images/", version } } });
            return run.resources.find(({ inputs }) => inputs.kind === "PersistentVolume")?.inputs as any;
        };
        const [first, second] = [await volume("1"), await volume("2")];
        assert.notEqual(first.metadata.name, second.metadata.name);
        assert.ok(first.spec.mountOptions.includes("prefix images/1/"));
        assert.ok(first.spec.mountOptions.includes("read-only"));
    });

    it("gives each of several runs a version of its own to write", async () => {
        const run = await render({ train: { ...train, completions: 2 } });
        const { access } = run.resources.find(({ type }) => type === "test:cloud:WorkloadIdentity")?.inputs as any;
        assert.deepEqual(
            access.filter(({ store }: any) => store === "models").map(({ prefix }: any) => prefix),
            ["models/detector/7/", "models/detector/8/"],
        );
    });

    it("connects to its buckets and the hosts that it names, and to nothing else", async () => {
        const run = await render({ train: { ...train, egress: [{ host: "api.wandb.ai" }] } });
        const entries = run.resources.filter(({ inputs }) => inputs.kind === "ServiceEntry");
        assert.deepEqual(entries.map(({ inputs }) => (inputs.spec as any).hosts).sort(), [
            ["api.wandb.ai"],
            ["test-data.s3.us-west-2.amazonaws.com"],
            ["test-models.s3.us-west-2.amazonaws.com", "s3.us-west-2.amazonaws.com"],
            ["test-results.s3.us-west-2.amazonaws.com"],
        ]);
    });

    it("has no variables of MLflow unless it is asked to record its runs", async () => {
        const plain = job(await render({ train }));
        assert.doesNotMatch(JSON.stringify(plain), /MLFLOW/);
    });
});

describe("a training that is repeated on a schedule", () => {
    const retrain = { ...train, output: { model: "detector" }, retraining: { schedule: "0 3 * * 0" } };
    const cronJob = async (changes: object = {}): Promise<any> => {
        const run = await render({ train: { ...retrain, ...changes } });
        assert.equal(run.resources.filter(({ inputs }) => inputs.kind === "Job").length, 0);
        return run.object("CronJob", "train").inputs.spec;
    };

    it("waits until the stack file starts its schedule, and never runs twice at a time", async () => {
        const { suspend, schedule, timeZone, concurrencyPolicy, jobTemplate } = await cronJob();
        assert.deepEqual([suspend, schedule, timeZone, concurrencyPolicy], [true, "0 3 * * 0", "Etc/UTC", "Forbid"]);
        assert.equal(jobTemplate.spec.suspend, undefined);
        assert.equal((await cronJob({ run: true })).suspend, false);
    });

    it("runs as one that is not repeated does", async () => {
        const once = job(await render({ train: { ...train, deadlineSeconds: 3600 } })).spec;
        const { spec } = (await cronJob({ deadlineSeconds: 3600 })).jobTemplate;
        const { suspend: _waits, template: _once, ...rest } = once;
        const { template: _each, ...settings } = spec;
        assert.deepEqual(settings, rest);
    });

    it("gets its version from the name of its Job, and may publish any version of its model and of no other", async () => {
        const run = await render({ train: retrain });
        const { spec } = (run.object("CronJob", "train").inputs.spec as any).jobTemplate.spec.template;
        assert.doesNotMatch(JSON.stringify(spec.containers[0].args), /model-version/);
        for (const { env } of spec.initContainers) {
            const names = env.map(({ name }: any) => name);
            assert.ok(names.includes("JOB_NAME") && !names.includes("MODEL_VERSION"), names.join());
        }
        const { access } = run.resources.find(({ type }) => type === "test:cloud:WorkloadIdentity")?.inputs as any;
        const written = access.filter(({ kind }: any) => kind !== "read-objects");
        assert.deepEqual(
            written.map(({ store, prefix }: any) => [store, prefix]),
            [
                ["models", "models/detector/"],
                ["results", "checkpoints/train/detector/"],
            ],
        );
    });

    it("alerts about the runs of its CronJob", async () => {
        const run = await render({ train: retrain });
        const rules = run.resources.filter(({ inputs }) => inputs.kind === "PrometheusRule");
        assert.match(JSON.stringify(rules), /kube_job_owner\{[^}]*owner_name=[^}]*train/);
    });
});

describe("trainings that cannot work", () => {
    itRejects([
        [
            { ...train, output: { model: "detector" } },
            "output.version",
            'is missing: name the version that the run publishes, or what repeats it under "retraining"',
        ],
        [
            { ...train, retraining: { schedule: "@weekly" }, output: { model: "detector" } },
            "retraining.schedule",
            'is "@weekly": must be a cron expression of five fields such as 0 8 * * 1-5',
        ],
        [
            { ...train, retraining: { schedule: "0 3 * * 0" } },
            "output.version",
            'is one version, and "retraining" publishes one per run, numbered by its time: leave it out',
        ],
        [
            { ...train, retraining: { schedule: "0 3 * * 0" }, output: { model: "detector" }, completions: 2 },
            "completions",
            'must be 1 with "retraining": each time makes one version',
        ],
        [
            { ...train, parameters: { epochs: 3 } },
            "parameters.epochs",
            "has a key of its own or is set by the platform: leave it out here",
        ],
        [{ ...train, env: { HANDOVER: "/x" } }, "env.HANDOVER", "is set by the platform: choose another name"],
        [
            { ...train, env: { KEY: "x" }, secrets: { KEY: { secret: "key" } } },
            "env.KEY",
            'is also under "secrets": keep it there alone',
        ],
        [
            { ...train, modelVolume: { kind: "persistent-cache" } },
            "modelVolume.kind",
            "is persistent-cache, a volume that belongs to a pod for good, and pods of jobs come and go: use sync or mount",
        ],
        [{ ...train, mlflow: {} }, "mlflow", 'needs MLflow, and "addons.mlflow.enabled" is false: switch it on'],
        [
            { ...train, data: { path: "images" } },
            "data.path",
            'is "images": must be a path that ends with /, such as detector/',
        ],
        [
            { ...train, output: { model: "detector", version: Number.MAX_SAFE_INTEGER }, completions: 2 },
            "output.version",
            "and 2 completions make greater versions: must be a whole number from 1 to 9007199254740991",
        ],
    ]);

    it("are two that publish the same version", () => {
        assert.deepEqual(
            faultsOf({ a: { ...train, completions: 3 }, b: { ...train, output: { model: "detector", version: 9 } } }),
            [
                {
                    path: "workloads.b.output.version",
                    reason: "publishes detector/9, and so does workloads.a: give each a version of its own",
                },
            ],
        );
    });

    it("are two that retrain the same model", () => {
        const retrain = { ...train, output: { model: "detector" }, retraining: { schedule: "0 3 * * 0" } };
        assert.deepEqual(
            faultsOf({ a: retrain, b: retrain, c: { ...retrain, output: { model: "other" } }, d: train }),
            [
                {
                    path: "workloads.b.output.model",
                    reason: "is detector, and workloads.a retrains it as well: give each a model of its own",
                },
            ],
        );
    });

    it("are those in a region whose models come from another one", () => {
        const modelStore = { existing: { bucket: "replica", readOnly: true } };
        assert.deepEqual(faultsOf({ w: train }, { modelStore }), [
            {
                path: "workloads.w.output",
                reason:
                    "is published to the models bucket, and modelStore.existing.readOnly says that models come from " +
                    "another region: train there",
            },
        ]);
    });

    it("say everything at once", () => {
        const wrong = { ...train, gpus: 0, data: { path: "x" }, output: { model: "a b", version: 0 } };
        assert.deepEqual(
            faultsOf({ w: wrong }).map(({ path }) => path),
            ["workloads.w.gpus", "workloads.w.data.path", "workloads.w.output.model", "workloads.w.output.version"],
        );
    });
});
