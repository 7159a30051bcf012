import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { clusterStore } from "../../../cli/publish-model/clusterStore";
import { temporaryFolder } from "../../support/temporary";

describe("clusterStore", () => {
    const folder = temporaryFolder();
    const { PATH } = process.env;
    const cluster = { context: "kind-inference" };

    afterEach(() => {
        process.env.PATH = PATH;
    });

    /** Puts a program in kubectl's place: it does what the script says. */
    function kubectl(script: string): void {
        chmodSync(folder.write("kubectl", `#!/bin/sh\n${script}\n`), 0o755);
        process.env.PATH = `${folder.path}:${PATH}`;
    }

    it("reads the publisher's key and forwards a port, in the cluster that the stack file names", async () => {
        const key = Buffer.from("the key").toString("base64");
        kubectl(
            [
                'case "$*" in',
                `*"get secret publisher"*) printf '{"data":{"secretAccessKey":"${key}"}}';;`,
                `*) echo "Forwarding from 127.0.0.1:34567 -> 7070"; echo "$@" >${folder.path}/args; exec sleep 60;;`,
                "esac",
            ].join("\n"),
        );
        const store = await clusterStore(cluster);
        store.close();
        assert.equal(store.endpoint, "http://127.0.0.1:34567");
        assert.deepEqual(store.credentials, { accessKeyId: "publisher", secretAccessKey: "the key" });
    });

    it("says in kubectl's words why the server cannot be reached", async () => {
        kubectl('echo "Error from server (NotFound): namespaces \\"object-store\\" not found" >&2; exit 1');
        await assert.rejects(clusterStore(cluster), {
            message:
                "the S3 server in the cluster of context kind-inference cannot be reached: " +
                'Error from server (NotFound): namespaces "object-store" not found\n' +
                "Run pulumi up first, or name another server with --endpoint and --bucket.",
        });
    });

    it("says that kubectl is missing", async () => {
        process.env.PATH = `${folder.path}/none`;
        await assert.rejects(clusterStore(cluster), /cannot be reached: kubectl is not on the PATH/);
    });

    it("says why a port is not forwarded", async () => {
        kubectl(
            [
                'case "$*" in',
                `*"get secret"*) printf '{"data":{}}';;`,
                '*) echo "error: unable to forward port because pod is not running" >&2; exit 1;;',
                "esac",
            ].join("\n"),
        );
        await assert.rejects(clusterStore(cluster), /unable to forward port because pod is not running/);
    });
});
