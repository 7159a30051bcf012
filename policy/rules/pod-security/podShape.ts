/** The type of a field as the API server decodes it. */
export type Shape =
    | "boolean"
    | "string"
    | "integer"
    /** A quantity may be written as a number or a string. */
    | "quantity"
    /** A port by number or name. */
    | "integer or string"
    | readonly [Shape]
    | { readonly [field: string]: Shape }
    /** A map whose keys are free. */
    | MapOf;

export class MapOf {
    constructor(readonly value: Shape) {}
}

const strings = new MapOf("string");
const quantities = new MapOf("quantity");

const windowsOptions = { hostProcess: "boolean", gmsaCredentialSpecName: "string", runAsUserName: "string" } as const;
const seLinux = { type: "string", user: "string", role: "string", level: "string" } as const;
const profile = { type: "string", localhostProfile: "string" } as const;
const resources = { limits: quantities, requests: quantities } as const;
const keyRef = { name: "string", key: "string", optional: "boolean" } as const;
const source = { name: "string", optional: "boolean" } as const;
const items = [{ key: "string", path: "string", mode: "integer" }] as const;

const action = {
    exec: { command: ["string"] },
    httpGet: {
        host: "string",
        path: "string",
        port: "integer or string",
        scheme: "string",
        httpHeaders: [{ name: "string", value: "string" }],
    },
    tcpSocket: { host: "string", port: "integer or string" },
} as const;
const probe = {
    ...action,
    grpc: { port: "integer", service: "string" },
    initialDelaySeconds: "integer",
    periodSeconds: "integer",
    timeoutSeconds: "integer",
    successThreshold: "integer",
    failureThreshold: "integer",
    terminationGracePeriodSeconds: "integer",
} as const;
const hook = { ...action, sleep: { seconds: "integer" } } as const;

const container = {
    name: "string",
    image: "string",
    imagePullPolicy: "string",
    workingDir: "string",
    command: ["string"],
    args: ["string"],
    restartPolicy: "string",
    stdin: "boolean",
    stdinOnce: "boolean",
    tty: "boolean",
    terminationMessagePath: "string",
    terminationMessagePolicy: "string",
    env: [
        {
            name: "string",
            value: "string",
            valueFrom: {
                configMapKeyRef: keyRef,
                secretKeyRef: keyRef,
                fieldRef: { apiVersion: "string", fieldPath: "string" },
            },
        },
    ],
    envFrom: [{ prefix: "string", configMapRef: source, secretRef: source }],
    ports: [{ name: "string", hostPort: "integer", containerPort: "integer", protocol: "string", hostIP: "string" }],
    resources,
    volumeMounts: [
        {
            name: "string",
            mountPath: "string",
            subPath: "string",
            subPathExpr: "string",
            mountPropagation: "string",
            readOnly: "boolean",
        },
    ],
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    lifecycle: { postStart: hook, preStop: hook },
    securityContext: {
        allowPrivilegeEscalation: "boolean",
        privileged: "boolean",
        procMount: "string",
        readOnlyRootFilesystem: "boolean",
        runAsGroup: "integer",
        runAsNonRoot: "boolean",
        runAsUser: "integer",
        capabilities: { add: ["string"], drop: ["string"] },
        appArmorProfile: profile,
        seccompProfile: profile,
        seLinuxOptions: seLinux,
        windowsOptions,
    },
} as const;

/** The types of the fields that pods usually set. Source: the core/v1 API. */
export const podShape: Shape = {
    metadata: { name: "string", namespace: "string", labels: strings, annotations: strings },
    spec: {
        activeDeadlineSeconds: "integer",
        automountServiceAccountToken: "boolean",
        dnsPolicy: "string",
        enableServiceLinks: "boolean",
        hostAliases: [{ ip: "string", hostnames: ["string"] }],
        hostIPC: "boolean",
        hostNetwork: "boolean",
        hostPID: "boolean",
        hostUsers: "boolean",
        hostname: "string",
        imagePullSecrets: [{ name: "string" }],
        nodeName: "string",
        nodeSelector: strings,
        os: { name: "string" },
        preemptionPolicy: "string",
        priority: "integer",
        priorityClassName: "string",
        resources,
        restartPolicy: "string",
        runtimeClassName: "string",
        schedulerName: "string",
        serviceAccountName: "string",
        setHostnameAsFQDN: "boolean",
        shareProcessNamespace: "boolean",
        subdomain: "string",
        terminationGracePeriodSeconds: "integer",
        tolerations: [
            { key: "string", operator: "string", value: "string", effect: "string", tolerationSeconds: "integer" },
        ],
        topologySpreadConstraints: [{ maxSkew: "integer", topologyKey: "string", whenUnsatisfiable: "string" }],
        securityContext: {
            fsGroup: "integer",
            fsGroupChangePolicy: "string",
            runAsGroup: "integer",
            runAsNonRoot: "boolean",
            runAsUser: "integer",
            supplementalGroups: ["integer"],
            sysctls: [{ name: "string", value: "string" }],
            appArmorProfile: profile,
            seccompProfile: profile,
            seLinuxOptions: seLinux,
            windowsOptions,
        },
        volumes: [
            {
                name: "string",
                configMap: { name: "string", optional: "boolean", defaultMode: "integer", items },
                secret: { secretName: "string", optional: "boolean", defaultMode: "integer", items },
                emptyDir: { medium: "string", sizeLimit: "quantity" },
                hostPath: { path: "string", type: "string" },
                persistentVolumeClaim: { claimName: "string", readOnly: "boolean" },
            },
        ],
        initContainers: [container],
        containers: [container],
        ephemeralContainers: [container],
    },
};
