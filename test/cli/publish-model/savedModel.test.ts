import assert from "node:assert/strict";
import { checkSavedModel } from "../../../cli/publish-model/savedModel";

function faultOf(...paths: readonly string[]): string | undefined {
    try {
        checkSavedModel(
            "./export/3",
            paths.map((path) => ({ path, bytes: 1 })),
        );
        return undefined;
    } catch (error) {
        return (error as Error).message;
    }
}

describe("a folder for TensorFlow Serving", () => {
    it("may be a graph alone, or one with weights", () => {
        assert.equal(faultOf("saved_model.pb"), undefined);
        assert.equal(faultOf("saved_model.pbtxt"), undefined);
        assert.equal(faultOf("saved_model.pb", "assets/words.txt", "variables/variables.index"), undefined);
    });

    it("names the folder to publish when the SavedModel lies deeper", () => {
        assert.equal(
            faultOf("3/saved_model.pb", "3/variables/variables.index"),
            "./export/3 is not a SavedModel, a folder in it is: publish ./export/3/3",
        );
        assert.equal(
            faultOf("1/saved_model.pb", "2/saved_model.pb"),
            "./export/3 is not a SavedModel, folders in it are: publish ./export/3/1, or another one of the 2, as a version",
        );
    });

    it("has a graph that is not empty", () => {
        assert.throws(() => checkSavedModel("./m", [{ path: "saved_model.pb", bytes: 0 }]), {
            message: "./m/saved_model.pb is empty: export the model again",
            exitCode: 2,
        });
    });

    it("has an index when it has weights, which are not loaded otherwise", () => {
        assert.equal(
            faultOf("saved_model.pb", "variables/variables.data-00000-of-00001"),
            "./export/3/variables has no variables.index: TensorFlow Serving would load the model without its weights; " +
                "export the model again",
        );
    });
});
