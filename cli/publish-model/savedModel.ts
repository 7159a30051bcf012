import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";

/** Names of a SavedModel's graph. Source: tensorflow/cc/saved_model/constants.h. */
const graphNames = ["saved_model.pb", "saved_model.pbtxt"];

/** Whether a file of a version is the graph that TensorFlow Serving looks for. */
export function isGraphFile(path: string): boolean {
    return graphNames.includes(path);
}

/**
 * Checks that TensorFlow Serving would load the folder as a version.
 *
 * @param folder as the user named it, for the message
 * @param files paths below the folder
 * @param publishAs how the command is told to publish another folder; default: by its name
 * @throws CommandError when it would not
 */
export function checkSavedModel(
    folder: string,
    files: readonly { readonly path: string; readonly bytes: number }[],
    publishAs: (below: string) => string = (below) => `${folder.replace(/\/$/, "")}/${below}`,
): void {
    const fault = savedModelFault(folder, files, publishAs);
    if (fault !== undefined) {
        throw new CommandError(fault, ExitCode.InvalidInput);
    }
}

function savedModelFault(
    folder: string,
    files: readonly { readonly path: string; readonly bytes: number }[],
    publishAs: (below: string) => string,
): string | undefined {
    const graph = files.find(({ path }) => isGraphFile(path));
    if (graph === undefined) {
        const deeper = files
            .map(({ path }) => path)
            .filter((path) => isGraphFile(path.slice(path.lastIndexOf("/") + 1)));
        const [first] = deeper;
        return first === undefined
            ? `${folder} is not a SavedModel: TensorFlow Serving needs saved_model.pb in it; export the model with ` +
                  "tf.saved_model.save or model.export, or name its framework with --framework"
            : `${folder} is not a SavedModel, ${deeper.length === 1 ? "a folder" : "folders"} in it ` +
                  `${deeper.length === 1 ? "is" : "are"}: publish ${publishAs(first.slice(0, first.lastIndexOf("/")))}` +
                  (deeper.length === 1 ? "" : `, or another one of the ${deeper.length}, as a version`);
    }
    if (graph.bytes === 0) {
        return `${folder}/${graph.path} is empty: export the model again`;
    }
    const variables = files.filter(({ path }) => path.startsWith("variables/"));
    // The loader takes a graph without an index for a model without variables, and every prediction then fails.
    return variables.length > 0 && !variables.some(({ path }) => path === "variables/variables.index")
        ? `${folder}/variables has no variables.index: TensorFlow Serving would load the model without its weights; ` +
              "export the model again"
        : undefined;
}
