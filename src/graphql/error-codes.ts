interface CodeFacts {
  /** The HTTP status of a request that fails before execution. Errors of fields come with status 200. */
  readonly httpStatus: number;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
}

/** The codes of all errors that clients receive. They are part of the contract; messages may change. */
const codes = {
  BAD_REQUEST: { httpStatus: 400, retryable: false },
  GRAPHQL_PARSE_FAILED: { httpStatus: 400, retryable: false },
  GRAPHQL_VALIDATION_FAILED: { httpStatus: 400, retryable: false },
  BAD_USER_INPUT: { httpStatus: 400, retryable: false },
  LIMIT_EXCEEDED: { httpStatus: 400, retryable: false },
  OPERATION_NOT_ALLOWED: { httpStatus: 400, retryable: false },
  UNAUTHENTICATED: { httpStatus: 401, retryable: false },
  FORBIDDEN: { httpStatus: 403, retryable: false },
  NOT_FOUND: { httpStatus: 200, retryable: false },
  PAYMENT_PENDING: { httpStatus: 200, retryable: true },
  RATE_LIMITED: { httpStatus: 429, retryable: true },
  OVERLOADED: { httpStatus: 503, retryable: true },
  SHUTTING_DOWN: { httpStatus: 503, retryable: true },
  IYZICO_REJECTED: { httpStatus: 200, retryable: false },
  IYZICO_RATE_LIMITED: { httpStatus: 200, retryable: true },
  IYZICO_UNAVAILABLE: { httpStatus: 200, retryable: true },
  IYZICO_TIMEOUT: { httpStatus: 200, retryable: true },
  IYZICO_BAD_RESPONSE: { httpStatus: 200, retryable: false },
  IYZICO_MISCONFIGURED: { httpStatus: 200, retryable: false },
  SIGNATURE_MISMATCH: { httpStatus: 200, retryable: false },
  INTERNAL_SERVER_ERROR: { httpStatus: 500, retryable: false },
} as const satisfies Record<string, CodeFacts>;

export type ErrorCode = keyof typeof codes;

export function factsOf(code: ErrorCode): CodeFacts {
  return codes[code];
}
