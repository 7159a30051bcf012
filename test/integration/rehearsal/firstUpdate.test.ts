import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request as forwardRequest, type Server } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { initCommand } from "../../../cli/init/command";
import { publishModelCommand } from "../../../cli/publish-model/command";
import { bucketIn } from "../../../cli/publish-model/destination";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { Operation } from "../../../simulation/engine/operation";
import { changesIn, Fate } from "../../../simulation/engine/step";
import { temporaryFolder } from "../../support/temporary";
import { captured } from "../../support/terminal";
import { freePorts, ProcessGroup } from "../cluster/processes";
import { S3Server } from "../models/s3Server";
import { settings } from "../settings";
import { policyPack, RehearsedStack } from "./rehearsedStack";

const samples = path.resolve(__dirname, "../../../samples");
const model = path.join(samples, "model/1");

describe("The first hour of a stack, on an account that is empty", () => {
    const folder = temporaryFolder();
    const file = () => path.join(folder.path, "Pulumi.first.yaml");
    const environment = { ...process.env };
    let stack: RehearsedStack;
    let server: S3Server;
    let group: ProcessGroup;
    let bucket = "";

    before(async function () {
        this.timeout(0);
        if (settings().existingContext !== undefined) {
            this.skip();
        }
        const { code } = await captured((terminal) =>
            initCommand(["first", "--from", "203.0.113.7/32"], terminal, folder.path),
        );
        assert.equal(code, ExitCode.Ok);
        stack = await RehearsedStack.start("first", folder.path);
        server = await S3Server.start();
        group = new ProcessGroup();
        Object.assign(process.env, server.environment());
    });

    after(async () => {
        process.env = { ...environment };
        stack.close();
        await group.stop();
        await server.stop();
    });

    it("succeeds at once with the file that init writes, policies included", async () => {
        const up = await stack.run(Operation.Up, { policyPack });
        assert.deepEqual(up.errors, []);
        assert.ok(up.ok);
        assert.deepEqual(
            up.policy.filter(({ enforcementLevel }) => enforcementLevel === "mandatory"),
            [],
        );
        const again = await stack.preview();
        assert.deepEqual(changesIn(again.steps), []);
    }).timeout(5 * 60 * 1000);

    it("has a bucket that a model can be published to, and says what to write into the stack file", async () => {
        bucket = bucketIn(JSON.stringify(await stack.outputs()), "us-west-2") ?? "";
        await server.createBucket(bucket);
        const { code, out } = await captured((terminal) =>
            publishModelCommand(
                ["first", "detector", "1", model, "--bucket", bucket, "--endpoint", server.endpoint],
                terminal,
                folder.path,
            ),
        );
        assert.equal(code, ExitCode.Ok);
        assert.match(out, /sha256:[0-9a-f]{64}/);
        assert.deepEqual(
            readFileSync(path.join(server.folderOf(bucket, "models/detector/1"), "saved_model.pb")),
            readFileSync(path.join(model, "saved_model.pb")),
        );
    });

    it("then adds the model's workload, and changes nothing else", async () => {
        const text = readFileSync(file(), "utf8");
        const [head = "", entry = ""] = text.split("inference-platform:workloads: {}\n");
        folder.write(
            "Pulumi.first.yaml",
            `${head}inference-platform:workloads:\n${entry.replaceAll(/^ {4}# /gm, "    ")}`,
        );
        const up = await stack.run(Operation.Up, { policyPack });
        assert.deepEqual(up.errors, []);
        assert.ok(up.ok);
        const changed = changesIn(up.steps);
        assert.ok(changed.some(({ type, name }) => type.endsWith(":Deployment") && name.includes("detector")));
        assert.deepEqual(
            changed.filter(({ fate }) => fate === Fate.Replace || fate === Fate.Delete).map(({ urn }) => urn),
            [],
        );
        assert.deepEqual(changesIn((await stack.preview()).steps), []);
    }).timeout(5 * 60 * 1000);

    /**
     * No container runs here. What the kubelet would do is replaced: the pod, by the sample server on the objects of the bucket;
     * TensorFlow Serving's REST route, by one that passes its body on to the sample server; `kubectl port-forward`, by that route
     * at the port which the printed command opens. The request is sent by the printed command as it stands.
     */
    it("and answers the call that the stack prints, from the files that were published", async () => {
        const { detector } = ((await stack.outputs()) as unknown as Outputs).workloads;
        const { forward = "", predict } = detector?.call ?? { predict: "" };
        const [, namespace, service, local, port] =
            /^\S*kubectl\b.* --namespace (\S+) port-forward service\/(\S+) (\d+):(\d+)$/.exec(forward) ?? [];
        assert.ok(listening(stack, namespace, service, Number(port)), forward);

        const [serverPort = 0] = await freePorts(1);
        await group.start({
            name: "sample-server",
            binary: "python3",
            args: [path.join(samples, "inference-service/server.py")],
            env: {
                HTTP_PORT: String(serverPort),
                MODEL_PATH: server.folderOf(bucket, "models/detector"),
                PYTHONDONTWRITEBYTECODE: "1",
            },
            ready: async () => (await fetch(`http://127.0.0.1:${serverPort}/ready`)).ok,
        });
        const route = await servingRoute("/v1/models/detector:predict", serverPort, Number(local));
        try {
            const known = JSON.parse(
                readFileSync(path.join(samples, "model/known-answers.json"), "utf8"),
            ) as KnownAnswers;
            folder.write("request.json", JSON.stringify(known.request));
            const { stdout } = await promisify(execFile)(
                "bash",
                ["-c", `${predict} --silent --show-error --fail-with-body`],
                {
                    cwd: folder.path,
                },
            );
            assert.deepEqual(JSON.parse(stdout), known.answers["1"]);
        } finally {
            route.close();
        }
    }).timeout(60_000);
});

