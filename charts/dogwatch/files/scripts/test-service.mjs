// What `helm test` asks of a service: that it is ready, and that it does what it is for.
//   SERVICE=log-preprocessor HOST=... HEALTH_HOST=... PORT=... node test-service.mjs
import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';

const { SERVICE: service, HOST: host, PORT: port, TLS: tls, MUTUAL: mutual } = process.env;
const { HEALTH_HOST: healthHost = host, HEALTH_PORT: healthPort = '5555' } = process.env;

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

async function get(url, options) {
  const answer = await fetch(url, options);
  const text = await answer.text();
  expect(answer.ok, `${url} answered ${answer.status}: ${text}`);
  return text;
}

/** POST over TLS to a server whose certificate is not at issue here. */
function post(path, body) {
  return new Promise((resolve, reject) => {
    const options = { host, port, path, method: 'POST', rejectUnauthorized: false };
    const call = request({ ...options, headers: { 'content-type': 'application/json' } }, (answer) => {
      json(answer).then(resolve, reject);
    });
    call.on('error', reject).end(JSON.stringify(body));
  });
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'helm-test', namespace: 'default', labels: { 'admission.datadoghq.com/enabled': 'true' } },
  spec: { containers: [{ name: 'app', image: 'app' }] },
};

const checks = {
  /** It changes a pod that asks for it. */
  async 'admission-webhook'() {
    const { response } = await post('/injectconfig', {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      request: {
        uid: 'helm-test',
        dryRun: true,
        operation: 'CREATE',
        namespace: 'default',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        resource: { group: '', version: 'v1', resource: 'pods' },
        object: pod,
      },
    });
    expect(response?.allowed && response.patch, `no patch for a labelled pod: ${JSON.stringify(response)}`);
  },
  /** The API server serves the API through it. */
  async 'external-metrics-api'() {
    if (process.env.REGISTERED !== 'true') return;
    const token = readFileSync('/var/run/secrets/kubernetes.io/serviceaccount/token', 'utf8');
    const url = 'https://kubernetes.default.svc/apis/external.metrics.k8s.io/v1beta1';
    const text = await get(url, { headers: { authorization: `Bearer ${token}` } });
    expect(JSON.parse(text).kind === 'APIResourceList', text);
  },
  /** Its health service says SERVING; where it asks for certificates of clients, it turns us away for want of one. */
  'keda-scaler': () =>
    new Promise((resolve, reject) => {
      const session = connectHttp2(`${tls ? 'https' : 'http'}://${host}:${port}`, { rejectUnauthorized: false });
      const turnedAway = (error) => (mutual && error.code === 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' ? resolve() : reject(error));
      session.on('error', turnedAway);
      const call = session.request({
        ':method': 'POST',
        ':path': '/grpc.health.v1.Health/Check',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      const parts = [];
      call.on('data', (part) => parts.push(part));
      call.on('error', turnedAway);
      call.on('end', () => {
        session.close();
        const message = Buffer.concat(parts).subarray(5).toString('hex');
        if (mutual) reject(new Error('it let in a client without a certificate'));
        else if (message === '0801') resolve();
        else reject(new Error(`the health service answered ${message || 'nothing'}`));
      });
      call.end(Buffer.alloc(5));
    }),
  /** It accepts a log. */
  async 'log-preprocessor'() {
    const body = JSON.stringify([{ message: 'helm test of dogwatch', ddsource: 'dogwatch', service: 'helm-test' }]);
    await get(`http://${host}:${port}/api/v2/logs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  },
  /** The server greets. */
  nats: () =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, timeout: 5000 });
      socket.once('error', reject);
      socket.once('timeout', () => reject(new Error('no greeting')));
      socket.once('data', (data) => {
        socket.destroy();
        if (data.toString().startsWith('INFO ')) resolve();
        else reject(new Error(`it greets with ${data.toString()}`));
      });
    }),
};

if (service !== 'nats') await get(`http://${healthHost}:${healthPort}/readyz`);
await checks[service]?.();
process.stdout.write(`${service} works\n`);
