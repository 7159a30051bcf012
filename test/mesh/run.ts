import path from "node:path";
import { runTier } from "../runtime/tier";
import { prepareMesh, stopMesh } from "./mesh";

void runTier({
    name: "mesh",
    description: "Sends requests through the stacks' own mesh: real istiod, injected proxies, Envoys.",
    script: __filename,
    needs: {
        commands: {
            curl: "requests to the sample server",
            ip: "networks of pods (iproute2)",
            "iptables-restore": "the redirection into proxies (iptables)",
            setpriv: "connections past the proxies (util-linux)",
            nsenter: "networks of pods (util-linux)",
            openssl: "certificates",
            python3: "the download of Envoy, and the sample server",
        },
        severalUsers: true,
    },
    tests: [path.join(__dirname, "mesh.scenarios.ts")],
    prepare: prepareMesh,
    stop: stopMesh,
});
