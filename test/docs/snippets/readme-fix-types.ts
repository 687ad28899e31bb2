import { defaultFixTypes, type FixType, FixTypeRegistry, SequentialEnhancer, type SequentialEnhancerOptions } from "genie-enhancer";

declare const options: SequentialEnhancerOptions;
declare const hideColumn: FixType;

const enhancer = new SequentialEnhancer({ ...options, fixTypes: new FixTypeRegistry([...defaultFixTypes, hideColumn]) });

export {};
