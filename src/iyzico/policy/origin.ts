/** Who caused a call. A symbol stands for a caller that nothing is known of: it is like no other. */
export type Origin = string | symbol;

/** The origin of a call, or one of its own where the call names none. */
export function originOrUnknown(origin: string | undefined): Origin {
  return origin ?? Symbol('unknown origin');
}
