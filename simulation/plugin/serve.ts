import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Inventory } from "./inventory";
import { Journal } from "./journal";
import { SimulatedProvider } from "./provider";
import { providerService } from "./service";

/** Packages whose plugins are served: all that a stack uses. */
const servedPackages = ["aws", "awsx", "eks", "kubernetes", "random", "tls"] as const;

/** A simulated cloud in this process, which the engine can reach. */
export interface SimulatedCloud {
    readonly inventory: Inventory;
    readonly journal: Journal;
    /** Variables that make the engine attach to these plugins instead of starting its own. */
    readonly environment: Readonly<Record<string, string>>;
    /** Stops all plugins; call it after the engine has finished. */
    stop(): void;
}

/** The engine sometimes sends the inputs of a whole stack in one message; gRPC's default limit is 4 MiB. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * Serves the simulated providers as plugins on loopback, one port per package.
 *
 * @param region region of resources until a provider is configured with another one
 */
export async function serveCloud(region: string): Promise<SimulatedCloud> {
    const inventory = new Inventory();
    const journal = new Journal();
    const servers: grpc.Server[] = [];
    const attached: string[] = [];
    for (const name of servedPackages) {
        const server = new grpc.Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
        const provider = new SimulatedProvider(inventory, journal, region);
        const plugin = { name, version: installedVersion(name) };
        server.addService(ResourceProviderService, providerService(plugin, provider, inventory, journal));
        attached.push(`${name}:${await listen(server)}`);
        servers.push(server);
    }
    return {
        inventory,
        journal,
        environment: {
            PULUMI_DEBUG_PROVIDERS: attached.join(","),
            // A plugin that is not served here must fail with its name, not be downloaded.
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        },
        stop: () => servers.forEach((server) => server.forceShutdown()),
    };
}

/** Version of the installed SDK package. */
function installedVersion(name: string): string {
    const manifest = readFileSync(require.resolve(`@pulumi/${name}/package.json`), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}

async function listen(server: grpc.Server): Promise<number> {
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
            error === null ? resolve(port) : reject(error),
        );
    });
}
