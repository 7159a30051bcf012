import { type Rule } from "../../core/rule";
import { autoscalerMax } from "./autoscalerMax";
import { emptyDirSize } from "./emptyDirSize";
import { ephemeralStorage } from "./ephemeralStorage";
import { gpuAccess } from "./gpuAccess";
import { gpuRequests } from "./gpuRequests";
import { namespaceLimitRange } from "./namespaceLimitRange";
import { namespaceQuota } from "./namespaceQuota";
import { overcommit } from "./overcommit";
import { requestsAndLimits } from "./requestsAndLimits";
import { tokenAutomount } from "./tokenAutomount";

export const limitsRules: readonly Rule[] = [
    requestsAndLimits,
    gpuRequests,
    gpuAccess,
    overcommit,
    ephemeralStorage,
    emptyDirSize,
    namespaceQuota,
    namespaceLimitRange,
    autoscalerMax,
    tokenAutomount,
];
