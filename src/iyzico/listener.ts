import type { SignatureListener } from './wire/answer-signature.js';
import type { ConnectionListener } from './call/connection.js';
import type { ServicePolicyListener } from './policy/service-policy.js';

/** Who is told of what happens between this process and iyzico, for logs and metrics. Nobody of it may throw. */
export interface IyzicoListener extends ConnectionListener, ServicePolicyListener {
  /** Told of every read that another's call answered. */
  readonly onCoalesced?: () => void;
  /** Told what the signature proves of every payment that iyzico said yes to, whatever the policy makes of it. */
  readonly onSignature?: SignatureListener;
}
