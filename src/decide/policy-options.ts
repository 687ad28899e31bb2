import * as z from "zod";

/** A bound of chance. At 0 nothing would ever be believed, and the policy would ask for ever. */
export const chanceOption = z.number().gt(0).max(1).optional();
export const shareOption = z.number().min(0).max(1).optional();
export const countOption = z.int().positive().optional();
