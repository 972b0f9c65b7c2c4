import { hash } from 'node:crypto';

/** The SHA-256 of a text, to count or remember a secret without holding it. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}
