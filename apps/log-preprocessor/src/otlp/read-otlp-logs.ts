import { parseJson, printJson } from '@dogwatch/logs';
import type { AnswerForm, LogAnswer } from '../http/log-answer.js';
import { maxLogBytes } from '../intake/limits.js';
import { cutLog } from '../intake/cut-log.js';
import { type ReadLogs, type RequestFacts, toService } from '../intake/read-logs.js';
import { refuseLogs } from '../reasons.js';
import { decodeOtlpLogs } from './decode-otlp-logs.js';
import { listAt, memberAt } from '../json-view.js';
import { toAttributes } from './to-attribute-value.js';
import { toLog } from './to-log.js';

const json = 'application/json';
const protobuf = 'application/x-protobuf';

/** Reads an ExportLogsServiceRequest, in JSON or protobuf. Exporters have no limit of logs in a request. */
export function readOtlpLogs(body: Buffer, facts: RequestFacts): ReadLogs {
  const request = parseRequest(body, facts.contentType);
  if (request === undefined) return refuseLogs('BadBody', 'the body is no ExportLogsServiceRequest');
  const logs = listAt(request, 'resourceLogs').flatMap((group) => {
    const resource = toAttributes(listAt(memberAt(group, 'resource'), 'attributes'));
    const records = listAt(group, 'scopeLogs').flatMap((scope) => listAt(scope, 'logRecords'));
    return records.map((record) => toLog(record, resource));
  });
  const { defaults, receivedAtMillis } = facts;
  const cut = logs.map((log) => cutLog(log, maxLogBytes));
  const service = toService(defaults, logs[0]);
  const batch = { receivedAtMillis, defaults, logsJson: printJson(cut), count: logs.length, service };
  return { ok: true, batch, isCut: cut.some((log, index) => log !== logs[index]) };
}

function parseRequest(body: Buffer, contentType: string): unknown {
  if (contentType === json) {
    const parsed = parseJson(body.toString('utf8'));
    return parsed.ok ? parsed.value : undefined;
  }
  try {
    return decodeOtlpLogs(body);
  } catch {
    return undefined;
  }
}

/** How OTLP says yes and no, in the encoding that the request came in. */
export function toOtlpForm(contentType: string | undefined): AnswerForm {
  return contentType?.trim().toLowerCase().startsWith(json) === true ? jsonForm : protobufForm;
}

const jsonForm: AnswerForm = {
  success: { status: 200, body: '{}', contentType: json },
  error: (status, { reason, message }): LogAnswer => ({
    status,
    body: JSON.stringify({ code: 0, message: `${reason}: ${message}` }),
    contentType: json,
  }),
};

const protobufForm: AnswerForm = {
  success: { status: 200, body: Buffer.alloc(0), contentType: protobuf },
  error: (status, { reason, message }): LogAnswer => ({
    status,
    body: printStatus(`${reason}: ${message}`),
    contentType: protobuf,
  }),
};

/** A google.rpc.Status with only its message. */
function printStatus(message: string): Buffer {
  const text = Buffer.from(message.slice(0, 1000));
  const length: number[] = [];
  for (let rest = text.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([0x12, ...length]), text]);
}
