import { Readable } from "node:stream";
import { alertsCommand } from "../../cli/alerts/command";
import { benchCommand } from "../../cli/bench/command";
import { chartCommand } from "../../cli/chart/command";
import { chartsCommand } from "../../cli/charts/command";
import { checkCommand } from "../../cli/check/command";
import { checkChartsCommand } from "../../cli/check-charts/command";
import { checkImageCommand } from "../../cli/check-image/command";
import { dashboardsCommand } from "../../cli/dashboards/command";
import { initCommand } from "../../cli/init/command";
import { loadTestCommand } from "../../cli/load-test/command";
import { publishModelCommand } from "../../cli/publish-model/command";
import { rehearseCommand } from "../../cli/rehearse/command";
import { releaseCommand } from "../../cli/release/command";
import { schemaCommand } from "../../cli/schema/command";
import { simulateCommand } from "../../cli/simulate/command";
import { type CliCommand } from "../../cli/shared/runCli";

/** Every command of package.json by its script; one that reads standard input gets an empty one. */
export const commands: Readonly<Record<string, CliCommand>> = {
    alerts: alertsCommand,
    bench: benchCommand,
    chart: chartCommand,
    charts: chartsCommand,
    check: (args, terminal) => checkCommand(args, terminal, Readable.from([])),
    "check-charts": checkChartsCommand,
    "check-image": checkImageCommand,
    dashboards: dashboardsCommand,
    init: initCommand,
    "load-test": loadTestCommand,
    "publish-model": publishModelCommand,
    rehearse: rehearseCommand,
    release: releaseCommand,
    schema: schemaCommand,
    simulate: simulateCommand,
};
