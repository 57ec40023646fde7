import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';
import { parseXml } from '../parse-xml.js';

const usage = 'xml';

/** XML. */
export const xml: GrokFilter = {
  name: 'xml',
  summary:
    'Reads an XML document into an object. Attributes and elements become members, repeated ones arrays; text is the value of an element, or its member `value` beside others. No value is read as a number.',
  usage,
  examples: [
    {
      filter: 'xml',
      input:
        '<?xml version="1.0"?><event id="7"><!-- no --><user>Ann &amp; Bob</user><tag>a</tag><tag>b</tag>text</event>',
      output: { event: { id: '7', user: 'Ann & Bob', tag: ['a', 'b'], value: 'text' } },
    },
    {
      filter: 'xml',
      input: '<a><b><![CDATA[1 < 2]]></b><c x="y"/><d/></a>',
      output: { a: { b: '1 < 2', c: { x: 'y' }, d: '' } },
    },
    { filter: 'xml', input: '<a><b></a>' },
  ],
  compile: (args) =>
    withoutArguments(usage, args, (value) => (typeof value === 'string' ? parseXml(value) : undefined)),
};
