import { type ServedVersions } from "../../../config/serving/model";
import { modelsPath, type ServedModel } from "../../serving/models/served";
import { block, field, message, text } from "./textProto";

/**
 * The server's list of models, in protobuf text format.
 * Source: tensorflow_serving/config/model_server_config.proto and file_system_storage_path_source.proto.
 */
export function modelsConfig(models: readonly ServedModel[]): string {
    const sorted = [...models].sort((a, b) => (a.name < b.name ? -1 : 1));
    return message(block("model_config_list", sorted.map(modelConfig)));
}

function modelConfig(model: ServedModel): string[] {
    return block("config", [
        field("name", text(model.name)),
        field("base_path", text(`${modelsPath}/${model.name}`)),
        field("model_platform", text("tensorflow")),
        block("model_version_policy", [versionPolicy(model.versions)]),
        ...Object.keys(model.labels)
            .sort()
            .map((label) =>
                block("version_labels", [field("key", text(label)), field("value", String(model.labels[label]))]),
            ),
    ]);
}

function versionPolicy(versions: ServedVersions): string[] {
    if (versions === "all") {
        return block("all", []);
    }
    if (Array.isArray(versions)) {
        const ascending = [...versions].sort((a, b) => a - b);
        return block(
            "specific",
            ascending.map((version) => field("versions", String(version))),
        );
    }
    return block("latest", [field("num_versions", String(versions.latest))]);
}
