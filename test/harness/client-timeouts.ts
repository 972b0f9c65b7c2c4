/** The time limits of a client in tests, as they are by default. */
export const clientTimeouts = { timeoutMs: 3000, operationTimeoutMs: 8000 } as const;
