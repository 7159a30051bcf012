import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { unpack } from "./archive";
import { type Fetching, room } from "./context";
import { placeOf } from "./paths";
import { shownSource, shownUrl, type Source } from "./source";
import { failed, parsed, rejected, statusError } from "./web";

type OciSource = Extract<Source, { kind: "oci" }>;

/** Source: OCI image specification, image manifest. */
const manifestSchema = z.looseObject({
    layers: z
        .array(
            z.looseObject({
                mediaType: z.string(),
                digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
                size: z.int().min(0),
                annotations: z.record(z.string(), z.string()).optional(),
            }),
        )
        .min(1)
        .max(1000),
});
type Layer = z.output<typeof manifestSchema>["layers"][number];

const manifestTypes = [
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];

const titleAnnotation = "org.opencontainers.image.title";
/** ORAS packs a folder as an archive and says so. */
const unpackAnnotation = "io.deis.oras.content.unpack";

/** Stores the layers of an artifact: one with a title is a file, an archive is unpacked. */
export async function fetchOci(source: OciSource, fetching: Fetching): Promise<void> {
    const name = shownSource(source);
    const registry = new Registry(source, fetching);
    const layers = (await registry.manifest(name)).filter(({ size }) => size > 0);
    fetching.expect(layers.reduce((sum, { size }) => sum + size, 0));
    for (const [i, layer] of layers.entries()) {
        const title = layer.annotations?.[titleAnnotation];
        const packed = layer.annotations?.[unpackAnnotation] === "true" || (title === undefined && isTar(layer));
        if (title === undefined && !packed) {
            throw rejected(
                `${name} has a layer ${layer.digest} of type ${layer.mediaType} that is neither a named file nor a tar archive: nothing is published`,
            );
        }
        if (!packed && title !== undefined) {
            const place = placeOf(fetching.folder, title, name);
            await mkdir(path.dirname(place), { recursive: true });
            await registry.layer(layer, place);
            continue;
        }
        const file = path.join(fetching.scratch, `layer-${i}`);
        await registry.layer(layer, file);
        await unpack(file, {
            source: `layer ${layer.digest} of ${name}`,
            folder: fetching.folder,
            room: await room(fetching),
        });
        await rm(file);
    }
}

function isTar({ mediaType }: Layer): boolean {
    return /[.+]tar(\+gzip|\.gzip)?$/.test(mediaType);
}

/** A registry that lets everybody pull, perhaps after it has given out a token. */
class Registry {
    private authorization: Readonly<Record<string, string>> = {};

    constructor(
        private readonly source: OciSource,
        private readonly fetching: Fetching,
    ) {}

    public async manifest(name: string): Promise<readonly Layer[]> {
        const url = this.address(`manifests/${this.source.digest}`);
        const accept = { accept: manifestTypes.join(", ") };
        let answer = await this.fetching.web.read(url, accept);
        const challenge = answer.headers.get("www-authenticate");
        if (answer.status === 401 && challenge !== null) {
            this.authorization = { authorization: `Bearer ${await this.token(challenge)}` };
            answer = await this.fetching.web.read(url, { ...accept, ...this.authorization });
        }
        if (answer.status !== 200) {
            throw statusError(url, answer.status);
        }
        const digest = `sha256:${createHash("sha256").update(answer.body).digest("hex")}`;
        if (digest !== this.source.digest) {
            throw rejected(`${shownUrl(url)} has the digest ${digest}: nothing is published`);
        }
        const manifest = manifestSchema.safeParse(parsed(answer.body));
        if (!manifest.success) {
            throw rejected(
                `${name} is not an artifact with layers, perhaps a list of images for several processors: name the digest of one`,
            );
        }
        return manifest.data.layers;
    }

    public async layer({ digest, size }: Layer, file: string): Promise<void> {
        const { web } = this.fetching;
        const hash = { kind: "sha256", hex: digest.slice("sha256:".length) } as const;
        const url = this.address(`blobs/${digest}`);
        this.fetching.add(
            await web.save(url, file, { hash, bytes: size }, await room(this.fetching), this.authorization),
        );
    }

    /** Asks for a token without saying who asks, as public registries allow. Source: distribution, token authentication. */
    private async token(challenge: string): Promise<string> {
        const value = (key: string) => new RegExp(`[ ,]${key}="([^"]*)"`).exec(challenge)?.[1];
        const realm = value("realm");
        const { registry, repository } = this.source;
        if (!challenge.startsWith("Bearer ") || realm?.startsWith("https://") !== true) {
            throw rejected(`${registry} asks for a login: only public artifacts are read`);
        }
        const url = new URL(realm);
        const service = value("service");
        if (service !== undefined) {
            url.searchParams.set("service", service);
        }
        url.searchParams.set("scope", `repository:${repository}:pull`);
        const { status, body } = await this.fetching.web.read(url);
        if (status !== 200) {
            throw statusError(url, status);
        }
        const answer = z
            .looseObject({ token: z.string().optional(), access_token: z.string().optional() })
            .safeParse(parsed(body));
        const token = answer.data?.token ?? answer.data?.access_token;
        if (token === undefined) {
            throw failed(`${shownUrl(url)} answers without a token`);
        }
        return token;
    }

    private address(rest: string): URL {
        return new URL(`https://${this.source.registry}/v2/${this.source.repository}/${rest}`);
    }
}
