import { clusterAutoscalerCases } from "./clusterAutoscaler";
import { controlCases } from "./controlAlerts";
import { devicePluginCases } from "./devicePlugin";
import { gpuMetricsCases } from "./gpuMetrics";
import { istioCases } from "./istio";
import { jobCases } from "./jobAlerts";
import { kueueCases } from "./kueue";
import { loggingCases } from "./logging";
import { modelBackupCases } from "./modelBackup";
import { monitoringCases } from "./monitoring";
import { reloaderCases } from "./reloader";
import { servingCases } from "./servingAlerts";
import { sloCases } from "./sloAlerts";
import { tracingCases } from "./tracing";
import { type AlertCases } from "./series";

/** Every alert of the platform and of its workloads, a file for each file of alerts; a rule without a row fails the tests. */
export const alertCases: AlertCases = {
    ...servingCases,
    ...sloCases,
    ...controlCases,
    ...jobCases,
    ...modelBackupCases,
    ...gpuMetricsCases,
    ...devicePluginCases,
    ...clusterAutoscalerCases,
    ...istioCases,
    ...monitoringCases,
    ...reloaderCases,
    ...kueueCases,
    ...loggingCases,
    ...tracingCases,
};
