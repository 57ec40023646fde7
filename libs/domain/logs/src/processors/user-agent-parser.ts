import { z } from 'zod';
import { parsePath, writePath } from '../path.js';
import { defineProcessor } from '../processor.js';
import { explainUnusable, readFirstText } from '../read-sources.js';
import { readUserAgent } from '../read-user-agent.js';

const config = z.object({
  sources: z.array(z.string().min(1)).min(1).default(['http.useragent']).describe('The first that holds text is read.'),
  target: z.string().min(1).default('http.useragent_details').describe('Is replaced.'),
  is_encoded: z.boolean().default(false).describe('The user agent is percent-encoded.'),
  combine_version_details: z.literal(false).optional().describe('Has no effect; integrations state it.'),
});

/** Tells browser, operating system and device from a user agent. */
export const processor = defineProcessor({
  type: 'user-agent-parser',
  summary:
    'Tells `browser`, `os` and `device` from the first user agent among the sources; they replace the target. With `is_encoded` the text is percent-decoded first.',
  config,
  examples: [
    {
      title: 'A browser on a desktop.',
      config: {},
      log: {
        attributes: {
          http: { useragent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' },
        },
      },
      expected: {
        attributes: {
          http: {
            useragent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
            useragent_details: {
              browser: { family: 'Firefox', major: '128', minor: '0' },
              os: { family: 'Linux' },
              device: { family: 'Other', category: 'Desktop' },
            },
          },
        },
      },
    },
    {
      title: 'An encoded user agent that no rule knows.',
      config: { sources: ['agent'], target: 'agent_details', is_encoded: true },
      log: { attributes: { agent: 'my+tool%2F1' } },
      expected: {
        attributes: {
          agent: 'my+tool%2F1',
          agent_details: {
            browser: { family: 'Other' },
            os: { family: 'Other' },
            device: { family: 'Other', category: 'Other' },
          },
        },
      },
    },
  ],
  compile: ({ sources: names, target: targetName, is_encoded: isEncoded }, { environment }) => {
    const sources = names.map(parsePath);
    const target = parsePath(targetName);
    const options = { isEncoded };
    return (log) => {
      const text = readFirstText(log.attributes, sources);
      if (text === undefined) return explainUnusable(log.attributes, sources);
      const details = readUserAgent(text, options, environment);
      if (details === undefined) return 'DataNotLoaded';
      writePath(log.attributes, target, details);
      return 'Applied';
    };
  },
});
