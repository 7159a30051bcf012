import { describeLife } from "./life";

describeLife("prod");
