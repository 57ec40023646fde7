import { describe, expect, it } from 'vitest';
import { toEndpoints } from './endpoint.js';

const credentials = { apiKey: 'a', appKey: 'b' };

describe('toEndpoints', () => {
  it('names endpoints by their hosts, the main one first', () => {
    const additional = [
      { site: 'datadoghq.eu', api_key: 'c', app_key: 'd' },
      { url: 'https://api.datadoghq.com/', api_key: 'e', app_key: 'f' },
    ];
    expect(toEndpoints({ credentials, additional })).toEqual([
      { name: 'api.datadoghq.com', baseUrl: 'https://api.datadoghq.com', ...credentials },
      { name: 'api.datadoghq.eu', baseUrl: 'https://api.datadoghq.eu', apiKey: 'c', appKey: 'd' },
      { name: 'api.datadoghq.com#2', baseUrl: 'https://api.datadoghq.com/', apiKey: 'e', appKey: 'f' },
    ]);
  });

  it('goes where the keys say they belong', () => {
    const [main] = toEndpoints({ credentials: { ...credentials, site: 'datadoghq.eu' }, site: 'datadoghq.com' });
    expect(main).toEqual({ name: 'api.datadoghq.eu', baseUrl: 'https://api.datadoghq.eu', ...credentials });
  });

  it('leaves out the main endpoint without keys', () => {
    expect(toEndpoints({ credentials: undefined })).toEqual([]);
  });
});
