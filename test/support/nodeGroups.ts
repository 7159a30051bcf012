import fc from "fast-check";

const group = fc.oneof(
    fc.constant({ instanceTypes: ["m7i.large"], min: 1, max: 2 }),
    fc
        .record({
            accelerator: fc.constantFrom("t4", "a10g", "l4"),
            capacity: fc.constantFrom("on-demand", "spot"),
            sharing: fc.option(fc.integer({ min: 2, max: 48 })),
        })
        .map(({ accelerator, capacity, sharing }) => ({
            accelerator,
            capacity,
            instanceTypes: [{ t4: "g4dn.xlarge", a10g: "g5.xlarge", l4: "g6.xlarge" }[accelerator]],
            min: 0,
            max: 2,
            ...(sharing !== null && { timeSlicing: sharing }),
        })),
    fc.constantFrom("on-demand", "spot").map((capacity) => ({
        accelerator: "v100",
        capacity,
        instanceTypes: ["p3.8xlarge"],
        min: 0,
        max: 2,
    })),
);
/** Topics `nodeGroups` of stack files: groups without GPU, with each sort of GPU, on demand and on spot. */
export const nodeGroups = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), group, { minKeys: 1, maxKeys: 5 });
