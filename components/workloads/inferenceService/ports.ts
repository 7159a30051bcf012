import { type Fault } from "../../../config/fault";
import { type PortsConfig } from "../../../config/serving/ports";
import { type ServingPort } from "../../serving/plan";

/** The ports of the contract by their names, and those that a stack file adds. */
export function servingPorts({ http, grpc, others }: PortsConfig): readonly ServingPort[] {
    return [
        ...contractPorts(http, grpc),
        ...Object.entries(others).map(([name, { port, protocol }]): ServingPort => ({
            name,
            protocol,
            containerPort: port,
            servicePort: port,
            byName: true,
        })),
    ];
}

function contractPorts(http: number, grpc: number): readonly ServingPort[] {
    return [
        { name: "http", protocol: "http", containerPort: http, servicePort: 80 },
        { name: "grpc", protocol: "grpc", containerPort: grpc, servicePort: 9090 },
    ];
}

/**
 * Ports that two programs, or two entries of one Service, would share.
 *
 * @param path of the key `ports`
 */
export function portFaults(path: string, { http, grpc, others }: PortsConfig): readonly Fault[] {
    const contract = contractPorts(http, grpc);
    const pods: [string, number][] = contract.map(({ name, containerPort }) => [name, containerPort]);
    const faults: Fault[] = [];
    if (http === grpc) {
        faults.push({ path: `${path}.grpc`, reason: `is ${grpc}, the port of http too: a server listens on one each` });
    }
    for (const [name, { port }] of Object.entries(others)) {
        const at = `${path}.others.${name}`;
        const taken = pods.find(([, other]) => other === port);
        const service = contract.find(({ servicePort }) => servicePort === port);
        if (contract.some((each) => each.name === name)) {
            faults.push({ path: at, reason: `is the name of a port that every server has: set ${path}.${name}` });
        } else if (taken !== undefined) {
            faults.push({ path: `${at}.port`, reason: `is ${port}, the port of ${taken[0]} too: choose another` });
        } else if (service !== undefined) {
            const reason = `is ${port}, where the workload's Service has ${service.name}: choose another`;
            faults.push({ path: `${at}.port`, reason });
        }
        pods.push([name, port]);
    }
    return faults;
}
