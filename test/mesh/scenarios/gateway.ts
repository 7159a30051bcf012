import assert from "node:assert/strict";
import { type Load } from "../program";
import { namespace } from "../callers";
import { assertAll, denied, durationOf, shareOf, succeeded } from "./answers";
import { type MeshScenario } from "./scenario";
import { throughGateway } from "./targets";

const app = "/ai-inference-app";
const grpcPath = "/inference.v1.InferenceService/Predict";

/** What clients outside may call, and the path that the server sees. */
const published: readonly [string, string, Partial<Load>?][] = [
    [`${app}/predict`, "/predict"],
    [`${app}/v1/models/ai-inference:predict`, "/v1/models/ai-inference:predict"],
    [`${app}/v2/models/ai-inference/infer`, "/v2/models/ai-inference/infer"],
    [grpcPath, grpcPath, { grpc: true }],
];

/** What they may not, with every spelling that a proxy and a server could read differently. */
const hidden: readonly [string, Partial<Load>?][] = [
    [`${app}/metrics`],
    [`${app}/metrics`, { method: "GET" }],
    [`${app}/health`, { method: "GET" }],
    [`${app}/ready`, { method: "GET" }],
    [`${app}/startup`, { method: "GET" }],
    [`${app}/shutdown`],
    [`${app}/`],
    [`${app}`],
    [`${app}/predict`, { method: "GET" }],
    [`${app}/predict/more`],
    [`${app}/predict/../shutdown`],
    [`${app}/v1/models/../../shutdown`],
    [`${app}/v1/models/%2e%2e/%2e%2e/shutdown`],
    [`${app}/v1/models/..%2f..%2fshutdown`],
    [`${app}/v1/models/..%5c..%5cshutdown`],
    [`${app}/v1/models//../../shutdown`],
    [`${app}//shutdown`],
    ["/predict"],
    ["/metrics", { method: "GET" }],
    ["/other"],
    ["/grpc.health.v1.Health/Check", { grpc: true }],
    ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", { grpc: true }],
];

/** Paths for whoever runs the workload, which no route may lead to. */
const administration = ["/metrics", "/health", "/ready", "/startup", "/shutdown"];

