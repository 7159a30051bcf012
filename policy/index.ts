import { PolicyPack } from "@pulumi/policy";
import packConfig from "./config.json";
import { enginePolicy } from "./engine/policy";
import { allRules } from "./rules";
import { expandConfig } from "./core/settings";

// The configuration this project needs; `--policy-pack-config` goes before it.
new PolicyPack(
    "inference-platform",
    {
        description: "Pod Security Standards, resource limits, mesh, network, images, availability and AWS rules",
        policies: allRules.map(enginePolicy),
    },
    expandConfig(allRules, packConfig),
);
