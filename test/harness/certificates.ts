import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { describeWithCommand } from './required-command.js';
import type { Identity } from './raw-server.js';

/** `describe` for tests that need certificates. Skipped if openssl is not installed. */
export const describeWithCertificates = describeWithCommand('openssl', 'version');

export type CertificateName = 'good' | 'expired' | 'selfsigned' | 'elsewhere';

/** What is wrong with a certificate, its name in these tests, and Node's error code. */
export const badCertificates = [
  ['has expired', 'expired', 'CERT_HAS_EXPIRED'],
  ['is its own issuer', 'selfsigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['is for another host', 'elsewhere', 'ERR_TLS_CERT_ALTNAME_INVALID'],
] as const;

/** Makes certificates for the tests of one `describe`. Clients in this process trust their issuer. */
export function useCertificates(): (name: CertificateName) => Identity {
  let folder: string;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const { createSecureContext } = tls;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    makeCertificates(folder);
    // Does what NODE_EXTRA_CA_CERTS does, which Node reads only at its start. Otherwise every issuer is unknown.
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
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const issue = (name: string, host: string, days: number) => {
    writeFileSync(join(folder, 'names'), `subjectAltName=DNS:${host}`);
    const issuer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
    openssl('x509', '-req', '-in', 'host.csr', ...issuer, '-days', `${days}`, '-out', `${name}.crt`);
  };
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=an issuer', '-days', '2');
  openssl('req', ...newKey, '-keyout', 'host.key', '-out', 'host.csr', '-subj', '/CN=localhost');
  issue('good', 'localhost', 2);
  issue('elsewhere', 'elsewhere.example', 2);
  issue('expired', 'localhost', -1);
  const own = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  openssl('req', '-x509', '-key', 'host.key', '-out', 'selfsigned.crt', ...own);
}
