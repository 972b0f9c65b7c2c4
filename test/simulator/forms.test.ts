import { keepClock } from '../../src/simulator/memory/clock.js';
import { rememberForms } from '../../src/simulator/memory/forms.js';

test('the forms of the latest ten thousand tokens keep the time when they were opened', () => {
  const clock = keepClock(Date.UTC(2030, 0, 1));
  const forms = rememberForms(clock);
  const opened = [forms.openedAt('card-1'), forms.openedAt('card-2')];
  for (let seed = 3; seed <= 10_001; seed++) forms.openedAt(`card-${seed}`);
  clock.set(Date.UTC(2030, 0, 2));
  expect(forms.openedAt('card-2')).toBe(opened[1]);
  expect(forms.openedAt('card-1')).toBeGreaterThanOrEqual(Date.UTC(2030, 0, 2));
});
