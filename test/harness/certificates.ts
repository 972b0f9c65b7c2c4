import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { describeWithCommand } from '../harness/required-command.js';
import type { Identity } from './raw-server.js';

/** A group of tests that need certificates, which openssl makes. */
export const describeWithCertificates = describeWithCommand('openssl', 'version');

export type CertificateName = 'good' | 'expired' | 'selfsigned' | 'elsewhere';

/** What is wrong with a certificate, its name here, and how Node calls the fault. */
export const badCertificates = [
  ['has expired', 'expired', 'CERT_HAS_EXPIRED'],
  ['is its own issuer', 'selfsigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['is of another host', 'elsewhere', 'ERR_TLS_CERT_ALTNAME_INVALID'],
] as const;

/** Certificates by an issuer that clients of this process believe, for the tests of one `describe`. */
export function useCertificates(): (name: CertificateName) => Identity {
  let folder: string;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const { createSecureContext } = tls;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    makeCertificates(folder);
    // As NODE_EXTRA_CA_CERTS would, which is read only when a process starts: else each is but of an unknown issuer.
    tls.createSecureContext = (options) => createSecureContext({ ...options, ca: read('ca.crt') });
  });
  afterAll(() => {
    tls.createSecureContext = createSecureContext;
    rmSync(folder, { recursive: true });
  });
  return (name) => ({ key: read('host.key'), cert: read(`${name}.crt`) });
}

function makeCertificates(folder: string): void {
  const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' });
  const anew = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const issue = (name: string, host: string, days: number) => {
    writeFileSync(join(folder, 'names'), `subjectAltName=DNS:${host}`);
    const issuer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
    openssl('x509', '-req', '-in', 'host.csr', ...issuer, '-days', `${days}`, '-out', `${name}.crt`);
  };
  openssl('req', '-x509', ...anew, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=an issuer', '-days', '2');
  openssl('req', ...anew, '-keyout', 'host.key', '-out', 'host.csr', '-subj', '/CN=localhost');
  issue('good', 'localhost', 2);
  issue('elsewhere', 'elsewhere.example', 2);
  issue('expired', 'localhost', -1);
  const own = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  openssl('req', '-x509', '-key', 'host.key', '-out', 'selfsigned.crt', ...own);
}