export const gateway: readonly MeshScenario[] = [
    {
        title: "prediction paths come in through the gateway",
        holds: async (mesh, figure) => {
            for (const [path, seen, load] of published) {
                const answers = await mesh.outside.clients.visitor.send(throughGateway(mesh, path, load));
                assertAll(path, answers, (each) => succeeded(each) && each.path === seen);
            }
            figure(`${published.length} paths`);
        },
    },
    {
        title: "nothing else comes in, in no spelling",
        holds: async (mesh, figure) => {
            for (const [path, load] of hidden) {
                const answers = await mesh.outside.clients.visitor.send(throughGateway(mesh, path, load));
                const { method = "POST" } = load ?? {};
                assertAll(`${method} ${path}`, answers, ({ servedBy, status }) => servedBy === undefined && status > 0);
            }
            figure(`${hidden.length} paths`);
        },
    },
    {
        title: "unknown hosts get nothing, and plain HTTP is sent to HTTPS",
        holds: async (mesh, figure) => {
            const { visitor } = mesh.outside.clients;
            const path = `${app}/predict`;
            const foreign = await visitor.send(throughGateway(mesh, path, { host: "other.example.org" }));
            assertAll("another host", foreign, ({ status, servedBy }) => servedBy === undefined && status === 404);
            const [plain] = await visitor.send({
                url: `http://${mesh.hostname}${path}`,
                connect: `${mesh.gateway}:80`,
            });
            assert.equal(plain?.status, 301);
            assert.equal(plain.headers?.["location"], `https://${mesh.hostname}${path}`);
            figure("404; 301");
        },
    },
    {
        title: "only tokens of the issuer, for this audience and still valid, are admitted",
        stacks: ["prod"],
        holds: async (mesh, figure) => {
            const { visitor } = mesh.outside.clients;
            const send = async (token: string | undefined): Promise<number | undefined> => {
                const load = throughGateway(mesh, `${app}/predict`);
                const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
                const [answer] = await visitor.send({ ...load, headers });
                return answer?.status;
            };
            const valid = mesh.outside.token();
            const anHourAgo = Math.floor(Date.now() / 1000) - 3600;
            const [head, , signature] = valid.split(".");
            const [, otherClaims] = mesh.outside.token({ aud: "ai-inference", exp: 4_000_000_000 }).split(".");
            const statuses = {
                valid: await send(valid),
                none: await send(undefined),
                "of another issuer": await send(mesh.outside.token({ iss: "https://login.example.org" })),
                "for another audience": await send(mesh.outside.token({ aud: "other" })),
                expired: await send(mesh.outside.token({ exp: anHourAgo })),
                "with changed claims": await send([head, otherClaims, signature].join(".")),
                garbage: await send("garbage"),
            };
            assert.deepEqual(statuses, {
                valid: 200,
                none: 403,
                "of another issuer": 401,
                "for another audience": 403,
                expired: 401,
                "with changed claims": 401,
                garbage: 401,
            });
            figure("200; 403 without, 401 or 403 with any other");
        },
    },
    {
        title: "scripts of the listed site may call, those of others may not",
        holds: async (mesh, figure) => {
            const { visitor } = mesh.outside.clients;
            const preflight = async (origin: string): Promise<Readonly<Record<string, string>>> => {
                const headers = { origin, "access-control-request-method": "POST" };
                const load = throughGateway(mesh, `${app}/predict`, { method: "OPTIONS", headers });
                const [answer] = await visitor.send(load);
                return answer?.headers ?? {};
            };
            assert.deepEqual(await preflight("https://app.example.com"), {
                "access-control-allow-origin": "https://app.example.com",
                "access-control-allow-methods": "POST",
                "access-control-allow-headers": "authorization,content-type",
            });
            assert.equal((await preflight("https://evil.example.org"))["access-control-allow-origin"], undefined);
            figure("preflight answered; another origin gets no leave");
        },
    },
    {
        title: "a client above its rate gets 429, another client notices nothing",
        holds: async (mesh, figure) => {
            const { crowd, neighbor } = mesh.outside.clients;
            const load = throughGateway(mesh, `${app}/predict`);
            const [many, few] = await Promise.all([
                crowd.send({ ...load, count: 400, concurrency: 40 }),
                neighbor.send({ ...load, count: 20 }),
            ]);
            const seconds = durationOf(many);
            const limited = shareOf(many, ({ status }) => status === 429);
            const admitted = many.filter(succeeded).length;
            // A full bucket of 100, and 50 more for every second that has begun.
            const most = 100 + 50 * (Math.floor(seconds) + 1);
            assertAll("either answered or limited", many, (each) => succeeded(each) || each.status === 429);
            assert.ok(admitted <= most, `${admitted} of 400 admitted in ${seconds} s, at most ${most} wanted`);
            assert.ok(limited > 0, `none of 400 in ${seconds} s got 429`);
            assertAll("the other client", few, succeeded);
            figure(`${admitted} of 400 in ${seconds.toFixed(1)} s; the other client 20 of 20`);
        },
    },
    {
        title: "a workload's own rate holds on all its paths together, and on no other workload",
        holds: async (mesh, figure) => {
            const { buyer } = mesh.outside.clients;
            const load = { count: 20, concurrency: 10 };
            const limited = (
                await Promise.all([
                    buyer.send(throughGateway(mesh, "/switched/predict", load)),
                    buyer.send(throughGateway(mesh, "/switched/v2/models/switched/infer", load)),
                ])
            ).flat();
            const free = await buyer.send(throughGateway(mesh, `${app}/predict`, { count: 10 }));
            const seconds = durationOf(limited);
            const admitted = limited.filter(succeeded).length;
            // A full bucket of 20, and 5 more for every second that has begun.
            const most = 20 + 5 * (Math.floor(seconds) + 1);
            assertAll("either answered or limited", limited, (each) => succeeded(each) || each.status === 429);
            assert.ok(admitted <= most, `${admitted} of 40 admitted in ${seconds} s, at most ${most} wanted`);
            assert.ok(admitted < limited.length, `none of 40 in ${seconds} s got 429`);
            assertAll("the same client at another workload", free, succeeded);
            figure(`${admitted} of 40 in ${seconds.toFixed(1)} s; another workload 10 of 10`);
        },
    },
    {
        title: "a request above a workload's size gets 413 before it reaches a pod",
        holds: async (mesh, figure) => {
            const { visitor } = mesh.outside.clients;
            const small = { bodyBytes: 1_000_000 };
            const large = { bodyBytes: 1_100_000 };
            assertAll("below", await visitor.send(throughGateway(mesh, "/switched/predict", small)), succeeded);
            const refused = await visitor.send(throughGateway(mesh, "/switched/predict", large));
            assertAll("above", refused, ({ status, servedBy }) => status === 413 && servedBy === undefined);
            assertAll("elsewhere", await visitor.send(throughGateway(mesh, `${app}/predict`, large)), succeeded);
            figure("1,000,000 bytes: 200; 1,100,000: 413; another workload: 200");
        },
    },
    // Last of those at the gateway: connections that are open may take requests by what it adds for a while after it.
    {
        title: "a route that somebody adds opens no administrative path",
        holds: async (mesh, figure) => {
            const route = {
                apiVersion: "networking.istio.io/v1",
                kind: "VirtualService",
                metadata: { name: "added", namespace },
                spec: {
                    hosts: [mesh.hostname],
                    gateways: ["istio-ingress/platform"],
                    http: [
                        {
                            match: [{ uri: { prefix: "/added/" } }],
                            rewrite: { uri: "/" },
                            route: [
                                {
                                    destination: {
                                        host: `ai-inference-app.${namespace}.svc.cluster.local`,
                                        port: { number: 80 },
                                    },
                                },
                            ],
                        },
                    ],
                },
            };
            const allowAll = {
                apiVersion: "security.istio.io/v1",
                kind: "AuthorizationPolicy",
                metadata: { name: "added", namespace },
                spec: { selector: { matchLabels: { app: "ai-inference-app" } }, action: "ALLOW", rules: [{}] },
            };
            await mesh.with(route, () =>
                mesh.with(allowAll, async () => {
                    const { visitor } = mesh.outside.clients;
                    // The route itself works, or the rest would prove nothing.
                    await mesh.settles("the added route", async () => {
                        const answers = await visitor.send(throughGateway(mesh, "/added/other", { method: "GET" }));
                        assertAll("another path", answers, succeeded);
                    });
                    for (const path of administration) {
                        const answers = await visitor.send(throughGateway(mesh, `/added${path}`, { method: "GET" }));
                        assertAll(path, answers, denied);
                    }
                }),
            );
            await mesh.settles("route and policy are gone", async () => {
                // A connection that is open takes one more request by the old rules: enough to meet every pod by each of them.
                const load = { method: "GET", count: 24, concurrency: 8, perSecond: 60 };
                const { visitor } = mesh.outside.clients;
                const byRoute = await visitor.send(throughGateway(mesh, "/added/other"));
                assertAll("the added route", byRoute, ({ status }) => status === 404);
                const byPolicy = await visitor.send(throughGateway(mesh, `${app}/predict`, load));
                assertAll("what the added policy allowed", byPolicy, denied);
            });
            figure(`${administration.length} paths: 403`);
        },
    },
];
