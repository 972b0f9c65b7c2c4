import { magicFields } from './payments/magic-key.js';
import type { Payment } from './payments/payment.js';
import { paymentOfCheckout } from './payments/payment-lookup.js';
import { endingSession, passivePayment, recordedPayment } from './payments/recorded.js';
import { scenarioNames, scenarios } from './payments/scenario.js';
import type { Session } from './payments/session.js';
import { failureCodes, failures } from './wire/failure.js';
import { faultNames, faults } from './wire/fault.js';
import { serviceNames, services } from './wire/service.js';

/** What the simulator knows, for people: read from the tables by which it answers. */
export const guideText = `${JSON.stringify(
  {
    about: 'A simulator of iyzico: sign your calls as you would sign them for iyzico, and ask by the keys below.',
    services: listServices(),
    samples: {
      about: "Answered as iyzico's own samples show them; everything else here is made up.",
      payment: keysOf(recordedPayment),
      endedSession: keysOf(passivePayment),
      sessionToEnd: sessionKeysOf(endingSession),
    },
    scenarios: {
      about: 'A checkoutFormToken <scenario>-<seed> is a payment; a seed has 1 to 9 digits, the first of them not 0.',
      ...listScenarios(),
    },
    errors: {
      about: `error-<code> as ${magicFields.join(', ')} asks for that failure; as paymentId the bare code does too.`,
      ...mapOver(failureCodes, (code) => failures[code].en),
    },
    faults: {
      about: `fault-<name> as ${magicFields.join(', ')} asks for the sample payment, and its answer goes wrong.`,
      ...mapOver(faultNames, (name) => faults[name].about),
    },
  },
  null,
  2,
)}\n`;

function listServices(): object {
  return mapOver(serviceNames, (name) => {
    const { path, keys } = services[name];
    return { call: `POST ${path}`, required: keys.map((alternatives) => alternatives.join(' or ')) };
  });
}

function listScenarios(): object {
  return mapOver(scenarioNames, (name) => {
    const example = paymentOfCheckout(`${name}-1`);
    return { about: scenarios[name].about, example: example && keysOf(example) };
  });
}

/** The keys by which a payment and its session are asked for. */
function keysOf({ checkoutFormToken, paymentId, session }: Payment): object {
  const paymentConversationId = `conversation-${checkoutFormToken}`;
  return { checkoutFormToken, paymentId, paymentConversationId, ...sessionKeysOf(session) };
}

function sessionKeysOf({ sessionToken, memberIdentifier }: Session): object {
  return { sessionToken, memberIdentifier };
}

function mapOver<Name extends string>(names: readonly Name[], mapName: (name: Name) => unknown): object {
  return Object.fromEntries(names.map((name) => [name, mapName(name)]));
}
