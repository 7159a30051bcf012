import { Readable } from "node:stream";
import { type Command } from "commander";
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
import { picturesCommand } from "../../cli/pictures/command";
import { publishModelCommand } from "../../cli/publish-model/command";
import { rehearseCommand } from "../../cli/rehearse/command";
import { releaseCommand } from "../../cli/release/command";
import { schemaCommand } from "../../cli/schema/command";
import { simulateCommand } from "../../cli/simulate/command";
import { parseArguments } from "../../cli/shared/arguments";
import { ExitCode } from "../../cli/shared/exitCodes";
import { type CliCommand } from "../../cli/shared/runCli";
import { integrationParser } from "../integration/arguments";
import { tierParser } from "../runtime/tierParser";

/** Every command of package.json by its script; one that reads standard input gets an empty one, and test tiers only parse. */
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
    pictures: picturesCommand,
    "publish-model": publishModelCommand,
    rehearse: rehearseCommand,
    release: releaseCommand,
    schema: schemaCommand,
    simulate: simulateCommand,
    "test:controllers": parsedBy(() => tierParser({ name: "controllers", description: "Scales." })),
    "test:integration": parsedBy(integrationParser),
    "test:mesh": parsedBy(() => tierParser({ name: "mesh", description: "Sends requests." })),
};

/** A test tier up to its work, which no other test can start: mocha would run in mocha. */
function parsedBy(parser: () => Command): CliCommand {
    return (args, terminal) => Promise.resolve(parseArguments(parser(), args, terminal) ?? ExitCode.Failed);
}
