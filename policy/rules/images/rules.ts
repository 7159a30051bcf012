import { type Rule } from "../../core/rule";
import { allowedRegistries } from "./allowedRegistries";
import { digests } from "./digests";
import { pinnedTags } from "./pinnedTags";

export const imagesRules: readonly Rule[] = [pinnedTags, digests, allowedRegistries];
