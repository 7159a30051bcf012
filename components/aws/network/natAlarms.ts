import type * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec } from "../alarms/alarm";

/** Alarms on a NAT gateway. Sources: VPC user guide, NAT gateway metrics; CloudWatch user guide, recommended alarms. */
export function natAlarms(gatewayId: pulumi.Input<string>): readonly AlarmSpec[] {
    const common = {
        severity: "warning",
        runbook: "nat-gateway",
        namespace: "AWS/NATGateway",
        dimensions: { NatGatewayId: gatewayId },
        statistic: "Sum",
        minutes: 15,
        noData: "silent",
    } as const;
    return [
        {
            ...common,
            alarm: "NatPortsExhausted",
            description:
                "For 15 minutes connections have failed in each minute because the NAT gateway has no source port left: " +
                "too many pods talk to one address outside at once.",
            measure: "ErrorPortAllocation",
            is: { above: 0 },
        },
        {
            ...common,
            alarm: "NatPacketsDropped",
            description:
                "For 15 minutes the NAT gateway has dropped more than 0.01 % of the packets: calls from pods to " +
                "addresses outside stall.",
            measure: { percent: "PacketsDropCount", of: ["PacketsInFromSource", "PacketsInFromDestination"] },
            is: { above: 0.01 },
        },
    ];
}