/** Whether the stack has this Service with a port that leads to one of a Deployment's container. */
function listening(stack: RehearsedStack, namespace = "", service = "", port = 0): boolean {
    const objects = (JSON.parse(stack.state()) as State).checkpoint.latest.resources.map(({ inputs }) => inputs);
    const named = objects.filter((object) => object?.metadata?.namespace === namespace);
    const ports = named.flatMap((object) =>
        object?.kind === "Service" && object.metadata?.name === service ? (object.spec?.ports ?? []) : [],
    );
    const target = ports.find((each) => each.port === port)?.targetPort;
    const containers = named.flatMap((object) =>
        object?.kind === "Deployment" && object.metadata?.name?.startsWith(service) === true
            ? (object.spec?.template?.spec.containers ?? [])
            : [],
    );
    return containers.some((container) =>
        container.ports?.some(({ name, containerPort }) => target === name || target === containerPort),
    );
}

/** An HTTP server on loopback that passes requests of one route on to `/predict` of another, and has no other. */
async function servingRoute(route: string, to: number, port: number): Promise<Server> {
    const server = createServer((request, response) => {
        if (request.url !== route || request.method !== "POST") {
            response.writeHead(404).end();
            return;
        }
        const { headers } = request;
        request.pipe(
            forwardRequest({ port: to, path: "/predict", method: "POST", headers }, (answer) => {
                response.writeHead(answer.statusCode ?? 502, answer.headers);
                answer.pipe(response);
            }),
        );
    });
    server.listen(port, "localhost");
    await once(server, "listening");
    return server;
}

interface Outputs {
    readonly workloads: Readonly<
        Record<string, { readonly call: { readonly forward?: string; readonly predict: string } }>
    >;
}

interface KnownAnswers {
    readonly request: object;
    readonly answers: Readonly<Record<string, object>>;
}

interface State {
    readonly checkpoint: { readonly latest: { readonly resources: readonly { readonly inputs?: StoredObject }[] } };
}

/** What a test reads of a Service or a Deployment. */
interface StoredObject {
    readonly kind?: string;
    readonly metadata?: { readonly name?: string; readonly namespace?: string };
    readonly spec?: {
        readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
        readonly template?: {
            readonly spec: {
                readonly containers: readonly {
                    readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
                }[];
            };
        };
    };
}
