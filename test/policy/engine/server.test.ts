import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { allRules } from "../../../policy/rules";
import { deployment } from "../../support/policy/objects";

const folder = join(__dirname, "../../../policy");
const fromPack = createRequire(join(folder, "main.mjs"));

interface Client {
    [method: string]: (request: unknown, done: (error: Error | null, response: Response) => void) => void;
}
interface Response {
    toObject: () => {
        readonly name: string;
        readonly version: string;
        readonly policiesList: readonly { readonly name: string; readonly enforcementlevel: number }[];
        readonly diagnosticsList: readonly {
            readonly policyname: string;
            readonly urn: string;
            readonly message: string;
            readonly enforcementlevel: number;
        }[];
    };
}
interface Message {
    [setter: string]: (value?: unknown) => void;
}
type MessageClass = new () => Message;

const { AnalyzerClient } = fromPack("@pulumi/pulumi/proto/analyzer_grpc_pb") as {
    AnalyzerClient: new (address: string, credentials: unknown) => Client;
};
const proto = fromPack("@pulumi/pulumi/proto/analyzer_pb") as Record<string, MessageClass>;
const { Struct } = fromPack("google-protobuf/google/protobuf/struct_pb") as {
    Struct: { fromJavaScript: (value: unknown) => unknown };
};
const { Empty } = fromPack("google-protobuf/google/protobuf/empty_pb") as { Empty: MessageClass };
const { credentials } = fromPack("@grpc/grpc-js") as { credentials: { createInsecure: () => unknown } };

function message(name: string, fields: Readonly<Record<string, unknown>> = {}): Message {
    const Class = proto[name];
    assert.ok(Class, name);
    const made = new Class();
    for (const [setter, value] of Object.entries(fields)) {
        made[setter]?.(value);
    }
    return made;
}

/** The pack as the engine starts it: its own process, spoken to in the engine's protocol. */
describe("The pack's own process", function () {
    this.timeout(60_000);
    let pack: ChildProcess;
    let client: Client;

    const call = (method: string, request: unknown) =>
        new Promise<ReturnType<Response["toObject"]>>((resolve, reject) => {
            client[method]?.(request, (error, response) => {
                if (error !== null) {
                    reject(error);
                } else {
                    resolve(response.toObject());
                }
            });
        });

    before(async () => {
        const runner = fromPack.resolve("@pulumi/pulumi/cmd/run-policy-pack");
        pack = spawn(process.execPath, [runner, "127.0.0.1:0", "."], {
            cwd: folder,
            env: { ...process.env, PULUMI_NODEJS_TYPESCRIPT: "false" },
            stdio: ["ignore", "pipe", "inherit"],
        });
        assert.ok(pack.stdout);
        const [chunk] = (await once(pack.stdout, "data")) as [Buffer];
        client = new AnalyzerClient(`127.0.0.1:${chunk.toString().trim()}`, credentials.createInsecure());
    });
    after(() => {
        client.close?.(undefined, () => undefined);
        pack.kill();
    });

    const bad = deployment({ template: { metadata: {}, spec: { containers: [{ name: "app", image: "app" }] } } });
    const described = {
        setType: bad.type,
        setUrn: "urn:pulumi:dev::project::kubernetes:apps/v1:Deployment::app",
        setName: bad.name,
        setProperties: Struct.fromJavaScript(bad.props),
        setOptions: message("AnalyzerResourceOptions"),
    };

    it("offers every rule, each at its level", async () => {
        const { name, version, policiesList } = await call("getAnalyzerInfo", new Empty());
        assert.equal(name, "inference-platform");
        assert.match(version, /^\d+\.\d+\.\d+$/);
        const levels = { advisory: 0, mandatory: 1, disabled: 2, remediate: 3 };
        assert.deepEqual(
            policiesList.map((policy) => [policy.name, policy.enforcementlevel]),
            allRules.map((rule) => [rule.name, levels[rule.enforcementLevel]]),
        );
    });

    it("stops a resource that breaks a rule by itself", async () => {
        const { diagnosticsList } = await call("analyze", message("AnalyzeRequest", described));
        assert.deepEqual(
            diagnosticsList.map(({ policyname }) => policyname),
            ["limits-requests-and-limits", "images-pinned-tags", "availability-priority-class"],
        );
    });

    it("stops a stack whose pods break the standard", async () => {
        const resources = [message("AnalyzerResource", described)];
        const { diagnosticsList } = await call(
            "analyzeStack",
            message("AnalyzeStackRequest", { setResourcesList: resources }),
        );
        assert.deepEqual(
            diagnosticsList.map(({ policyname }) => policyname),
            [
                "pod-security-allow-privilege-escalation",
                "pod-security-capabilities-restricted",
                "pod-security-run-as-non-root",
                "pod-security-seccomp-profile-restricted",
            ],
        );
        const [first] = diagnosticsList;
        assert.equal(first?.urn, described.setUrn);
        assert.match(
            first.message,
            /^Containers disallow privilege escalation: .*\nDeployment "app": allowPrivilegeEscalation != false /,
        );
    });
});
