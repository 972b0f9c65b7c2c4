export type { SimulatorCall } from './memory/call-log.js';
export type {
  ScriptedAnswer,
  ScriptedBytes,
  ScriptedDelay,
  ScriptedEdit,
  ScriptedFailure,
  ScriptedFault,
} from './memory/script.js';
export { sampleCheckoutFormToken } from './payments/sample-payments.js';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.js';
export type { Fault } from './wire/fault.js';
export type { SimulatorService } from './wire/service.js';
