import { createHash } from 'node:crypto';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { HttpRefusal } from './http-refusal.js';

/** The documents that may be run, as the client preset's `persisted-documents.json` lists them: key to text. */
export type Manifest = Readonly<Record<string, string>>;

/** Finds the document that a request means. @throws HttpRefusal OPERATION_NOT_ALLOWED where it means none of them */
export type TrustedDocuments = (request: Readonly<Record<string, unknown>>) => string;

export function createTrustedDocuments(manifest: Manifest): TrustedDocuments {
  const byId = new Map<string, string>();
  const byText = new Map<string, string>();
  for (const [key, text] of Object.entries(manifest)) {
    byId.set(key, text);
    byId.set(`sha256:${sha256(text)}`, text);
    byText.set(normalised(text), text);
  }

  return ({ query, documentId, extensions }) => {
    const hash = hashOf(extensions);
    const ids = [documentId, ...(hash === undefined ? [] : [hash, `sha256:${hash}`])];
    const found = ids
      .map((id) => (typeof id === 'string' ? byId.get(id) : undefined))
      .find((text) => text !== undefined);
    const document = found ?? (typeof query === 'string' ? byText.get(normalised(query)) : undefined);
    if (document === undefined) {
      throw new HttpRefusal(400, 'Only documents that this server was given are run.', 'OPERATION_NOT_ALLOWED');
    }
    return document;
  };
}

/** Two texts that mean the same are the same: clients and generators lay documents out as they like. */
function normalised(document: string): string {
  try {
    return stripIgnoredCharacters(print(parse(document, { maxTokens: 2000, noLocation: true })));
  } catch {
    return '';
  }
}

/** Where Apollo Client puts the id of a document that it does not send. */
function hashOf(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  return typeof persistedQuery?.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
