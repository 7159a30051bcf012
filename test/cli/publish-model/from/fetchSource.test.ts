import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { publishModelCommand } from "../../../../cli/publish-model/command";
import { type Captured, captured } from "../../../support/terminal";
import { temporaryFolder } from "../../../support/temporary";
import { tarGzOf, zipOf } from "./archives";
import { gitHash, PublicServer, sha256 } from "./publicServer";

const commit = "0123456789abcdef0123456789abcdef01234567";
const model = [
    { name: "saved_model.pb", content: "graph" },
    { name: "variables/variables.index", content: "index" },
];

describe("npm run publish-model -- … --from", () => {
    const temporary = temporaryFolder();
    const formerFolder = process.env.TMPDIR;
    let server: PublicServer;

    before(() => {
        process.env.TMPDIR = path.join(temporary.path, "tmp");
        mkdirSync(process.env.TMPDIR);
        const workloads = { detect: { kind: "tensorflow-serving", models: { detector: { versions: [3] } } } };
        const config = { "aws:region": "us-west-2", "inference-platform:workloads": workloads };
        writeFileSync(path.join(temporary.path, "Pulumi.test.yaml"), JSON.stringify({ config }));
    });

    after(() => {
        if (formerFolder === undefined) {
            delete process.env.TMPDIR;
        } else {
            process.env.TMPDIR = formerFolder;
        }
    });

    beforeEach(async () => {
        server = new PublicServer();
        await server.start();
    });

    afterEach(async () => {
        await server.stop();
        assert.deepEqual(readdirSync(path.join(temporary.path, "tmp")), [], "copies are removed");
    });

    function run(args: readonly string[], web = server.web()): Promise<Captured> {
        const all = ["test", "detector", "3", ...args, "--dry-run"];
        return captured((terminal) => publishModelCommand(all, terminal, temporary.path, web));
    }

    /** What the command says of a folder with the same files. */
    async function ofFolder(): Promise<string> {
        for (const { name, content } of model) {
            temporary.write(`model/${name}`, content);
        }
        return (await run([path.join(temporary.path, "model")])).out;
    }

    /** The message of a call that fails, without the line that says what is fetched. */
    async function fault(args: readonly string[], code: number, web = server.web()): Promise<string> {
        const result = await run(args, web);
        assert.deepEqual([result.code, result.out], [code, ""], result.err);
        return result.err.split("\n").slice(1, -1).join("\n");
    }

    it("publishes an archive as its folder would be, and a folder below it", async () => {
        const archive = tarGzOf(model);
        server.redirect("example.com/m.tar.gz", "https://files.example.com/1");
        server.content("files.example.com/1", archive);
        const { code, out, err } = await run([
            "--from",
            "https://example.com/m.tar.gz",
            "--digest",
            `sha256:${sha256(archive)}`,
        ]);
        assert.deepEqual([code, out, err], [0, await ofFolder(), "Fetching https://example.com/m.tar.gz\n"]);
        const below = zipOf(model.map(({ name, content }) => ({ name: `export/3/${name}`, content })));
        server.content("example.com/m.zip", below);
        const call = ["--from", "https://example.com/m.zip", "--digest", `sha256:${sha256(below)}`];
        assert.equal(
            await fault(call, 2),
            "https://example.com/m.zip is not a SavedModel, a folder in it is: publish it with --path export/3",
        );
        assert.equal((await run([...call, "--path", "export/3"])).out, await ofFolder());
        assert.equal(
            await fault([...call, "--path", "export/4"], 2),
            "export/4 of https://example.com/m.zip cannot be read",
        );
        assert.match(
            await fault([...call, "--path", "../.."], 2),
            /^--path has a file "\.\.\/\.\.", whose name is not a plain path/,
        );
    });

    it("publishes nothing of an archive that is another one, and shows no signature of its address", async () => {
        server.content("example.com/m.zip?signature=hunter2", zipOf(model));
        const call = ["--from", "https://example.com/m.zip?signature=hunter2", "--digest", `sha256:${sha256("other")}`];
        assert.equal(
            await fault(call, 2),
            `https://example.com/m.zip has the SHA-256 ${sha256(zipOf(model))}, and ${sha256("other")} was asked for: nothing is published`,
        );
        assert.doesNotMatch((await run(call)).err, /hunter2/);
    });

    it("says what keeps it from reading", async () => {
        const call = ["--from", "https://example.com/m.zip", "--digest", `sha256:${sha256("")}`];
        assert.equal(
            await fault(call, 2),
            "https://example.com/m.zip answers 404: it does not exist, or is not public",
        );
        server.status("example.com/m.zip", 503);
        assert.equal(await fault(call, 3), "https://example.com/m.zip answers 503: the server failed: try again");
        server.redirect("example.com/m.zip", "http://example.com/m.zip");
        assert.equal(
            await fault(call, 2),
            "https://example.com/m.zip redirects to http://example.com, which is not encrypted",
        );
        server.redirect("example.com/m.zip", "https://example.com/m.zip");
        assert.equal(await fault(call, 3), "https://example.com/m.zip redirects more than 5 times");
        server.content("example.com/m.zip", "x", { "content-length": String(2 ** 52) });
        assert.match(
            await fault(call, 3),
            /^https:\/\/example\.com\/m\.zip has 4096\.0 TiB, and the folder for temporary files has room for .*: make room, or set TMPDIR to a folder on a larger disk$/,
        );
        server.pages.set("example.com/m.zip", () => undefined);
        assert.equal(
            await fault(call, 3, server.web({ answerMs: 50 })),
            "https://example.com/m.zip sent nothing for 0.05 s: try again",
        );
        server.pages.set("example.com/m.zip", (_, response) => response.writeHead(200).write("begun"));
        assert.equal(
            await fault(call, 3, server.web({ stallMs: 50 })),
            "https://example.com/m.zip sent nothing for 0.05 s: try again",
        );
        server.pages.set("example.com/m.zip", (_, response) => response.destroy());
        assert.equal(await fault(call, 3), "https://example.com/m.zip cannot be read (UND_ERR_SOCKET): try again");
    });

    describe("a repository of Hugging Face", () => {
        const call = ["--from", `hf://team/detector@${commit}`];
        const list = `huggingface.co/api/models/team/detector/tree/${commit}?recursive=true`;
        const file = (name: string) => `huggingface.co/team/detector/resolve/${commit}/${name}`;
        const git = (name: string, content: string) => ({
            type: "file",
            path: name,
            oid: gitHash(content),
            size: content.length,
        });
        const large = (name: string, content: string) => ({
            ...git(name, "pointer"),
            size: content.length,
            lfs: { oid: sha256(content), size: content.length, pointerSize: 7 },
        });
        const page = (entries: readonly object[]) => JSON.stringify(entries);

        it("gives the files of a commit, page by page, each held against its hash", async () => {
            server.content(
                list,
                page([
                    { type: "directory", path: "variables", oid: "a" },
                    git(".gitattributes", "x"),
                    large("saved_model.pb", "graph"),
                ]),
                {
                    link: `<https://huggingface.co/api/models/team/detector/tree/${commit}?recursive=true&cursor=2>; rel="next"`,
                },
            );
            server.content(`${list}&cursor=2`, page([git("variables/variables.index", "index")]));
            server.redirect(file("saved_model.pb"), "https://cdn.example.com/1?signature=s");
            server.content("cdn.example.com/1?signature=s", "graph");
            server.content(file("variables/variables.index"), "index");
            const { code, out, err } = await run(call);
            assert.deepEqual([code, out], [0, await ofFolder()], err);
        });

        it("is refused where a file is another one, leads out of the folder, or is not public", async () => {
            server.content(list, page([large("saved_model.pb", "graph")]));
            server.content(file("saved_model.pb"), "grapH");
            assert.equal(
                await fault(call, 2),
                `https://${file("saved_model.pb")} has the SHA-256 ${sha256("grapH")}, and ${sha256("graph")} was asked for: nothing is published`,
            );
            server.content(list, page([git("saved_model.pb", "graph")]));
            assert.equal(
                await fault(call, 2),
                `https://${file("saved_model.pb")} has the git hash ${gitHash("grapH")}, and ${gitHash("graph")} was asked for: nothing is published`,
            );
            server.content(file("saved_model.pb"), "longer than announced");
            assert.match(
                await fault(call, 2),
                /has 21 bytes, and 5 were announced: it is not the file that was asked for$/,
            );
            server.content(list, page([git("../escaped", "x")]));
            assert.equal(
                await fault(call, 2),
                `hf://team/detector@${commit} has a file "../escaped", whose name is not a plain path below a folder: nothing is published`,
            );
            server.status(list, 401);
            assert.equal(
                await fault(call, 2),
                `https://huggingface.co/api/models/team/detector/tree/${commit} answers 401: it is not public: only public sources are read`,
            );
            server.content(list, "<html>");
            assert.match(await fault(call, 3), /answers with another list of files than this command reads$/);
            server.content(list, page([]), { link: '<https://example.com/next>; rel="next"' });
            assert.match(await fault(call, 2), /continues its list at https:\/\/example\.com: nothing is published$/);
        });
    });

    describe("an artifact of a registry", () => {
        const registry = "registry.example.com/v2/team/detector";
        const title = (name: string) => ({ "org.opencontainers.image.title": name });
        const layer = (body: string | Buffer, mediaType: string, annotations?: object) => {
            const digest = `sha256:${sha256(body)}`;
            server.redirect(`${registry}/blobs/${digest}`, `https://blobs.example.com/${digest}`);
            server.content(`blobs.example.com/${digest}`, body);
            return {
                mediaType,
                digest,
                size: Buffer.byteLength(body),
                ...(annotations !== undefined && { annotations }),
            };
        };

        /** Serves a manifest of these layers to those who come with the token, and gives arguments that name it. */
        function artifact(layers: readonly object[], realm = "https://auth.example.com/token"): readonly string[] {
            const manifest = JSON.stringify({ schemaVersion: 2, layers });
            const digest = `sha256:${sha256(manifest)}`;
            server.pages.set(`${registry}/manifests/${digest}`, ({ headers }, response) => {
                if (headers.authorization === "Bearer given") {
                    response.writeHead(200).end(manifest);
                } else {
                    response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="registry"` }).end();
                }
            });
            server.content(
                "auth.example.com/token?service=registry&scope=repository%3Ateam%2Fdetector%3Apull",
                JSON.stringify({ token: "given" }),
            );
            return ["--from", `oci://registry.example.com/team/detector@${digest}`];
        }

        it("gives its files and what it has packed, with a token that no other host gets", async () => {
            const packed = tarGzOf(model.slice(1));
            const { code, out, err } = await run(
                artifact([
                    layer("graph", "application/octet-stream", title("saved_model.pb")),
                    layer(packed, "application/vnd.oci.image.layer.v1.tar+gzip"),
                ]),
            );
            assert.deepEqual([code, out], [0, await ofFolder()], err);
            const told = server.asked.filter(({ authorization }) => authorization !== undefined);
            assert.ok(told.length >= 3 && told.every(({ page }) => page.startsWith("registry.example.com/")));
        });

        it("unpacks a folder that was pushed as one layer", async () => {
            const annotations = { ...title("model"), "io.deis.oras.content.unpack": "true" };
            const packed = tarGzOf(model.map(({ name, content }) => ({ name: `model/${name}`, content })));
            const call = artifact([layer(packed, "application/vnd.oci.image.layer.v1.tar+gzip", annotations)]);
            assert.equal((await run([...call, "--path", "model"])).out, await ofFolder());
        });

        it("is refused where it is another one, has no files, or asks for a login", async () => {
            const other = artifact([layer("graph", "text/plain", title("saved_model.pb"))]);
            const digest = other[1]?.split("@")[1] ?? "";
            server.content(`${registry}/manifests/${digest}`, "{}");
            assert.equal(
                await fault(other, 2),
                `https://${registry}/manifests/${digest} has the digest sha256:${sha256("{}")}: nothing is published`,
            );
            const index = ["--from", `oci://registry.example.com/team/detector@sha256:${sha256("{}")}`];
            server.content(`${registry}/manifests/sha256:${sha256("{}")}`, "{}");
            assert.equal(
                await fault(index, 2),
                `${index[1]} is not an artifact with layers, perhaps a list of images for several processors: name the digest of one`,
            );
            const nameless = layer("graph", "application/octet-stream");
            const call = artifact([nameless]);
            assert.equal(
                await fault(call, 2),
                `${call[1]} has a layer ${nameless.digest} of type application/octet-stream that is neither a named file nor a tar archive: nothing is published`,
            );
            const escaping = artifact([layer("graph", "text/plain", title("../escaped"))]);
            assert.match(await fault(escaping, 2), /has a file "\.\.\/escaped", whose name is not a plain path/);
            assert.equal(
                await fault(artifact([nameless], "http://auth.example.com/token"), 2),
                "registry.example.com asks for a login: only public artifacts are read",
            );
        });
    });

    it("takes the files from one place", async () => {
        const call = ["--from", `hf://team/detector@${commit}`];
        assert.equal(
            (await run(["./model", ...call])).err,
            "both the folder ./model and --from name the files: leave one of them out\n",
        );
        assert.equal((await run(["./model", "--path", "a"])).err, "--path is only for --from: leave it out\n");
    });
});
