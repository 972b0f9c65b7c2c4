/** The scopes that a token may hold. */
export const scopes = ['payment:read', 'settlement:read', 'member:read', 'session:manage'] as const;
export type Scope = (typeof scopes)[number];
