import assert from "node:assert/strict";
import { cores, cpuQuantity, formatMemory, gibibytes, memoryQuantity } from "../../../config/serving/quantity";

describe("quantities", () => {
    it("are written as the API server would, so that server-side apply sees no conflict", () => {
        assert.deepEqual(
            ["1000m", "0.5", "1.5", "250m", 2].map((text) => cpuQuantity.parse(text)),
            ["1", "500m", "1500m", "250m", "2"],
        );
        assert.deepEqual(
            ["1024Mi", "512Mi", "2048Gi", "3Gi"].map((text) => memoryQuantity.parse(text)),
            ["1Gi", "512Mi", "2Ti", "3Gi"],
        );
    });

    it("reject what Kubernetes would round, misread or refuse", () => {
        for (const text of ["0", "0.5m", "-1", "1.0001", "2k", "", "1 "]) {
            assert.equal(
                cpuQuantity.safeParse(text).error?.issues[0]?.message,
                "must be cores such as 2, 0.5 or 500m",
                text,
            );
        }
        for (const text of ["0Gi", "1.5Gi", "4G", "4", "4gi", ""]) {
            assert.equal(
                memoryQuantity.safeParse(text).error?.issues[0]?.message,
                "must be a size such as 512Mi or 4Gi",
                text,
            );
        }
    });

    it("have their figures for sums", () => {
        assert.deepEqual([cores("500m"), cores("2"), gibibytes("512Mi"), gibibytes("2Ti")], [0.5, 2, 0.5, 2048]);
        assert.deepEqual([1, 1024, 1536, 1024 * 1024].map(formatMemory), ["1Mi", "1Gi", "1536Mi", "1Ti"]);
    });
});
