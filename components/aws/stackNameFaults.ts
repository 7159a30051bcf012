import { type Fault } from "../../config/fault";

/** Leaves room for what the program puts around it: the shortest limit is the 63 characters of a database's identifier. */
const maxLength = 35;

/**
 * The stack's name becomes part of names of AWS resources. The narrowest rule is RDS': letters, digits and single dashes, not at
 * the end (a final snapshot's identifier); EKS and KMS refuse dots. Sources: RDS API, CreateDBSnapshot; EKS API, CreateCluster;
 * KMS API, CreateAlias.
 */
export function stackNameFaults(stack: string): readonly Fault[] {
    return stack.length <= maxLength && /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/.test(stack)
        ? []
        : [
              {
                  path: "(stack name)",
                  reason: `is "${stack}", which names of AWS resources cannot carry: must be letters, digits and single dashes, at most ${maxLength}; rename the stack with pulumi stack rename`,
              },
          ];
}
