/**
 * Files whose tests share the control planes of `environment.ts`. One worker process takes them all, so that each control plane is
 * started, given its objects and kept running once.
 */
export const controlPlaneFiles: readonly string[] = [
    "accepted.test.ts",
    "agreement.test.ts",
    "charts.test.ts",
    "completion.test.ts",
    "disruption.test.ts",
    "guards.test.ts",
    "harness.test.ts",
    "laptop.test.ts",
    "loadTest.test.ts",
    "people.test.ts",
    "placement.test.ts",
    "priorities.test.ts",
    "scaling.test.ts",
];
