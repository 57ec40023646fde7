import { fixedMatcher } from '../matcher.js';

/** A UUID. */
export const uuid = fixedMatcher({
  name: 'uuid',
  summary: 'A UUID.',
  regex: '[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}',
  examples: [
    {
      rule: 'id %{uuid:id}',
      text: 'id 6f0e1a2b-3c4d-4e5f-8a9b-0c1d2e3f4a5b',
      attributes: { id: '6f0e1a2b-3c4d-4e5f-8a9b-0c1d2e3f4a5b' },
    },
  ],
});
