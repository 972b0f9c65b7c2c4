import { registerEnumType } from 'type-graphql';
import { Locale } from '../iyzico/index.js';

registerEnumType(Locale, {
  name: 'Locale',
  description: "The languages of iyzico's messages.",
  valuesConfig: {
    EN: { description: 'English.' },
    TR: { description: "Turkish, iyzico's own default." },
  },
});

export { Locale };
