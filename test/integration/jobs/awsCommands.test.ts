import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { awsCommands } from "./awsCommands";

describe("the AWS command line of jobs' scripts", () => {
    let env: NodeJS.ProcessEnv;
    before(async () => {
        const own = await awsCommands();
        env = {
            PATH: [own, process.env.PATH].join(path.delimiter),
            AWS_ACCESS_KEY_ID: "key",
            AWS_SECRET_ACCESS_KEY: "secret",
            AWS_DEFAULT_REGION: "us-west-2",
            AWS_MAX_ATTEMPTS: "1",
        };
    });

    /** @returns exit code, standard output and error of a line of bash */
    function run(line: string): readonly [number | null, string, string] {
        const { status, stdout, stderr } = spawnSync("bash", ["-c", line], {
            env,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
        });
        return [status, stdout, stderr];
    }

    it("is the one of python3, with the streams, the folder and the exit code of each call", () => {
        const [, version = ""] = run("python3 -c 'import awscli; print(awscli.__version__, end=\"\")'");
        assert.match(run("aws --version")[1], new RegExp(`^aws-cli/${version.replaceAll(".", "\\.")} `));
        const put = "aws s3api put-object --bucket b --key k --body jobPod.ts --endpoint-url http://127.0.0.1:1";
        assert.match(run(`cd ${__dirname} && ${put}`)[2], /Could not connect/);
        assert.match(run(`cd / && ${put}`)[2], /must be a path to a file/);
        assert.equal(run("aws s3api get-nothing")[0], 2);
    });

    it("takes the variables of each call", () => {
        const region = (name: string) => run(`AWS_DEFAULT_REGION=${name} aws configure list`)[1];
        assert.match(region("eu-west-1"), /region +eu-west-1/);
        assert.match(region("eu-central-1"), /region +eu-central-1/);
        const keys = (variables: string) => run(`${variables} aws configure list`)[1];
        assert.match(keys(""), /access_key +\*+key +env/);
        assert.match(keys("env --unset=AWS_ACCESS_KEY_ID --unset=AWS_SECRET_ACCESS_KEY"), /access_key +<not set>/);
    });

    describe("of which a call waits for an answer", () => {
        let server: Server;
        before(async () => {
            server = createServer().listen(0, "127.0.0.1");
            await once(server, "listening");
        });
        after(() => server.close());

        for (const signal of ["SIGTERM", "SIGKILL"] as const) {
            it(`ends with ${signal} of the script that it belongs to`, async () => {
                const { port } = server.address() as { readonly port: number };
                const script = spawn("bash", ["-c", `aws s3 ls --endpoint-url http://127.0.0.1:${port}; exit 1`], {
                    env,
                    detached: true,
                });
                const [socket] = (await once(server, "connection")) as [Socket];
                const closed = once(socket, "close");
                socket.resume();
                process.kill(-(script.pid ?? 0), signal);
                await closed;
            });
        }
    });
});
