import type { SignatureListener } from './wire/answer-signature.js';
import type { ConnectionListener } from './call/connection.js';
import type { ServicePolicyListener } from './policy/service-policy.js';

/** Callbacks about calls to iyzico, for logs and metrics. None of them may throw. */
export interface IyzicoListener extends ConnectionListener, ServicePolicyListener {
  /** Called for every read that was answered by the call of another request, or from the read cache. */
  readonly onCoalesced?: () => void;
  /** Called with the status of the signature of every payment that iyzico did not reject, under every policy. */
  readonly onSignature?: SignatureListener;
}
