import { podSecurityRules } from "../../../../policy/rules/pod-security/rules";
import { type Break, describeRule, gone } from "../../../support/policy/cases";
import { pod } from "../../../support/policy/objects";

const c = "0/spec/containers/0";
const context = `${c}/securityContext`;
const at = "spec.containers[0].securityContext";

/** Every check, and each single change to a compliant pod that it must find, with the whole text. */
const breaks: Readonly<Record<string, Readonly<Record<string, Break>>>> = {
    allowPrivilegeEscalation: {
        "finds escalation that is allowed": {
            at: `${context}/allowPrivilegeEscalation`,
            to: true,
            message: `allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false); write false at "${at}.allowPrivilegeEscalation"`,
        },
        "finds escalation that is left to the default": {
            at: `${context}/allowPrivilegeEscalation`,
            to: gone,
            message: `allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false); write false at "${at}.allowPrivilegeEscalation"`,
        },
        "looks into init containers": {
            at: "0/spec/initContainers",
            to: [{ name: "init" }],
            message: `allowPrivilegeEscalation != false (container "init" must set securityContext.allowPrivilegeEscalation=false); write false at "spec.initContainers[0].securityContext.allowPrivilegeEscalation"`,
        },
        "looks into ephemeral containers": {
            at: "0/spec/ephemeralContainers",
            to: [{ name: "debug" }],
            message: `allowPrivilegeEscalation != false (container "debug" must set securityContext.allowPrivilegeEscalation=false); write false at "spec.ephemeralContainers[0].securityContext.allowPrivilegeEscalation"`,
        },
        "reads null in a list as an empty container": {
            at: "0/spec/initContainers",
            to: [null],
            message: `allowPrivilegeEscalation != false (container "" must set securityContext.allowPrivilegeEscalation=false); write false at "spec.initContainers[0].securityContext.allowPrivilegeEscalation"`,
        },
    },
    appArmorProfile: {
        "finds an unconfined container": {
            at: `${context}/appArmorProfile`,
            to: { type: "Unconfined" },
            message: `forbidden AppArmor profile (container "app" must not set AppArmor profile type to "Unconfined"); remove it or use the runtime's default profile at "${at}.appArmorProfile.type"`,
        },
        "finds an unconfined pod": {
            at: "0/spec/securityContext/appArmorProfile",
            to: { type: "Unconfined" },
            message: `forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined"); remove it or use the runtime's default profile at "spec.securityContext.appArmorProfile.type"`,
        },
        "finds a forbidden annotation": {
            at: "0/metadata/annotations",
            to: {
                "container.apparmor.security.beta.kubernetes.io/app": "unconfined",
                "container.apparmor.security.beta.kubernetes.io/ok": "localhost/p",
                "container.apparmor.security.beta.kubernetes.io/ok2": "runtime/default",
            },
            message: `forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/app="unconfined""); remove it or use the runtime's default profile at "metadata.annotations['container.apparmor.security.beta.kubernetes.io/app']"`,
        },
        "accepts a profile of the node": {
            at: `${context}/appArmorProfile`,
            to: { type: "Localhost", localhostProfile: "p" },
            message: "",
        },
    },
    capabilities_restricted: {
        "finds capabilities that are kept": {
            at: `${context}/capabilities/drop`,
            to: ["NET_RAW"],
            message: `unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"]); drop ["ALL"] and add at most "NET_BIND_SERVICE" at "${at}.capabilities.drop"`,
        },
        "finds a capability that is added": {
            at: `${context}/capabilities/add`,
            to: ["CHOWN", "NET_BIND_SERVICE"],
            message: `unrestricted capabilities (container "app" must not include "CHOWN" in securityContext.capabilities.add); drop ["ALL"] and add at most "NET_BIND_SERVICE" at "${at}.capabilities.add"`,
        },
        "accepts NET_BIND_SERVICE": { at: `${context}/capabilities/add`, to: ["NET_BIND_SERVICE"], message: "" },
        "does not take all for ALL": {
            at: `${context}/capabilities/drop`,
            to: ["all"],
            message: `unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"]); drop ["ALL"] and add at most "NET_BIND_SERVICE" at "${at}.capabilities.drop"`,
        },
    },
    hostNamespaces: {
        "finds the node's network": {
            at: "0/spec/hostNetwork",
            to: true,
            message: `host namespaces (hostNetwork=true); remove what is set at "spec.hostNetwork"`,
        },
        "finds the node's processes": {
            at: "0/spec/hostPID",
            to: true,
            message: `host namespaces (hostPID=true); remove what is set at "spec.hostPID"`,
        },
        "finds the node's shared memory": {
            at: "0/spec/hostIPC",
            to: true,
            message: `host namespaces (hostIPC=true); remove what is set at "spec.hostIPC"`,
        },
        "accepts an explicit false": { at: "0/spec/hostNetwork", to: false, message: "" },
    },
    hostPorts: {
        "finds a host port": {
            at: `${c}/ports`,
            to: [{ containerPort: 80, hostPort: 8080 }],
            message: `hostPort (container "app" uses hostPort 8080); remove the host port at "spec.containers[0].ports[0].hostPort"`,
        },
        "names several ports in upstream's order": {
            at: `${c}/ports`,
            to: [{ hostPort: 9 }, { hostPort: 10 }],
            message: `hostPort (container "app" uses hostPorts 10, 9); remove the host port at "spec.containers[0].ports[0].hostPort", "spec.containers[0].ports[1].hostPort"`,
        },
        "sees the host ports that the API server fills in on the host network": {
            at: "0/spec/hostNetwork",
            to: true,
            message: `hostPort (container "app" uses hostPort 8080); remove the host port at "spec.containers[0].ports[0].hostPort"`,
        },
        "accepts port 0": { at: `${c}/ports`, to: [{ containerPort: 80, hostPort: 0 }], message: "" },
    },
    hostProbesAndHostLifecycle: {
        "finds a probe of another host": {
            at: `${c}/livenessProbe/httpGet/host`,
            to: "10.0.0.1",
            message: `probe or lifecycle host (container "app" uses probe or lifecycle host "10.0.0.1"); remove the host at "spec.containers[0].livenessProbe.httpGet.host"`,
        },
        "finds a start-up probe by TCP": {
            at: `${c}/startupProbe`,
            to: { tcpSocket: { host: "h", port: 1 } },
            message: `probe or lifecycle host (container "app" uses probe or lifecycle host "h"); remove the host at "spec.containers[0].startupProbe.tcpSocket.host"`,
        },
        "finds a hook that calls another host": {
            at: `${c}/lifecycle`,
            to: { postStart: { httpGet: { host: "h", port: 1 } } },
            message: `probe or lifecycle host (container "app" uses probe or lifecycle host "h"); remove the host at "spec.containers[0].lifecycle.postStart.httpGet.host"`,
        },
        "accepts an empty host": { at: `${c}/livenessProbe/httpGet/host`, to: "", message: "" },
    },
    privileged: {
        "finds a privileged container": {
            at: `${context}/privileged`,
            to: true,
            message: `privileged (container "app" must not set securityContext.privileged=true); remove it at "${at}.privileged"`,
        },
        "does not take a word for false": {
            at: `${context}/privileged`,
            to: "false",
            message: `privileged (container "app" must not set securityContext.privileged=true); remove it at "${at}.privileged"`,
        },
        "accepts false": { at: `${context}/privileged`, to: false, message: "" },
    },
    procMount_restricted: {
        "finds an unmasked /proc": {
            at: `${context}/procMount`,
            to: "Unmasked",
            message: `procMount (container "app" must not set securityContext.procMount to "Unmasked"); remove it or write "Default" at "${at}.procMount"`,
        },
        "accepts the default": { at: `${context}/procMount`, to: "Default", message: "" },
    },
    restrictedVolumes: {
        "finds a volume from elsewhere": {
            at: "0/spec/volumes",
            to: [{ name: "data", nfs: { server: "s", path: "/" } }],
            message: `restricted volume types (volume "data" uses restricted volume type "nfs"); use another kind of volume at "spec.volumes[0].nfs"`,
        },
        "finds a path of the node": {
            at: "0/spec/volumes",
            to: [
                { name: "a", hostPath: { path: "/" } },
                { name: "b", iscsi: {} },
            ],
            message: `restricted volume types (volumes "a", "b" use restricted volume types "hostPath", "iscsi"); use another kind of volume at "spec.volumes[0].hostPath", "spec.volumes[1].iscsi"`,
        },
        "knows that a volume without a source becomes an emptyDir": {
            at: "0/spec/volumes",
            to: [{ name: "a" }, { name: "b", hostPath: null }],
            message: "",
        },
        "accepts all nine kinds": {
            at: "0/spec/volumes",
            to: [
                "configMap",
                "csi",
                "downwardAPI",
                "emptyDir",
                "ephemeral",
                "image",
                "persistentVolumeClaim",
                "projected",
                "secret",
            ].map((source) => ({ name: source.toLowerCase(), [source]: {} })),
            message: "",
        },
    },
    runAsNonRoot: {
        "finds a pod that says nothing": {
            at: "0/spec/securityContext/runAsNonRoot",
            to: gone,
            message: `runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true); write true at "spec.securityContext.runAsNonRoot", "${at}.runAsNonRoot"`,
        },
        "finds a pod that allows root": {
            at: "0/spec/securityContext/runAsNonRoot",
            to: false,
            message: `runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false); write true at "spec.securityContext.runAsNonRoot"`,
        },
        "lets a container not overrule the pod": {
            at: `${context}/runAsNonRoot`,
            to: false,
            message: `runAsNonRoot != true (container "app" must not set securityContext.runAsNonRoot=false); write true at "${at}.runAsNonRoot"`,
        },
    },
    runAsUser: {
        "finds user 0 of a container": {
            at: `${context}/runAsUser`,
            to: 0,
            message: `runAsUser=0 (container "app" must not set runAsUser=0); set a user ID above zero at "${at}.runAsUser"`,
        },
        "finds user 0 of the pod": {
            at: "0/spec/securityContext/runAsUser",
            to: 0,
            message: `runAsUser=0 (pod must not set runAsUser=0); set a user ID above zero at "spec.securityContext.runAsUser"`,
        },
        "accepts any other": { at: `${context}/runAsUser`, to: 1001, message: "" },
    },
    seccompProfile_restricted: {
        "finds a pod without a profile": {
            at: "0/spec/securityContext/seccompProfile",
            to: gone,
            message: `seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"); write "RuntimeDefault" at "spec.securityContext.seccompProfile.type", "${at}.seccompProfile.type"`,
        },
        "finds a container that turns it off": {
            at: `${context}/seccompProfile`,
            to: { type: "Unconfined" },
            message: `seccompProfile (container "app" must not set securityContext.seccompProfile.type to "Unconfined"); write "RuntimeDefault" at "${at}.seccompProfile.type"`,
        },
        "finds a pod that turns it off": {
            at: "0/spec/securityContext/seccompProfile/type",
            to: "Unconfined",
            message: `seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined"); write "RuntimeDefault" at "spec.securityContext.seccompProfile.type"`,
        },
    },
    seLinuxOptions: {
        "finds a foreign type": {
            at: `${context}/seLinuxOptions`,
            to: { type: "spc_t" },
            message: `seLinuxOptions (container "app" set forbidden securityContext.seLinuxOptions: type "spc_t"); remove what is forbidden at "${at}.seLinuxOptions"`,
        },
        "finds a user and a role": {
            at: "0/spec/securityContext/seLinuxOptions",
            to: { user: "u", role: "r", type: "container_t" },
            message: `seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: user may not be set; role may not be set); remove what is forbidden at "spec.securityContext.seLinuxOptions"`,
        },
        "accepts a container's type and any level": {
            at: `${context}/seLinuxOptions`,
            to: { type: "container_kvm_t", level: "s0:c1,c2", user: "" },
            message: "",
        },
        "is not fooled by names that every object has": {
            at: `${context}/seLinuxOptions`,
            to: { type: "constructor" },
            message: `seLinuxOptions (container "app" set forbidden securityContext.seLinuxOptions: type "constructor"); remove what is forbidden at "${at}.seLinuxOptions"`,
        },
    },
    sysctls: {
        "finds a parameter of the node": {
            at: "0/spec/securityContext/sysctls",
            to: [{ name: "kernel.shm_rmid_forced" }, { name: "kernel.msgmax" }, { name: "toString" }],
            message: `forbidden sysctls (kernel.msgmax, toString); remove them at "spec.securityContext.sysctls[1].name", "spec.securityContext.sysctls[2].name"`,
        },
    },
    windowsHostProcess: {
        "finds a container that is a process of the node": {
            at: `${context}/windowsOptions`,
            to: { hostProcess: true },
            message: `hostProcess (container "app" must not set securityContext.windowsOptions.hostProcess=true); remove it at "${at}.windowsOptions.hostProcess"`,
        },
        "finds a pod that is": {
            at: "0/spec/securityContext/windowsOptions",
            to: { hostProcess: true },
            message: `hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true); remove it at "spec.securityContext.windowsOptions.hostProcess"`,
        },
    },
    wellFormed: {
        "finds a list that is none": {
            at: "0/spec/containers",
            to: "app",
            message: `malformed pod (spec.containers must be a list); correct the type at "spec.containers"`,
        },
        "finds words for numbers and switches": {
            at: context,
            to: { runAsUser: "0", privileged: "yes" },
            message: [
                `malformed pod (${at}.runAsUser must be an integer); correct the type at "${at}.runAsUser"`,
                `malformed pod (${at}.privileged must be a boolean); correct the type at "${at}.privileged"`,
            ],
        },
        "finds a spec that is none": {
            at: "0/spec",
            to: "privileged",
            message: `malformed pod (spec must be an object); correct the type at "spec"`,
        },
        "finds containers that are no objects": {
            at: "0/spec/initContainers",
            to: ["init"],
            message: `malformed pod (spec.initContainers[0] must be an object); correct the type at "spec.initContainers[0]"`,
        },
    },
};

