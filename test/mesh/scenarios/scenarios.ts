import { type FullStack } from "../../integration/settings";
import { access } from "./access";
import { gateway } from "./gateway";
import { lifecycle } from "./lifecycle";
import { network } from "./network";
import { preprocessing } from "./preprocessing";
import { probes } from "./probes";
import { resilience } from "./resilience";
import { sample } from "./sample";
import { type MeshScenario } from "./scenario";
import { splitting } from "./splitting";

/** Every promise that a stack makes, in the order in which they are tried. */
export function scenariosOf(stack: FullStack): readonly MeshScenario[] {
    return [
        ...splitting,
        ...access,
        ...preprocessing,
        ...network,
        ...gateway,
        ...sample,
        ...probes,
        ...resilience,
        ...lifecycle,
    ].filter(({ stacks }) => stacks?.includes(stack) ?? true);
}
