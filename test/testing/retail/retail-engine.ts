import { retailWorkspace } from "genie-enhancer/testing";
import { engineLender } from "../engine-lender.js";

export const retail = retailWorkspace();

/** Lends engines over the sample company's tables. */
export const borrowRetailEngine = engineLender(retail.tables);
