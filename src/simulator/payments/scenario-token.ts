import { type ScenarioName, scenarioNames, scenarios } from './scenarios.js';

/** A parsed checkout form token: `marketplace-42` is the payment of the scenario `marketplace` with the seed 42. */
export interface ScenarioToken {
  readonly checkoutFormToken: string;
  readonly scenario: ScenarioName;
  /** Two digits of the scenario and nine of the seed, so that the token can be computed from the id. */
  readonly paymentId: string;
}

export function parseScenarioToken(checkoutFormToken: string): ScenarioToken | undefined {
  const [, name, seed] = /^([a-z-]+)-([1-9]\d{0,8})$/.exec(checkoutFormToken) ?? [];
  const scenario = scenarioNames.find((candidate) => candidate === name);
  if (!scenario || !seed) return undefined;
  return { checkoutFormToken, scenario, paymentId: scenarios[scenario].idPrefix + seed.padStart(9, '0') };
}

export function tokenOfPaymentId(paymentId: string): string | undefined {
  const [, prefix, seed] = /^(\d{2})0*([1-9]\d*)$/.exec(paymentId) ?? [];
  const scenario = scenarioNames.find((candidate) => scenarios[candidate].idPrefix === prefix);
  if (!scenario || !seed) return undefined;
  const token = parseScenarioToken(`${scenario}-${seed}`);
  return token?.paymentId === paymentId ? token.checkoutFormToken : undefined;
}
