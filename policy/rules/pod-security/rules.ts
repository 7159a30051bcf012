import { type Rule } from "../../core/rule";
import { allowPrivilegeEscalation } from "./allowPrivilegeEscalation";
import { appArmorProfile } from "./appArmorProfile";
import { capabilitiesBaseline } from "./capabilitiesBaseline";
import { capabilitiesRestricted } from "./capabilitiesRestricted";
import { hostNamespaces } from "./hostNamespaces";
import { hostPathVolumes } from "./hostPathVolumes";
import { hostPorts } from "./hostPorts";
import { hostProbesAndHostLifecycle } from "./hostProbesAndHostLifecycle";
import { namespaceLevel } from "./namespaceLevel";
import { privileged } from "./privileged";
import { procMount } from "./procMount";
import { procMountRestricted } from "./procMountRestricted";
import { restrictedVolumes } from "./restrictedVolumes";
import { runAsNonRoot } from "./runAsNonRoot";
import { runAsUser } from "./runAsUser";
import { seccompProfileBaseline } from "./seccompProfileBaseline";
import { seccompProfileRestricted } from "./seccompProfileRestricted";
import { seLinuxOptions } from "./seLinuxOptions";
import { sysctls } from "./sysctls";
import { wellFormed } from "./wellFormed";
import { windowsHostProcess } from "./windowsHostProcess";

export const podSecurityRules: readonly Rule[] = [
    namespaceLevel,
    wellFormed,
    // Baseline
    appArmorProfile,
    capabilitiesBaseline,
    hostNamespaces,
    hostPathVolumes,
    hostPorts,
    hostProbesAndHostLifecycle,
    privileged,
    procMount,
    seccompProfileBaseline,
    seLinuxOptions,
    sysctls,
    windowsHostProcess,
    // Restricted
    allowPrivilegeEscalation,
    capabilitiesRestricted,
    procMountRestricted,
    restrictedVolumes,
    runAsNonRoot,
    runAsUser,
    seccompProfileRestricted,
];
