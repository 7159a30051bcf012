import { availableParallelism } from "node:os";
import path from "node:path";
import { loadCrds } from "../integration/cluster/crds";
import { controlPlaneTools } from "../integration/cluster/controlPlane";
import { downloadModule, ensureTool, tools } from "../integration/tools";
import { runTier } from "../runtime/tier";
import { controllerTools } from "./programs";
import { stopCluster } from "./running";

void runTier({
    name: "controllers",
    description:
        "The real autoscaler, KEDA, Argo Rollouts and Prometheus on the stacks' own objects and simulated pods.",
    script: __filename,
    needs: {
        commands: {
            ip: "networks (iproute2)",
            openssl: "certificates",
            mount: "a hosts file (util-linux)",
            python3: "a stand-in for SQS",
        },
        pythonModules: { moto: 'a stand-in for SQS (pip install "moto[server]==5.2.1")' },
        severalUsers: false,
    },
    // One stack keeps almost two cores busy for most of its time.
    stacksTogether: availableParallelism() >= 4,
    tests: [path.join(__dirname, "controllers.scenarios.ts")],
    prepare: async () => {
        // One after the other: a build uses every core by itself.
        for (const tool of [...controlPlaneTools, ...controllerTools]) {
            await ensureTool(tool);
        }
        await downloadModule("sigs.k8s.io/kwok", tools.kwok.module);
        await loadCrds();
    },
    stop: stopCluster,
});
