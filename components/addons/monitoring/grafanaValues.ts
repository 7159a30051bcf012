import { type Resources, resources } from "../../kubernetes/resources";
import { type AddonFacts } from "../facts";
import { exemplarTraceId, traceSourceUid } from "./dataSources";

/** Secret in `monitoring` with Grafana's generated admin account. */
export const grafanaAdminSecret = "grafana-admin";
/** Secret in `monitoring` with the client secret of single sign-on, as the environment variable Grafana reads. */
export const grafanaSsoSecret = "grafana-sso";

/** Keys of the Grafana subchart that we set. */
export interface GrafanaValues {
    readonly admin: { readonly existingSecret: string; readonly userKey: string; readonly passwordKey: string };
    readonly defaultDashboardsEditable: boolean;
    readonly deploymentStrategy: { readonly type: string };
    readonly persistence: {
        readonly enabled: boolean;
        readonly storageClassName: string;
        readonly size: string;
    };
    readonly initChownData: { readonly enabled: boolean };
    readonly testFramework: { readonly enabled: boolean };
    readonly networkPolicy: { readonly enabled: boolean };
    readonly resources: Resources;
    readonly envFromSecrets: readonly { readonly name: string }[];
    readonly sidecar: {
        readonly resources: Resources;
        readonly dashboards: {
            readonly folderAnnotation: string;
            readonly provider: { readonly foldersFromFilesStructure: boolean };
        };
        readonly datasources: { readonly exemplarTraceIdDestinations: Readonly<Record<string, string>> };
    };
    readonly "grafana.ini": Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;
}

export function grafanaValues(facts: AddonFacts): GrafanaValues {
    const { sso, grafanaStorageGiB } = facts.addons.monitoring;
    return {
        admin: { existingSecret: grafanaAdminSecret, userKey: "admin-user", passwordKey: "admin-password" },
        defaultDashboardsEditable: false,
        // Its volume belongs to one pod at a time: the old pod must be gone before the new one starts.
        deploymentStrategy: { type: "Recreate" },
        persistence: {
            enabled: true,
            storageClassName: facts.cloud.storageClasses.default,
            size: `${grafanaStorageGiB}Gi`,
        },
        // fsGroup does the same without a root container.
        initChownData: { enabled: false },
        testFramework: { enabled: false },
        networkPolicy: { enabled: true },
        resources: resources("100m", "1", "256Mi", "512Mi"),
        envFromSecrets: sso === undefined ? [] : [{ name: grafanaSsoSecret }],
        sidecar: {
            resources: resources("20m", "200m", "96Mi", "192Mi"),
            dashboards: { folderAnnotation: "grafana_folder", provider: { foldersFromFilesStructure: true } },
            datasources: {
                exemplarTraceIdDestinations: facts.addons.tracing.enabled
                    ? { datasourceUid: traceSourceUid, traceIdLabelName: exemplarTraceId }
                    : {},
            },
        },
        "grafana.ini": {
            analytics: { check_for_updates: false, check_for_plugin_updates: false, reporting_enabled: false },
            "auth.anonymous": { enabled: false },
            security: { disable_gravatar: true, cookie_secure: sso !== undefined },
            users: { allow_sign_up: false },
            log: { mode: "console" },
            "log.console": { format: "json" },
            ...(sso !== undefined && {
                server: { root_url: sso.rootUrl },
                "auth.generic_oauth": {
                    enabled: true,
                    client_id: sso.clientId,
                    scopes: "openid profile email",
                    auth_url: sso.authUrl,
                    token_url: sso.tokenUrl,
                    api_url: sso.apiUrl,
                    role_attribute_path: sso.roleAttributePath,
                    use_pkce: true,
                },
            }),
        },
    };
}
