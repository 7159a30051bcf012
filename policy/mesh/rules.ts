import { type Rule } from "../rule";
import { strictRoot } from "./strictRoot";

export const meshRules: readonly Rule[] = [strictRoot];
