import path from "node:path";
import { addonData } from "../../../components/addons";
import { addonSchemas } from "../../../components/addons/definitions";
import { eksPlatform } from "../../../components/aws/eksPlatform";
import { addonIdentities, type PostgresEndpoint } from "../../../components/platform";
import { workloadKinds } from "../../../components/workloads/kinds";
import { loadPlatformConfig } from "../../../config/load";
import { type PlatformConfig } from "../../../config/platform";
import { PROJECT } from "../../../simulation/in-process/run";
import { readStackConfig } from "../../../simulation/stackFile";
import { simulate, type Simulated } from "../simulate";

const root = path.resolve(__dirname, "../../..");
const runs = new Map<string, Promise<Simulated>>();

export interface AwsSideOptions {
    /** As `--set`: `network.zones=2`. */
    readonly settings?: readonly string[];
    /** As on a fresh account: nothing is known that AWS makes up. */
    readonly preview?: boolean;
}

/** The AWS side of a stack file alone, with the identities of its add-ons and the data stores among its outputs; once per process for the same arguments. */
export function simulateAws(stack: string, options: AwsSideOptions = {}): Promise<Simulated> {
    const key = JSON.stringify([stack, options]);
    const run = runs.get(key) ?? runAws(stack, options);
    runs.set(key, run);
    return run;
}

/** A stack file as the AWS side reads it. */
export function awsConfig(stack: string, settings: readonly string[] = []): PlatformConfig {
    const { config } = readStackConfig(root, stack, PROJECT, settings);
    return loadPlatformConfig(stack, config, { kinds: workloadKinds, addons: addonSchemas, checks: [] });
}

function runAws(stack: string, { settings = [], preview = false }: AwsSideOptions): Promise<Simulated> {
    const { config } = readStackConfig(root, stack, PROJECT, settings);
    return simulate(
        async () => {
            const parsed = awsConfig(stack, settings);
            const { platform, outputs } = await eksPlatform(parsed, addonData(parsed), []);
            // external-dns has an identity only with a hosted zone.
            for (const addon of addonIdentities.filter((name) => name !== "external-dns")) {
                platform.identities.forAddon(addon, { namespace: "test", serviceAccount: addon }, {});
            }
            return { ...outputs, postgres: withoutResources(platform.postgres), redis: platform.redis };
        },
        { stack, config, preview },
    );
}

/** An endpoint as outputs of a stack can hold it. */
function withoutResources(postgres: PostgresEndpoint | undefined) {
    if (postgres?.managed === undefined) {
        return postgres;
    }
    const { administrator, accounts } = postgres.managed;
    const logins = Object.entries(accounts).map(([account, { secretName, login, previousLogin }]) => [
        account,
        { secretName, login, previousLogin },
    ]);
    return { ...postgres, managed: { administrator, accounts: Object.fromEntries(logins) as object } };
}
