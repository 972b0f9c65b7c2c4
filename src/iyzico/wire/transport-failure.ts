import type { IyzicoService } from './endpoints.js';
import { IyzicoUnavailable } from './errors.js';

/** How far a request got, as far as its connection shows. */
export interface Progress {
  /** Whether the host may have received the request. */
  readonly mayBeSent: boolean;
  /** Whether the request was sent over a connection that had carried another one, and nothing came back. */
  readonly isUnansweredOnReuse: boolean;
}

/** The codes of errors that say what this process or machine lacks: descriptors, memory, or local ports. */
const exhaustionCodes: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EAGAIN',
  'EADDRNOTAVAIL',
  'EAI_MEMORY',
]);

const lostConnectionCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/**
 * The failure of a request without a whole answer. The errors of HTTP libraries contain the request with its
 * credentials, or parts of the answer, so only their code is kept.
 * @param code of a system error of Node's
 */
export function asUnavailable(service: IyzicoService, code: string, progress: Progress): IyzicoUnavailable {
  const neverSent = !progress.mayBeSent;
  if (neverSent && exhaustionCodes.has(code)) {
    return new IyzicoUnavailable(service, 'exhausted', { detail: code, neverSent });
  }
  return new IyzicoUnavailable(service, 'unreachable', {
    detail: code,
    neverSent,
    isLasting: isUntrustedCertificate(code),
    isStaleConnection: lostConnectionCodes.has(code) && progress.isUnansweredOnReuse,
  });
}

/** Whether the code of an error says that the host's certificate is not trusted. */
function isUntrustedCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
}
