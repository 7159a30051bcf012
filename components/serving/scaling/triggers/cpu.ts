import { resourceTrigger } from "./resource";

/** Used share of the requested CPU. */
export const cpu = resourceTrigger("cpu");
