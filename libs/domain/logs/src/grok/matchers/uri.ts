import { fixedMatcher } from '../matcher.js';
import { uriRegex } from '../location-regex.js';

/** A URI with a scheme. */
export const uri = fixedMatcher({
  name: 'uri',
  summary: 'A URI with a scheme.',
  regex: uriRegex,
  examples: [
    {
      rule: 'GET %{uri:url}',
      text: 'GET https://ada@shop.example:8443/cart?a=1',
      attributes: { url: 'https://ada@shop.example:8443/cart?a=1' },
    },
  ],
});
