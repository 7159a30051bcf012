import * as pulumi from "@pulumi/pulumi";
import { loadPlatformConfig } from "./config/load";

/** The stack as a table of contents; the engine, the simulation and the rehearsal call it. */
const program = async (): Promise<Record<string, unknown>> => {
    const config = loadPlatformConfig(pulumi.getStack(), pulumi.runtime.allConfig(), { kinds: {}, checks: [] });
    return Promise.resolve({ region: config.region });
};

export = program;