/** What baseline finds where restricted has a check of its own. */
const baselineBreaks: typeof breaks = {
    capabilities_baseline: {
        "finds a capability beyond the default set": {
            at: `${context}/capabilities/add`,
            to: ["NET_RAW", "CHOWN"],
            message: `non-default capabilities (container "app" must not include "NET_RAW" in securityContext.capabilities.add); remove them at "${at}.capabilities.add"`,
        },
        "accepts all thirteen of the default set": {
            at: `${context}/capabilities/add`,
            to: [
                "AUDIT_WRITE",
                "CHOWN",
                "DAC_OVERRIDE",
                "FOWNER",
                "FSETID",
                "KILL",
                "MKNOD",
                "NET_BIND_SERVICE",
                "SETFCAP",
                "SETGID",
                "SETPCAP",
                "SETUID",
                "SYS_CHROOT",
            ],
            message: "",
        },
    },
    hostPathVolumes: {
        "finds a path of the node": {
            at: "0/spec/volumes",
            to: [{ name: "root", hostPath: { path: "/" } }],
            message: `hostPath volumes (volume "root"); use another kind of volume at "spec.volumes[0].hostPath"`,
        },
        "accepts a network volume": { at: "0/spec/volumes", to: [{ name: "n", nfs: {} }], message: "" },
    },
    procMount: {
        "finds an unmasked /proc": {
            at: `${context}/procMount`,
            to: "Unmasked",
            message: `procMount (container "app" must not set securityContext.procMount to "Unmasked"); remove it or write "Default" at "${at}.procMount"`,
        },
    },
    seccompProfile_baseline: {
        "finds a pod and a container that turn it off": {
            at: "0/spec/securityContext/seccompProfile/type",
            to: "Unconfined",
            message: `seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined"); write "RuntimeDefault" at "spec.securityContext.seccompProfile.type"`,
        },
        "accepts a pod without a profile": { at: "0/spec/securityContext/seccompProfile", to: gone, message: "" },
    },
};

const byCheck = (check: string) => {
    const rule = podSecurityRules.find((candidate) => candidate.check === check);
    if (rule === undefined) {
        throw new Error(`no check ${check}`);
    }
    return rule;
};

describe("Pod Security checks", () => {
    for (const [check, cases] of Object.entries(breaks)) {
        describeRule(byCheck(check), [pod()], cases);
    }
    for (const [check, cases] of Object.entries(baselineBreaks)) {
        describeRule(byCheck(check), [pod()], cases, { defaultLevel: "baseline" });
    }
});
