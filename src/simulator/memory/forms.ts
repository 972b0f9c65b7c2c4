import type { Clock } from './clock.js';

/**
 * When the checkout forms were opened. A form opens with the first call that names it by any of its keys, and opens
 * again where the clock was set back to before that call.
 */
export interface Forms {
  /** In epoch milliseconds, never later than now. Opens the form if it is not open. */
  openedAt(checkoutFormToken: string): number;
  forget(): void;
}

/** The oldest forms are forgotten, and open again with their next call. */
const MAX_FORMS = 10_000;

export function rememberForms(clock: Clock): Forms {
  const opened = new Map<string, number>();
  const open = (checkoutFormToken: string): number => {
    opened.delete(checkoutFormToken);
    const [oldest] = opened.keys();
    if (oldest !== undefined && opened.size >= MAX_FORMS) opened.delete(oldest);
    const time = clock.now();
    opened.set(checkoutFormToken, time);
    return time;
  };
  return {
    openedAt: (checkoutFormToken) => {
      const time = opened.get(checkoutFormToken);
      return time !== undefined && time <= clock.now() ? time : open(checkoutFormToken);
    },
    forget: () => {
      opened.clear();
    },
  };
}
