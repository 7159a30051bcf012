import { type Rule } from "../rule";
import { allowedRegistries } from "./allowedRegistries";
import { digests } from "./digests";
import { pinnedTags } from "./pinnedTags";

export const imagesRules: readonly Rule[] = [pinnedTags, digests, allowedRegistries];
