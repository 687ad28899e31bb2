import type { SimulatedWorkspace } from "genie-enhancer/testing";

declare const workspace: SimulatedWorkspace;

const { url } = await workspace.listen({ timeScale: 60, port: 8080 }); // a minute a second

export {};
