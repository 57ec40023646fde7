import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProtocolParser } from './protocol-parser.js';
import type { ClientCommand } from './read-command.js';

const limits = { maxControlLineBytes: 128, maxPayloadBytes: 1000 };

function parseChunks(chunks: readonly Buffer[]): { commands: ClientCommand[]; problem: string | undefined } {
  const commands: ClientCommand[] = [];
  const parser = createProtocolParser(limits, (command) => {
    commands.push(command.op === 'PUB' ? { ...command, payload: Buffer.from(command.payload) } : command);
    return undefined;
  });
  let problem: string | undefined;
  for (const chunk of chunks) problem ??= parser.push(chunk);
  return { commands, problem };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const command = fc.oneof(
  word.map((sid) => `SUB a.b ${sid}\r\n`),
  fc.tuple(word, fc.string({ maxLength: 50 })).map(([subject, text]) => {
    const body = Buffer.from(text).toString('latin1');
    return `PUB ${subject} ${body.length}\r\n${body}\r\n`;
  }),
  fc.constant('PING\r\n'),
  fc.constant('HPUB h r 12 14\r\nNATS/1.0\r\n\r\nhi\r\n'),
);

describe('the protocol parser', () => {
  test('reads the same commands however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(command), fc.array(fc.nat()), (lines, places) => {
        const bytes = Buffer.from(lines.join(''), 'latin1');
        const whole = parseChunks([bytes]);
        expect(whole.problem).toBeUndefined();
        expect(whole.commands).toHaveLength(lines.length);
        expect(parseChunks(cut(bytes, places))).toEqual(whole);
      }),
    );
  });

  test('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(command, fc.string(), fc.constantFrom('\r\n', 'PUB a ', '4', ' '))), (parts) => {
        const { problem } = parseChunks(parts.map((part) => Buffer.from(part, 'latin1')));
        expect(['undefined', 'string']).toContain(typeof problem);
      }),
    );
  });

  test('keeps headers, reply and payload apart', () => {
    const { commands } = parseChunks([Buffer.from('HPUB h r 12 14\r\nNATS/1.0\r\n\r\nhi\r\n')]);
    const payload = Buffer.from('NATS/1.0\r\n\r\nhi');
    expect(commands).toEqual([{ op: 'PUB', subject: 'h', reply: 'r', headerBytes: 12, payload }]);
  });

  test.each([
    ['HPUB h 14 12\r\n', 'Unknown Protocol Operation'],
    ['PUB a 1001\r\n', 'Maximum Payload Violation'],
    [`PUB ${'a'.repeat(200)}`, 'maximum control line exceeded'],
    ['UNSUB 1 x\r\n', 'Unknown Protocol Operation'],
    ['PUB a 99999999999\r\n', 'Unknown Protocol Operation'],
  ])('refuses %j', (text, problem) => {
    expect(parseChunks([Buffer.from(text)]).problem).toBe(problem);
  });

  test('stops as soon as the handler says so', () => {
    const seen: string[] = [];
    const parser = createProtocolParser(limits, ({ op }) => {
      seen.push(op);
      return 'no';
    });
    expect(parser.push(Buffer.from('PING\r\nPING\r\n'))).toBe('no');
    expect(seen).toEqual(['PING']);
  });
});
