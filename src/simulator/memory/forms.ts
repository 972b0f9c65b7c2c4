import type { Clock } from './clock.js';

/** When the checkout forms were opened. A form opens with the first call that names it by any of its keys. */
export interface Forms {
  /** In epoch milliseconds. Opens the form if it is not open. */
  openedAt(checkoutFormToken: string): number;
  forget(): void;
}

/** The oldest forms are forgotten, and open again with their next call. */
const MAX_FORMS = 10_000;

export function rememberForms(clock: Clock): Forms {
  const opened = new Map<string, number>();
  const open = (checkoutFormToken: string): number => {
    const [oldest] = opened.keys();
    if (oldest !== undefined && opened.size >= MAX_FORMS) opened.delete(oldest);
    const time = clock.now();
    opened.set(checkoutFormToken, time);
    return time;
  };
  return {
    openedAt: (checkoutFormToken) => opened.get(checkoutFormToken) ?? open(checkoutFormToken),
    forget: () => {
      opened.clear();
    },
  };
}
