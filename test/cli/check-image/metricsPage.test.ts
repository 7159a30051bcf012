import assert from "node:assert/strict";
import { parseMetrics } from "../../../cli/check-image/metricsPage";

const faultsOf = (text: string) => parseMetrics(text).faults.map(({ line, reason }) => `${line} ${reason}`);

describe("a metrics page", () => {
    it("is read with blanks, escapes, comments, timestamps and every notation of numbers", () => {
        const page = parseMetrics(
            [
                "# a remark",
                "",
                "#  TYPE  up\tgauge",
                "up 1",
                ' a:b { x = "q\\"\\\\\\n}," , y="", } -.5e+3 1712345678901',
                "inf +Inf",
                "nan NaN",
                "small 1E-7",
                "",
            ].join("\n"),
        );
        assert.deepEqual(page.faults, []);
        assert.deepEqual([...page.types], [["up", "gauge"]]);
        assert.deepEqual(
            page.samples.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]),
            [
                ["up", {}, 1],
                ["a:b", { x: 'q"\\\n},', y: "" }, -500],
                ["inf", {}, Infinity],
                ["nan", {}, NaN],
                ["small", {}, 1e-7],
            ],
        );
    });

    const wrong: readonly (readonly [page: string, fault: string])[] = [
        ["up 1", "1 does not end with a line feed"],
        ["up 1\r\n", "1 ends with CRLF: end lines with a line feed alone"],
        ["1up 1\n", "1 has no metric name"],
        ["up\n", "1 has no value"],
        ["up one\n", '1 has the value "one", which is not a number'],
        ["up 0x10\n", '1 has the value "0x10", which is not a number'],
        ["up 1_000\n", '1 has the value "1_000", which is not a number'],
        ["up 1 now\n", "1 has something other than a timestamp in milliseconds behind its value"],
        ["up 1 1 1\n", "1 has something other than a timestamp in milliseconds behind its value"],
        ['up{a="1" b="2"} 1\n', "1 has neither a comma nor a closing brace behind label a"],
        ['up{a="1",a="2"} 1\n', "1 has label a twice"],
        ["up{a} 1\n", "1 has no = behind label a"],
        ["up{a=1} 1\n", "1 has no correctly quoted value of label a"],
        ['up{a="\\t"} 1\n', "1 has no correctly quoted value of label a"],
        ['up{a="1} 1\n', "1 has no correctly quoted value of label a"],
        ["# TYPE up number\n", "1 has a type that is not one of counter, gauge, histogram, summary, untyped"],
        ["up 1\n# TYPE up gauge\n", "2 declares up after its samples"],
        ["t_count 1\n# TYPE t histogram\n", "2 declares t after its samples"],
        ["# TYPE up gauge\n# TYPE up gauge\n", "2 is a second TYPE of up"],
        ["# HELP up a\n# HELP up b\n", "2 is a second HELP of up"],
        ['up{a="1",b="2"} 1\nup{b="2",a="1"} 2\n', "2 repeats the series of line 1"],
    ];
    for (const [page, fault] of wrong) {
        it(`is rejected by its line: ${JSON.stringify(page)}`, () => assert.deepEqual(faultsOf(page), [fault]));
    }
});
