import { type Obj, obj } from "../../model/read";
import { type Subject } from "../../model/subject";

/** A cluster as AWS takes it, and as the @pulumi/eks component does. */
export const clusterTypes = ["aws:eks/cluster:Cluster", "eks:index:Cluster"] as const;

export function isComponent({ key }: Subject): boolean {
    return key === "eks:index:Cluster";
}

/** Where the endpoint's settings lie: under `vpcConfig`, or at the top of the component's arguments. */
export function endpointOf(subject: Subject): { readonly settings: Obj; readonly prefix: string } {
    return isComponent(subject)
        ? { settings: subject.props, prefix: "" }
        : { settings: obj(subject.props.vpcConfig) ?? {}, prefix: "vpcConfig." };
}
