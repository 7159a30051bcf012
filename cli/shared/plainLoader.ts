import { readFileSync } from "node:fs";

/** How Node loads a `.js` file; the hooks that run TypeScript are one layer of it. */
export type Loader = (module: { _compile(code: string, file: string): unknown }, file: string) => void;

/**
 * A loader that bypasses the TypeScript hooks for installed packages: they are JavaScript already, and the hooks inspect each
 * of the two thousand files of the SDKs. A file that does not parse as CommonJS is loaded through the hooks.
 */
export function plainLoader(hooked: Loader): Loader {
    return (module, file) => {
        if (!/[\\/]node_modules[\\/]/.test(file)) {
            hooked(module, file);
            return;
        }
        try {
            module._compile(readFileSync(file, "utf8"), file);
        } catch (error) {
            if (!(error instanceof SyntaxError)) {
                throw error;
            }
            hooked(module, file);
        }
    };
}
