import { describe, expect, it } from 'vitest';
import { compileUserAgents, type ParseUserAgent } from './compile-user-agents.js';

const rules = {
  user_agent_parsers: [
    { regex: String.raw`(Fox|Wolf)/(\d+)\.(\d+)(?:\.(\d+)(?:\.(\d+)|)|)`, family_replacement: 'Den $1' },
    { regex: String.raw`(\w+)bot/(\d+)`, regex_flag: 'i', v1_replacement: '$2-beta' },
    { regex: '(Fo)', family_replacement: '' },
  ],
  os_parsers: [
    { regex: String.raw`(Windows) (\d+)`, os_v1_replacement: 'X' },
    { regex: 'Droid', os_replacement: 'Android' },
    { regex: '(iOS|iPadOS)', os_replacement: 'iOS' },
  ],
  device_parsers: [
    {
      regex: 'bot/',
      regex_flag: 'i',
      device_replacement: 'Spider',
      brand_replacement: 'Spider',
      model_replacement: 'Desktop',
    },
    { regex: String.raw`(iPad)`, brand_replacement: 'Apple' },
  ],
};

function compile(source: unknown = rules, cacheSize?: number): ParseUserAgent {
  const compiled = compileUserAgents(source, cacheSize === undefined ? {} : { cacheSize });
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.value;
}

describe('compileUserAgents', () => {
  it.each([
    ['Fox/1.2.3.4 Windows 7', { family: 'Den Fox', major: '1', minor: '2', patch: '3', patch_minor: '4' }],
    ['Wolf/1.2', { family: 'Den Wolf', major: '1', minor: '2' }],
    ['MyBOT/7', { family: 'My', major: '7-beta' }],
    ['Fo', { family: 'Other' }],
    ['', { family: 'Other' }],
  ])('tells the browser of %j', (text, browser) => {
    expect(compile()(text)['browser']).toEqual(browser);
  });

  it('tells system and device', () => {
    expect(compile()('x Windows 7')).toEqual({
      browser: { family: 'Other' },
      os: { family: 'Windows', major: 'X' },
      device: { family: 'Other', category: 'Desktop' },
    });
    expect(compile()('iPad iPadOS')['device']).toEqual({
      family: 'iPad',
      brand: 'Apple',
      model: 'iPad',
      category: 'Tablet',
    });
  });

  it.each([
    ['Windows 7 aBot/1', 'Bot'],
    ['Droid Mobile', 'Mobile'],
    ['Droid', 'Tablet'],
    ['iOS', 'Mobile'],
    ['toaster', 'Other'],
  ])('puts %j into the category %s', (text, category) => {
    expect(compile()(text)['device']).toMatchObject({ category });
  });

  it('remembers as many user agents as it is told', () => {
    const parse = compile(rules, 2);
    const first = parse('Fox/1.2');
    parse('Fox/1.3');
    expect(parse('Fox/1.2')).toBe(first);
    parse('Fox/1.4');
    expect(parse('Fox/1.2')).toBe(first);
    parse('Fox/1.5');
    parse('Fox/1.6');
    expect(parse('Fox/1.2')).not.toBe(first);
    expect(parse('Fox/1.2')).toEqual(first);
  });

  it('reads the beginning of an endless user agent', () => {
    expect(compile()(`Fox/1.2 ${'x'.repeat(1_000_000)}`)['browser']).toMatchObject({ family: 'Den Fox' });
  });

  it.each([
    [undefined, 'user_agent_parsers must be a list'],
    [{ ...rules, os_parsers: {} }, 'os_parsers must be a list'],
    [{ ...rules, device_parsers: [{ regex: 'a' }, { regex: 5 }] }, 'device_parsers[1] must have a regex'],
    [{ ...rules, os_parsers: [{ regex: '(' }] }, 'os_parsers[0] has a regex that cannot be read'],
  ])('refuses other data: %j', (source, message) => {
    const compiled = compileUserAgents(source);
    expect(compiled.ok ? '' : compiled.message).toContain(message);
  });
});
