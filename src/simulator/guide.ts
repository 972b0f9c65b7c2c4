import { CLOCK_PATH, clockUsage } from './clock-route.js';
import { keepClock } from './memory/clock.js';
import { rememberForms } from './memory/forms.js';
import { magicFields } from './payments/magic-key.js';
import { createPaymentLookup } from './payments/payment-lookup.js';
import { passiveSampleKeys, samplePayment, sampleSessionToEnd } from './payments/sample-payments.js';
import type { PaymentKeys } from './payments/scenario-payment.js';
import { scenarioNames, scenarios } from './payments/scenarios.js';
import type { Session } from './payments/session.js';
import { failureCodes, failures } from './wire/failure.js';
import { faultNames, faults } from './wire/fault.js';
import { serviceNames, services } from './wire/service.js';

/** The services and the test data, as JSON for people. It is built from the tables that the simulator answers from. */
export const guideText = `${JSON.stringify(
  {
    about: 'A simulator of iyzico. Sign calls as for iyzico itself, and use the keys below.',
    services: describeServices(),
    clock: {
      about: 'systemTime, blockageResolvedDate, forms, sessions, access tokens and cards go by the clock.',
      read: `GET ${CLOCK_PATH}`,
      move: `PUT ${CLOCK_PATH}`,
      body: clockUsage,
    },
    samples: {
      about: "These are answered exactly as iyzico's samples show them, at any time. All other data is made up.",
      payment: keysOf(samplePayment),
      endedSession: keysOf(passiveSampleKeys),
      sessionToEnd: sessionKeysOf(sampleSessionToEnd),
    },
    scenarios: {
      about: 'Each checkoutFormToken <scenario>-<seed> is a payment. A seed has 1 to 9 digits and no leading 0.',
      changes: 'A form opens with the first call that names it by any of its keys. Another seed is another form.',
      sessions:
        'A session that is ended stays ended until a restart, or a move of the clock to before its end. No other session ends with it.',
      ...describeScenarios(),
    },
    trying:
      'In a server that was started with this simulator built in, no error and no fault affects the next query: it waits neither after error-50000 nor for a circuit breaker.',
    errors: {
      about: `error-<code> as ${magicFields.join(', ')} gets that failure. A paymentId can also be the code itself.`,
      httpStatus: 'error-<code>-http-200 and error-<code>-http-400 get it with that HTTP status: both occur at iyzico.',
      ...mapNames(failureCodes, (code) => failures[code].en),
    },
    faults: {
      about: `fault-<name> as ${magicFields.join(', ')} gets the sample payment with that fault.`,
      keys: 'Such a form has a session of its own. Errors and faults never change the answer to another key.',
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
  const clock = keepClock();
  const payments = createPaymentLookup(clock, rememberForms(clock));
  return mapNames(scenarioNames, (name) => {
    const example = payments.byCheckoutFormToken(`${name}-1`);
    return { about: scenarios[name].about, example: example && keysOf(example) };
  });
}

/** The keys of a payment and of its session. */
function keysOf({ checkoutFormToken, paymentId, session }: PaymentKeys): object {
  const paymentConversationId = `conversation-${checkoutFormToken}`;
  return { checkoutFormToken, paymentId, paymentConversationId, ...sessionKeysOf(session) };
}

function sessionKeysOf({ sessionToken, memberIdentifier }: Session): object {
  return { sessionToken, memberIdentifier };
}

function mapNames<Name extends string>(names: readonly Name[], describe: (name: Name) => unknown): object {
  return Object.fromEntries(names.map((name) => [name, describe(name)]));
}
