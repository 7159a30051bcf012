import { absent, quoted } from "../../model/read";
import { type CheckRun, type Failure, Setters, shown } from "./check";

/** Containers whose /proc is not masked as usual. */
export function unmaskedProc(run: CheckRun): Failure | undefined {
    const bad = new Setters(run.pod);
    run.eachContainer((container, context) => {
        const value = context?.procMount;
        if (!absent(value) && value !== "Default") {
            bad.addContainer(container, ["procMount"], shown(value));
        }
    });
    return bad.found
        ? {
              reason: "procMount",
              detail: `${bad.toString()} must not set securityContext.procMount to ${quoted(bad.sortedValues)}`,
              paths: bad.paths,
              fix: 'remove it or write "Default"',
              values: bad.sortedValues,
          }
        : undefined;
}
