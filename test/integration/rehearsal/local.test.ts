import { describeLife } from "./life";

describeLife("local");
