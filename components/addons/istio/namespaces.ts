import { type AddonNamespace } from "../namespaces";

export const istioNamespace: AddonNamespace = { name: "istio-system", level: "restricted", inMeshView: true };

export const cniNamespace: AddonNamespace = {
    name: "istio-cni",
    level: "privileged",
    because: "the CNI agent installs a plugin on the host and enters pods' network namespaces",
};
