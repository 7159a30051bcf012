import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
    CheckResponse,
    ConfigureResponse,
    CreateResponse,
    DiffResponse,
    GetSchemaResponse,
    InvokeResponse,
    PropertyDiff,
    ProviderHandshakeResponse,
    ReadResponse,
    UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { construct } from "./construct";
import { type Change, ChangeKind } from "./diff";
import { type Inventory } from "./inventory";
import { type Journal } from "./journal";
import { type Request, type SimulatedProvider } from "./provider";
import { diffProviderSettings } from "./providerSettings";
import { fromStruct, toStruct } from "./wire";

interface PluginIdentity {
    /** Package of its resources, for example `aws`. */
    readonly name: string;
    /** The engine compares it with the version that the program's SDK requires. */
    readonly version: string;
}

/** The plugin of one package: the provider protocol in front of a {@link SimulatedProvider}. */
export function providerService(
    plugin: PluginIdentity,
    provider: SimulatedProvider,
    inventory: Inventory,
    journal: Journal,
): IResourceProviderServer {
    return {
        handshake: unary(() => new ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true)),
        attach: unary(() => new Empty()),
        getPluginInfo: unary(() => new PluginInfo().setVersion(plugin.version)),
        getSchema: unary(() => new GetSchemaResponse().setSchema(JSON.stringify(plugin))),
        cancel: unary(() => new Empty()),
        parameterize: unimplemented("parameterize"),
        getMapping: unimplemented("getMapping"),
        getMappings: unimplemented("getMappings"),
        call: unimplemented("call"),
        list: (stream) => stream.destroy(new Error("the simulated providers cannot list resources")),

        checkConfig: unary((request) => new CheckResponse().setInputs(request.getNews())),
        diffConfig: unary((request) =>
            diffResponse(
                diffProviderSettings(
                    request.getType(),
                    fromStruct(request.getOldInputs() ?? request.getOlds()),
                    fromStruct(request.getNews()),
                ),
                false,
            ),
        ),
        configure: unary((request) => {
            provider.configure(fromStruct(request.getArgs()));
            return new ConfigureResponse().setAcceptsecrets(true).setAcceptresources(true).setSupportspreview(true);
        }),
        invoke: unary((request) =>
            new InvokeResponse().setReturn(toStruct(provider.invoke(request.getTok(), fromStruct(request.getArgs())))),
        ),

        check: unary((request) =>
            new CheckResponse().setInputs(
                toStruct(provider.check(named(request), fromStruct(request.getOlds()), fromStruct(request.getNews()))),
            ),
        ),
        diff: unary((request) => {
            const { changes, deleteBeforeReplace } = provider.diff(
                named(request),
                request.getId(),
                fromStruct(request.getOldInputs() ?? request.getOlds()),
                fromStruct(request.getNews()),
                request.getIgnorechangesList(),
            );
            return diffResponse(changes, deleteBeforeReplace);
        }),
        create: unary((request) => {
            const inputs = fromStruct(request.getProperties());
            const { id, outputs } = provider.create(named(request), inputs, request.getPreview());
            return new CreateResponse().setId(id).setProperties(toStruct(outputs));
        }),
        read: unary((request) => {
            const existing = provider.read(named(request), request.getId());
            return existing === undefined
                ? new ReadResponse()
                : new ReadResponse()
                      .setId(request.getId())
                      .setInputs(toStruct(existing.inputs))
                      .setProperties(toStruct(existing.outputs));
        }),
        update: unary((request) => {
            const outputs = provider.update(
                named(request),
                request.getId(),
                { inputs: fromStruct(request.getOldInputs()), outputs: fromStruct(request.getOlds()) },
                fromStruct(request.getNews()),
                request.getPreview(),
            );
            return new UpdateResponse().setProperties(toStruct(outputs));
        }),
        delete: unary((request) => {
            provider.delete(named(request), request.getId());
            return new Empty();
        }),
        construct: unary((request) => construct(request, provider.account, inventory, journal)),
    };
}

function named(request: { getUrn(): string; getType(): string; getName(): string }): Request {
    return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

function diffResponse(changes: readonly Change[], deleteBeforeReplace: boolean): DiffResponse {
    const replaces = changes.filter(({ replaces }) => replaces).map(({ path }) => path);
    const response = new DiffResponse()
        .setChanges(changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE)
        .setDiffsList([...new Set(changes.map(({ path }) => path))])
        .setReplacesList(replaces)
        .setDeletebeforereplace(replaces.length > 0 && deleteBeforeReplace)
        .setHasdetaileddiff(true);
    for (const change of changes) {
        response.getDetaileddiffMap().set(change.path, new PropertyDiff().setKind(diffKind(change)).setInputdiff(true));
    }
    return response;
}

function diffKind({ kind, replaces }: Change): PropertyDiff.Kind {
    switch (kind) {
        case ChangeKind.Add:
            return replaces ? PropertyDiff.Kind.ADD_REPLACE : PropertyDiff.Kind.ADD;
        case ChangeKind.Delete:
            return replaces ? PropertyDiff.Kind.DELETE_REPLACE : PropertyDiff.Kind.DELETE;
        case ChangeKind.Update:
            return replaces ? PropertyDiff.Kind.UPDATE_REPLACE : PropertyDiff.Kind.UPDATE;
        default:
            return kind satisfies never;
    }
}

/** Answers a call with the result of `answer`, or with the message of its error. */
function unary<Q, A>(answer: (request: Q) => A | Promise<A>): grpc.handleUnaryCall<Q, A> {
    return (call, callback) => {
        Promise.resolve()
            .then(() => answer(call.request))
            .then((response) => callback(null, response))
            .catch((error: unknown) => {
                callback({
                    code: grpc.status.UNKNOWN,
                    message: error instanceof Error ? error.message : String(error),
                });
            });
    };
}

function unimplemented<Q, A>(method: string): grpc.handleUnaryCall<Q, A> {
    return (_call, callback) => {
        callback({ code: grpc.status.UNIMPLEMENTED, message: `the simulated providers do not support "${method}"` });
    };
}
