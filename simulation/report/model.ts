import { type CostOutput } from "../../components/aws/cost/costOutput";
import { type QuotaNeed } from "../../components/aws/quotas/quotas";
import { type Judgement } from "../../policy/core/judge";
import { type Comparison } from "../output/report";
import { alerts, type AlertFacts } from "../facts/alerts";
import { egressOf, outsideHosts } from "../facts/egress";
import { exposure, type WayIn } from "../facts/exposure";
import { identities, type Identity } from "../facts/identities";
import { type NodeGroup, nodeGroups } from "../facts/nodeGroups";
import { clusterObjects } from "../facts/objects";
import { reachability, type Reachability } from "../facts/reach";
import { type SecretFacts, secrets } from "../facts/secrets";
import { type Bucket, buckets } from "../facts/storage";
import { type Workload, workloadsIn } from "../facts/workloads";
import { type ShownResource, type Simulation } from "../in-process/simulate";
import { type ChartRelease } from "../output/charts";
import { isManifest, type Manifest } from "../output/manifests";

/** Everything that the report shows, as data. */
export interface ReportModel {
    readonly stack: string;
    readonly region: string;
    readonly resources: readonly ShownResource[];
    readonly manifests: readonly Manifest[];
    readonly charts: readonly ChartRelease[];
    readonly judgement: Judgement;
    readonly cost: CostOutput | undefined;
    readonly quotas: readonly QuotaNeed[];
    readonly groups: readonly NodeGroup[];
    readonly workloads: readonly Workload[];
    readonly ways: readonly WayIn[];
    readonly reachability: Reachability;
    /** What the pods of each target may connect to; undefined: anything. */
    readonly egress: readonly (readonly [name: string, to: readonly string[] | undefined])[];
    readonly outsideHosts: ReadonlyMap<string, readonly string[]>;
    readonly identities: readonly Identity[];
    readonly secrets: readonly SecretFacts[];
    readonly buckets: readonly Bucket[];
    readonly alerts: readonly AlertFacts[];
    readonly compared: Comparison | undefined;
}

/** Collects the facts of a simulation. */
export function reportModel(simulation: Simulation, compared?: Comparison): ReportModel {
    const { stack, region = "", resources, charts, judgement, cost, quotas = [] } = simulation;
    const manifests = simulation.manifests.filter(isManifest);
    const objects = clusterObjects(manifests.map(({ object }) => object));
    const groups = nodeGroups(resources);
    const reach = reachability(objects);
    return {
        stack,
        region,
        resources,
        manifests,
        charts,
        judgement,
        cost,
        quotas,
        groups,
        workloads: workloadsIn(objects, groups),
        ways: exposure(simulation),
        reachability: reach,
        egress: reach.targets.map((target) => [target.name, egressOf(objects, target)]),
        outsideHosts: outsideHosts(objects),
        identities: identities(resources),
        secrets: secrets(resources, objects),
        buckets: buckets(resources),
        alerts: alerts(objects),
        compared,
    };
}
