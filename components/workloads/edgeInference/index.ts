import { keyPath } from "../../../config/fault";
import { variableFaults } from "../../../config/serving/job";
import { allowedCallsTo, callerFaults } from "../../serving/access/callers";
import { ingressRules } from "../../serving/access/ingressRules";
import { PodWorkload } from "../../serving/pod/podWorkload";
import { serviceHost } from "../../serving/plan";
import { secretChangeFaults } from "../../serving/pod/secretChanges";
import { podFaults } from "../../serving/pod/faults";
import { defineKind } from "../kind";
import { edgeObjects } from "./objects";
import { edgePlan, edgePorts, fixedVariables, podConfig } from "./plan";
import { kind, schema } from "./schema";

/** A server on every edge node, with models that are on the node: no identity in the cloud, no way to production. */
export const edgeInference = defineKind({
    kind,
    schema,
    // Edge nodes join by themselves: no node group of the stack file has to hold the pods.
    demands: () => [],
    faults: (name, config, stack) => [
        ...podFaults(name, podConfig(config), stack),
        ...callerFaults(keyPath("workloads", name), config, edgePorts),
        ...secretChangeFaults(keyPath("workloads", name), config, stack),
        ...variableFaults(keyPath("workloads", name), config, fixedVariables),
        ...(config.namespace === "edge-computing"
            ? []
            : [
                  {
                      path: keyPath("workloads", name, "namespace"),
                      reason: `is ${config.namespace}: must be edge-computing, whose pods alone may read a folder of their node`,
                  },
              ]),
    ],
    calls: (name, config) => allowedCallsTo(name, config, edgePorts),
    create: (name, config, context, opts) => {
        const plan = edgePlan(name, config);
        new PodWorkload(
            name,
            {
                plan,
                context,
                callers: ingressRules(plan, context),
                create: (inside, before) => edgeObjects(plan, config, inside, before),
            },
            opts,
        );
        return {
            address: Object.fromEntries(
                edgePorts.map((port) => [port.name, `${serviceHost(plan)}:${port.servicePort}`]),
            ),
        };
    },
});
