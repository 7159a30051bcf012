/** Images of the objects of a stack, without tags, each once; charts name theirs in values. */
export function imagesOf(
    resources: readonly { readonly type: string; readonly inputs: unknown }[],
): ReadonlySet<string> {
    const images = resources.filter(({ type }) => !type.endsWith(":Release")).flatMap(({ inputs }) => imagesIn(inputs));
    return new Set(images.map((image) => image.replace(/:[^:/]+$/, "")));
}

function imagesIn(value: unknown): readonly string[] {
    return typeof value !== "object" || value === null
        ? []
        : Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
              key === "image" && typeof inner === "string" ? [inner] : imagesIn(inner),
          );
}
