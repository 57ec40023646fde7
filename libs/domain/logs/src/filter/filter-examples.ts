import type { Log } from '../log.js';

/** One form of the search syntax: documentation and test at once. Fields of a log that are not named are not set. */
export interface FilterExample {
  readonly query: string;
  /** What it asks for, as a sentence. */
  readonly meaning: string;
  readonly matches: readonly Partial<Log>[];
  readonly others: readonly Partial<Log>[];
}

/** Every form of the search syntax, by what it is about. */
export const filterExamples: Readonly<Record<string, readonly FilterExample[]>> = {
  Attributes: [
    {
      query: '@http.method:GET',
      meaning: 'The attribute is this text. Upper and lower case differ.',
      matches: [{ attributes: { http: { method: 'GET' } } }],
      others: [{ attributes: { http: { method: 'get' } } }, {}],
    },
    {
      query: '@http.status_code:404',
      meaning: 'A number is equal by its value, a text by its characters, `true` and `false` by their names.',
      matches: [{ attributes: { http: { status_code: 404 } } }, { attributes: { http: { status_code: '404' } } }],
      others: [{ attributes: { http: { status_code: 40 } } }],
    },
    {
      query: '@title:"Order placed"',
      meaning: 'Quotes keep blanks, and keep `*` and `?` from being wildcards.',
      matches: [{ attributes: { title: 'Order placed' } }],
      others: [{ attributes: { title: 'Order placed late' } }],
    },
    {
      query: String.raw`@title:Order\ *`,
      meaning:
        'Without quotes `*` is any text and `?` one character; a backslash makes a blank or any other character text.',
      matches: [{ attributes: { title: 'Order placed' } }],
      others: [{ attributes: { title: 'Orders' } }],
    },
    {
      query: '@usr.id:*',
      meaning: 'The attribute is there, also as an object.',
      matches: [{ attributes: { usr: { id: '' } } }, { attributes: { usr: { id: { a: 1 } } } }],
      others: [{ attributes: { usr: 'ana' } }],
    },
    {
      query: '@usr.id:(-* OR "")',
      meaning: 'The attribute is missing or empty.',
      matches: [{}, { attributes: { usr: { id: '' } } }],
      others: [{ attributes: { usr: { id: 'ana' } } }],
    },
    {
      query: '@role:(admin OR owner*)',
      meaning: 'Several values of one attribute. Of an array one element is enough.',
      matches: [{ attributes: { role: ['guest', 'owners'] } }],
      others: [{ attributes: { role: 'guest' } }],
    },
    {
      query: '@items.sku:b-2',
      meaning: 'A path goes through the objects of an array; a number in a path is an index.',
      matches: [{ attributes: { items: [{ sku: 'a-1' }, { sku: 'b-2' }] } }],
      others: [{ attributes: { items: [{ name: 'b-2' }] } }],
    },
    {
      query: 'CIDR(@network.client.ip, 10.0.0.0/8, 2001:db8::/32)',
      meaning: 'The attribute is an address of one of the networks.',
      matches: [{ attributes: { network: { client: { ip: '10.1.2.3' } } } }],
      others: [{ attributes: { network: { client: { ip: '192.0.2.1' } } } }],
    },
  ],
  Ranges: [
    {
      query: '@http.status_code:[400 TO 499]',
      meaning: 'From one number to another, both included. Texts count that are numbers.',
      matches: [{ attributes: { http: { status_code: 404 } } }, { attributes: { http: { status_code: '404' } } }],
      others: [{ attributes: { http: { status_code: 4000 } } }, { attributes: { http: { status_code: 'none' } } }],
    },
    {
      query: '@took:{0 TO 10]',
      meaning: 'A brace leaves out its end; `*` is no end.',
      matches: [{ attributes: { took: 10 } }],
      others: [{ attributes: { took: 0 } }],
    },
    {
      query: '@took:(>=1 <2.5)',
      meaning: 'Comparisons: `>`, `>=`, `<`, `<=`.',
      matches: [{ attributes: { took: 1 } }],
      others: [{ attributes: { took: 2.5 } }],
    },
    {
      query: '@version:>="1.10"',
      meaning:
        'With quotes, or an end that is no number, texts are compared as in a dictionary. So are tags and reserved attributes.',
      matches: [{ attributes: { version: '1.9' } }],
      others: [{ attributes: { version: '1.0' } }],
    },
  ],
  'Reserved attributes and tags': [
    {
      query: 'service:web status:(error OR critical)',
      meaning:
        '`host`, `message`, `service`, `source` and `status` are what the log is known by, whatever its attributes say.',
      matches: [{ service: 'web', status: 'error' }],
      others: [{ attributes: { service: 'web', status: 'error' } }],
    },
    {
      query: 'env:prod',
      meaning: 'Any other key is a tag; a log without such a tag is asked for the attribute of that name.',
      matches: [{ tags: ['env:prod'] }, { attributes: { env: 'prod' } }],
      others: [{ tags: ['env:test'], attributes: { env: 'prod' } }],
    },
    {
      query: 'tags:canary',
      meaning: 'A whole tag.',
      matches: [{ tags: ['canary'] }],
      others: [{ tags: ['canary:yes'] }],
    },
  ],
  Messages: [
    {
      query: 'failed',
      meaning: 'A word of the message, in any case.',
      matches: [{ message: 'Login FAILED.' }],
      others: [{ message: 'unfailed' }, { attributes: { text: 'failed' } }],
    },
    {
      query: '"login failed"',
      meaning: 'A phrase.',
      matches: [{ message: 'the login failed twice' }],
      others: [{ message: 'failed login' }],
    },
    {
      query: 'log*d',
      meaning: 'Wildcards stay within a word.',
      matches: [{ message: 'was logged out' }],
      others: [{ message: 'log me out and' }],
    },
  ],
  Combinations: [
    {
      query: 'service:web -@http.method:GET timeout',
      meaning: 'Terms side by side must all be true, as with `AND` or `&&`; `-` and `NOT` negate.',
      matches: [{ service: 'web', message: 'timeout' }],
      others: [{ service: 'web', message: 'timeout', attributes: { http: { method: 'GET' } } }],
    },
    {
      query: '@a:1 OR @b:1 @c:1',
      meaning: '`OR` or `||`, which binds looser than `AND`; operators are in upper case; parentheses group.',
      matches: [{ attributes: { a: 1 } }, { attributes: { b: 1, c: 1 } }],
      others: [{ attributes: { b: 1 } }],
    },
    {
      query: '*',
      meaning: 'Every log; an empty query does so too.',
      matches: [{}],
      others: [],
    },
  ],
};
