import { type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { request, type RequestOptions } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection } from "./connection";
import { type KubeObject, type V1Status } from "./types";

/** What the API server said, refusals included. */
export interface Reply<T = KubeObject> {
    readonly status: number;
    readonly body: T;
    /** Texts of its `Warning` headers: Pod Security, deprecations, unknown fields. */
    readonly warnings: readonly string[];
}

/** A request that had to succeed and did not. */
export class ApiError extends Error {
    constructor(
        public readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

interface Resource {
    readonly plural: string;
    readonly namespaced: boolean;
}

/** Answer of aggregated discovery (apidiscovery.k8s.io/v2), as far as it is read here. */
interface DiscoveryList {
    readonly items: readonly {
        readonly metadata: { readonly name?: string };
        readonly versions: readonly {
            readonly version: string;
            readonly resources?: readonly {
                readonly resource: string;
                readonly scope: "Namespaced" | "Cluster";
                readonly responseKind?: { readonly kind: string };
            }[];
        }[];
    }[];
}

const discoveryType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Names this tool in managedFields; the engine's provider uses one name per resource in the same way. */
const fieldManager = "inference-platform-integration";

/** A small client that shows what libraries hide and the tests are about: status codes and warnings. */
export class KubeClient {
    private options: Promise<RequestOptions> | undefined;
    private resources: Promise<ReadonlyMap<string, Resource>> | undefined;

    constructor(private readonly connection: Connection) {}

    /** Server-side apply with strict field validation: an unknown or doubled field is refused. */
    public async apply(object: KubeObject, { dryRun = false } = {}): Promise<Reply> {
        const query = new URLSearchParams({ fieldManager, force: "true", fieldValidation: "Strict" });
        if (dryRun) {
            query.set("dryRun", "All");
        }
        return await this.send("PATCH", `${await this.pathOf(object)}?${query.toString()}`, {
            body: object,
            contentType: "application/apply-patch+yaml",
        });
    }

    /** Creates an object; refusals are part of the reply. */
    public async create(object: KubeObject, { dryRun = false } = {}): Promise<Reply> {
        const query = new URLSearchParams({ fieldValidation: "Strict", ...(dryRun && { dryRun: "All" }) });
        return await this.send("POST", `${await this.collectionOf(object)}?${query.toString()}`, { body: object });
    }

    /** The object as the server has it, or undefined. */
    public async read<T = KubeObject>(object: KubeObject): Promise<T | undefined> {
        const reply = await this.send<T>("GET", await this.pathOf(object));
        return reply.status === 404 ? undefined : accepted(reply).body;
    }

    public async delete(
        object: KubeObject,
        {
            gracePeriodSeconds,
            propagationPolicy = "Background",
        }: { gracePeriodSeconds?: number; propagationPolicy?: "Background" | "Foreground" } = {},
    ): Promise<void> {
        // All of it in the body: next to one the server does not look at the query.
        const body = { propagationPolicy, gracePeriodSeconds };
        const reply = await this.send("DELETE", await this.pathOf(object), { body });
        if (reply.status !== 404) {
            accepted(reply);
        }
    }

    /** Everything of one kind, for example `list<V1Pod>("/api/v1/pods")`. */
    public async list<T>(path: string): Promise<T[]> {
        return accepted(await this.send<{ readonly items: T[] }>("GET", path)).body.items;
    }

    /** One request, for what the methods above do not cover. */
    public async send<T = KubeObject>(
        method: string,
        path: string,
        { body, contentType = "application/json", accept = "application/json" }: SendOptions = {},
    ): Promise<Reply<T>> {
        const text = body === undefined ? undefined : JSON.stringify(body);
        const headers = {
            accept,
            // Node sends no length of its own with DELETE, and the rest of the connection would be misread.
            ...(text !== undefined && { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
        };
        for (let attempt = 1; ; attempt += 1) {
            const reply = await this.exchange<T>(method, path, headers, text);
            if (reply.status === 401 && attempt === 1) {
                this.options = undefined;
            } else if (reply.status === 429 && attempt <= 5 && method !== "POST") {
                await sleep(1000 * attempt);
            } else {
                return reply;
            }
        }
    }

    /** Forgets what kinds the server has: after CustomResourceDefinitions were added. */
    public rediscover(): void {
        this.resources = undefined;
    }

    /** Whether the server has the object's kind. */
    public async knows(object: Pick<KubeObject, "apiVersion" | "kind">): Promise<boolean> {
        return (await this.discovered()).has(kindKey(object));
    }

    /** Whether objects of this kind live in a namespace. */
    public async namespaced(object: Pick<KubeObject, "apiVersion" | "kind">): Promise<boolean> {
        return (await this.resourceOf(object)).namespaced;
    }

    public async pathOf(object: KubeObject): Promise<string> {
        return `${await this.collectionOf(object)}/${object.metadata.name}`;
    }

    private async collectionOf(object: KubeObject): Promise<string> {
        const { plural, namespaced } = await this.resourceOf(object);
        const root = object.apiVersion.includes("/") ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
        return namespaced
            ? `${root}/namespaces/${object.metadata.namespace ?? "default"}/${plural}`
            : `${root}/${plural}`;
    }

    private async resourceOf(object: Pick<KubeObject, "apiVersion" | "kind">): Promise<Resource> {
        const resource = (await this.discovered()).get(kindKey(object));
        if (resource === undefined) {
            throw new Error(`the API server has no ${kindKey(object)}`);
        }
        return resource;
    }

    private discovered(): Promise<ReadonlyMap<string, Resource>> {
        return (this.resources ??= this.discover());
    }

    private async discover(): Promise<ReadonlyMap<string, Resource>> {
        const found = new Map<string, Resource>();
        for (const path of ["/api", "/apis"]) {
            const list = accepted(await this.send<DiscoveryList>("GET", path, { accept: discoveryType })).body;
            for (const group of list.items) {
                for (const { version, resources = [] } of group.versions) {
                    const apiVersion = group.metadata.name ? `${group.metadata.name}/${version}` : version;
                    for (const { resource, scope, responseKind } of resources) {
                        if (responseKind !== undefined) {
                            const kind = kindKey({ apiVersion, kind: responseKind.kind });
                            found.set(kind, { plural: resource, namespaced: scope === "Namespaced" });
                        }
                    }
                }
            }
        }
        return found;
    }

    private async exchange<T>(
        method: string,
        path: string,
        headers: OutgoingHttpHeaders,
        body: string | undefined,
    ): Promise<Reply<T>> {
        const options = await (this.options ??= this.connection.requestOptions());
        return await new Promise((resolve, reject) => {
            const url = new URL(path, this.connection.server);
            const outgoing = request(
                url,
                { ...options, method, headers: { ...options.headers, ...headers } },
                (incoming) => {
                    const chunks: Buffer[] = [];
                    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
                    incoming.on("error", reject);
                    incoming.on("end", () => {
                        const text = Buffer.concat(chunks).toString("utf8");
                        resolve({
                            status: incoming.statusCode ?? 0,
                            body: parsed(text) as T,
                            warnings: warningsOf(incoming.headers),
                        });
                    });
                },
            );
            outgoing.on("error", (error: NodeJS.ErrnoException) => {
                // The server closes a connection after 90 s without a request, perhaps just before this one.
                if (outgoing.reusedSocket && error.code === "ECONNRESET") {
                    resolve(this.exchange(method, path, headers, body));
                } else {
                    reject(error);
                }
            });
            outgoing.end(body);
        });
    }
}

interface SendOptions {
    readonly body?: unknown;
    readonly contentType?: string;
    readonly accept?: string;
}

/** The reply itself where the server accepted the request. @throws ApiError with the server's message. */
export function accepted<T>(reply: Reply<T>): Reply<T> {
    if (reply.status >= 300) {
        throw new ApiError(reply.status, refusal(reply));
    }
    return reply;
}

/** Why the server refused: the message of its `Status`. */
export function refusal(reply: Reply<unknown>): string {
    const { message } = reply.body as V1Status;
    return message ?? `HTTP ${reply.status}: ${JSON.stringify(reply.body)}`;
}

function kindKey({ apiVersion, kind }: Pick<KubeObject, "apiVersion" | "kind">): string {
    return `${apiVersion} ${kind}`;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        // Health endpoints and some refusals answer in plain text.
        return { message: text };
    }
}

/** Texts of `299 - "…"` entries; Node joins several headers with a comma. */
function warningsOf(headers: IncomingHttpHeaders): string[] {
    const header = headers["warning"] ?? "";
    return [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}
