import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';
import { parseRubyHash } from '../parse-ruby-hash.js';

const usage = 'rubyhash';

/** Hashes as Ruby prints them. */
export const rubyhash: GrokFilter = {
  name: 'rubyhash',
  summary:
    'Reads a hash as Ruby prints it into an object; nil is left out. Brackets that are not closed end where those around them do.',
  usage,
  examples: [
    {
      filter: 'rubyhash',
      input: '{:id=>1, "name" => "a \\"b\\"", state: :up, ok=>true, gone=>nil, list=>[1.5, nil, {"x"=>[]}]}',
      output: { id: 1, name: 'a "b"', state: 'up', ok: true, list: [1.5] },
    },
    { filter: 'rubyhash', input: '{:a=>["b", "c"}', output: { a: ['b', 'c'] } },
    { filter: 'rubyhash', input: 'no hash' },
  ],
  compile: (args) =>
    withoutArguments(usage, args, (value) => (typeof value === 'string' ? parseRubyHash(value) : undefined)),
};
