import { magicFields } from './payments/magic-key.js';
import type { Payment } from './payments/payment.js';
import { findPaymentByCheckoutFormToken } from './payments/payment-lookup.js';
import { passiveSamplePayment, samplePayment, sampleSessionToEnd } from './payments/sample-payments.js';
import { scenarioNames, scenarios } from './payments/scenario.js';
import type { Session } from './payments/session.js';
import { failureCodes, failures } from './wire/failure.js';
import { faultNames, faults } from './wire/fault.js';
import { serviceNames, services } from './wire/service.js';

/** The services and the test data, as JSON for people. It is built from the tables that the simulator answers from. */
export const guideText = `${JSON.stringify(
  {
    about: 'A simulator of iyzico. Sign calls as for iyzico itself, and use the keys below.',
    services: describeServices(),
    samples: {
      about: "These are answered exactly as iyzico's samples show them. All other data is made up.",
      payment: keysOf(samplePayment),
      endedSession: keysOf(passiveSamplePayment),
      sessionToEnd: sessionKeysOf(sampleSessionToEnd),
    },
    scenarios: {
      about: 'Each checkoutFormToken <scenario>-<seed> is a payment. A seed has 1 to 9 digits and no leading 0.',
      ...describeScenarios(),
    },
    errors: {
      about: `error-<code> as ${magicFields.join(', ')} gets that failure. A paymentId can also be the code itself.`,
      ...mapNames(failureCodes, (code) => failures[code].en),
    },
    faults: {
      about: `fault-<name> as ${magicFields.join(', ')} gets the sample payment with that fault.`,
      ...mapNames(faultNames, (name) => faults[name].about),
    },
  },
  null,
  2,
)}\n`;

function describeServices(): object {
  return mapNames(serviceNames, (name) => {
    const { path, requiredFields } = services[name];
    return { call: `POST ${path}`, required: requiredFields.map((alternatives) => alternatives.join(' or ')) };
  });
}

function describeScenarios(): object {
  return mapNames(scenarioNames, (name) => {
    const example = findPaymentByCheckoutFormToken(`${name}-1`);
    return { about: scenarios[name].about, example: example && keysOf(example) };
  });
}

/** The keys of a payment and of its session. */
function keysOf({ checkoutFormToken, paymentId, session }: Payment): object {
  const paymentConversationId = `conversation-${checkoutFormToken}`;
  return { checkoutFormToken, paymentId, paymentConversationId, ...sessionKeysOf(session) };
}

function sessionKeysOf({ sessionToken, memberIdentifier }: Session): object {
  return { sessionToken, memberIdentifier };
}

function mapNames<Name extends string>(names: readonly Name[], describe: (name: Name) => unknown): object {
  return Object.fromEntries(names.map((name) => [name, describe(name)]));
}
