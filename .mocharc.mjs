import { availableParallelism } from "node:os";

export default {
    require: ["tsx/cjs", "./test/support/shortTraces.ts"],
    extension: ["ts"],
    spec: ["test/**/*.test.ts"],
    ignore: ["test/integration/**"],
    "node-option": ["max-semi-space-size=128"],
    timeout: 60000,
    reporter: "dot",
    // Each file is a program of its own: no test sees what another file's tests have set.
    parallel: true,
    jobs: Math.max(2, availableParallelism()),
};
