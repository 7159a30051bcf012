import { resourceTrigger } from "./resource";

/** Used share of the requested memory. */
export const memory = resourceTrigger("memory");
