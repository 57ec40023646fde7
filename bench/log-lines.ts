/** A pipeline as the integration of a web server has it: fields, time, URL, user agent, and a status by the answer. */
export const accessPipeline = {
  name: 'access logs',
  is_enabled: true,
  filter: { query: 'source:nginx' },
  processors: [
    {
      type: 'grok-parser',
      name: 'fields',
      source: 'message',
      grok: {
        support_rules: String.raw`
address %{ipOrHost:network.client.ip}
identity %{notSpace:http.ident:nullIf("-")} %{notSpace:http.auth:nullIf("-")}
time %{date("dd/MMM/yyyy:HH:mm:ss Z"):date_access}
request (?>%{word:http.method} |)%{notSpace:http.url}(?> HTTP\/%{regex("\\d+\\.\\d+"):http.version}|)
answer %{integer:http.status_code} (?>%{integer:network.bytes_written}|-)`,
        match_rules: String.raw`
short %{address} %{identity} \[%{time}\] "%{request}" %{answer}
long %{short} "%{notSpace:http.referer}" "%{regex("[^\"]*"):http.useragent}"`,
      },
    },
    { type: 'attribute-remapper', sources: ['http.ident'], target: 'usr.name', preserve_source: true },
    { type: 'date-remapper', sources: ['date_access'] },
    { type: 'url-parser', sources: ['http.url'], target: 'http.url_details' },
    { type: 'user-agent-parser', sources: ['http.useragent'], target: 'http.useragent_details' },
    {
      type: 'category-processor',
      target: 'http.status_category',
      categories: [
        { name: 'OK', filter: { query: '@http.status_code:[200 TO 299]' } },
        { name: 'notice', filter: { query: '@http.status_code:[300 TO 399]' } },
        { name: 'warning', filter: { query: '@http.status_code:[400 TO 499]' } },
        { name: 'error', filter: { query: '@http.status_code:[500 TO 599]' } },
      ],
    },
    { type: 'status-remapper', sources: ['http.status_category'] },
  ].map((processor) => ({ is_enabled: true, ...processor })),
};

const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0',
  'curl/8.7.1',
];
const statuses = [200, 200, 200, 200, 304, 404, 500];

/** Only what a line says: its fields and its time. */
export const fieldsPipeline = {
  ...accessPipeline,
  processors: accessPipeline.processors.filter(({ type }) => type === 'grok-parser' || type === 'date-remapper'),
};

/** A line of the combined access log; no two are alike. */
export function accessLine(index: number): string {
  const address = `10.${(index >> 6) % 256}.${index % 251}.${index % 199}`;
  const time = new Date(Date.now() - (index % 600) * 1000);
  const [, day, month, year, clock] = time.toUTCString().split(/[ ,]+/);
  const request = `GET /cart/items/${index % 9973}?page=${index % 17} HTTP/1.1`;
  const referrer = `https://shop.example/cart?page=${index % 13}&sort=newest`;
  const answer = `${statuses[index % statuses.length]} ${index % 40_000}`;
  return `${address} - - [${day}/${month}/${year}:${clock} +0000] "${request}" ${answer} "${referrer}" "${agents[index % agents.length]}"`;
}

/** A request body with so many lines, as a shipper sends them. */
export function accessBody(lines: readonly string[]): string {
  return JSON.stringify(
    lines.map((message) => ({
      message,
      ddsource: 'nginx',
      ddtags: 'env:prod,team:shop',
      hostname: 'web-1',
      service: 'storefront',
    })),
  );
}
