import { type AlertCases, growing, growth, of, steady } from "./series";

/** Alerts on the restarts that changed secrets ask for. */
export const reloaderCases: AlertCases = {
    SecretChangesNotFollowed: () => {
        const available = (namespace: string, deployment: string, values: string) =>
            of("kube_deployment_status_replicas_available", { namespace, deployment }, values);
        return {
            by: ["namespace", "deployment"],
            series: [
                available("reloader", "reloader", "1+0x3 0+0x2000"),
                available("reloader", "other", steady(0)),
                available("elsewhere", "reloader", steady(0)),
            ],
            fires: [{ namespace: "reloader", deployment: "reloader" }],
            begins: 60,
        };
    },
    SecretRestartFailing: () => ({
        by: ["pod"],
        series: [
            ...growth("reloader_reload_executed_total", "pod", { success: "false" }),
            of("reloader_reload_executed_total", { pod: "busy", success: "true" }, growing(1)),
        ],
        fires: [{ pod: "bad" }],
        begins: 15,
    }),
};
