import * as policy from "@pulumi/policy";

type UnknownValueErrorClass = new (
    unknownTypeSentinel: string,
    props: readonly string[],
) => Error & { readonly unknownTypeSentinel: string };

/** What the engine's proxies throw. @pulumi/policy exports the class, and leaves it out of its type declarations. */
export const { UnknownValueError, unknownCheckingProxy } = policy as unknown as {
    readonly UnknownValueError: UnknownValueErrorClass;
    readonly unknownCheckingProxy: <T>(props: T) => T;
};
