import { type Rule } from "../../core/rule";
import { defaultDeny } from "./defaultDeny";
import { externalIps } from "./externalIps";
import { hostPorts } from "./hostPorts";
import { loadBalancers } from "./loadBalancers";
import { nodePorts } from "./nodePorts";
import { openEgress } from "./openEgress";

export const networkRules: readonly Rule[] = [
    defaultDeny,
    openEgress,
    loadBalancers,
    nodePorts,
    hostPorts,
    externalIps,
];
