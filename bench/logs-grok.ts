import { setFlagsFromString } from 'node:v8';
import { type Attributes, compileGrok, createIntlZones } from '@dogwatch/logs';
import type { Bench, Row } from './bench.ts';

const roundMillis = 100;
const rounds = 20;

const supportRules = `
address %{ipOrHost:network.client.ip}
identity %{notSpace:http.ident:nullIf("-")} %{notSpace:http.auth:nullIf("-")}
time %{date("dd/MMM/yyyy:HH:mm:ss Z"):date_access}
request (?>%{word:http.method} |)%{notSpace:http.url}(?> HTTP\\/%{regex("\\\\d+\\\\.\\\\d+"):http.version}|)
answer %{integer:http.status_code} (?>%{integer:network.bytes_written}|-)
quoted [^"]*
`;

/** Access logs in two formats and error logs, as a web server writes them. */
const accessRules = `
# without and with the referrer and the user agent
short %{address} %{identity} \\[%{time}\\] "%{request}" %{answer}
long %{short} (%{number:duration:scale(1000000000)} )?"%{notSpace:http.referer}" "%{regex("[^\\"]*"):http.useragent}"( "%{regex("[^\\"]*"):http.forwarded:nullIf("-")}")?.*
error %{date("yyyy/MM/dd HH:mm:ss"):date_access} \\[%{word:level}\\] %{data:error.message}(, %{data::keyvalue(": ",",")})?
`;

const shortLine = '10.1.22.7 - ada [01/May/2024:12:30:45 +0000] "GET /cart/items/742 HTTP/1.1" 200 23261';
const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36';
const longLine = `10.1.22.7 - - [01/May/2024:12:30:45 +0000] "GET /cart/items/742 HTTP/1.1" 200 23261 "https://shop.example/cart?page=2&sort=newest" "${agent}"`;
const errorLine =
  '2024/05/01 12:30:45 [error] 2431#0: *7 upstream refused the connection, client: 10.1.22.7, server: shop.example, request: "GET /carts/742 HTTP/1.1", host: "shop.example"';
const mixedLines = [
  shortLine,
  longLine,
  errorLine,
  '10.1.22.7 - - [01/May/2024:12:30:45 +0000] "POST /login HTTP/1.1" 302 0 "https://shop.example/login?next=%2Fcart%2Fitems" "curl/8.7.1 (x86_64-pc-linux-gnu) libcurl/8.7.1 OpenSSL/3.3 zlib/1.3"',
];
const pairsLine =
  'time="2024-05-01T12:30:45Z" level=info msg="order accepted" order=81723 customer=4411 total=129.95 currency=EUR duration=263ms cached=false region=eu-west-1 pod=shop-7d9f version=1.4.2-rc';

/** Events a second, the best of many short rounds: the others shared the core with something else or warmed up. */
function measure(matchRules: string, lines: readonly string[]): number {
  const environment = { nowMillis: () => 1_714_564_800_000, zoneOffsetMillis: createIntlZones() };
  const { grok } = compileGrok({ supportRules, matchRules }, { environment, cursor: { at: undefined }, path: 'bench' });
  const batch = Array.from({ length: 100 }, () => lines).flat();
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    let events = 0;
    while (performance.now() - start < roundMillis) {
      batch.forEach(extract);
      events += batch.length;
    }
    best = Math.max(best, (events * 1000) / (performance.now() - start));
  }
  return best;

  function extract(line: string): void {
    const attributes: Attributes = {};
    if (grok === undefined || grok.extract(line, attributes) < 0) throw new Error(`no rule matches ${line}`);
  }
}

function row(name: string, matchRules: string, lines: readonly string[], atLeast: number): Row {
  const bytes = Math.round(lines.reduce((sum, line) => sum + line.length, 0) / lines.length);
  return { name: `${name}, ${bytes} B`, value: measure(matchRules, lines), unit: 'events/s/core', target: { atLeast } };
}

/** Grok rules alone: from a line to its attributes. */
export const bench: Bench = {
  name: 'logs-grok',
  run: async () => {
    // As log-preprocessor does: patterns that backtrack too long go on in linear time.
    setFlagsFromString('--enable-experimental-regexp-engine');
    setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
    return [
      row('access and error lines mixed', accessRules, mixedLines, 340_000),
      row('access lines with user agents', accessRules, [longLine], 250_000),
      row('short access lines', accessRules, [shortLine], 720_000),
      row('%{data::keyvalue}', 'pairs %{data::keyvalue}', [pairsLine], 180_000),
    ];
  },
};
