import * as pulumi from "@pulumi/pulumi";
import { type ExternalServiceConfig } from "../config/dataStores";
import { type DataStoreName } from "../config/serving/access";
import { type ServiceEndpoint } from "./platform";

/** Ports on which data stores answer unless the stack file says otherwise. */
export const usualPorts: Readonly<Record<DataStoreName, number>> = { postgres: 5432, redis: 6379 };

/**
 * A data store that is already there, as the stack file names it.
 *
 * @param secretPrefix what the names of the stack's secrets start with
 */
export function externalService(
    store: DataStoreName,
    config: ExternalServiceConfig,
    secretPrefix: string,
): ServiceEndpoint {
    return {
        host: pulumi.output(config.host),
        port: config.port ?? usualPorts[store],
        secretName: pulumi.output(`${secretPrefix}${config.secret}`),
        cidrs: config.cidrs,
    };
}
