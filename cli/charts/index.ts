import { chartsTable } from "./chartsTable";

/** `npm run charts`: the table of pinned charts and of the CRDs they bring. */
process.stdout.write(chartsTable());
