import { type AttributeValue, parseJson, printJson } from '@dogwatch/logs';
import { cutLog } from './cut-log.js';
import { encodeBatch, type LogBatch } from './log-batch.js';

/** The payloads of a batch, none with more than `maxBytes`. A log that does not fit into one is cut. */
export function splitBatch(batch: LogBatch, maxBytes: number): readonly Buffer[] {
  const whole = encodeBatch(batch);
  if (whole.length <= maxBytes) return [whole];
  const roomBytes = maxBytes - encodeBatch({ ...batch, logsJson: '[]' }).length;
  return toGroups(readAll(batch.logsJson), roomBytes).map((texts) =>
    encodeBatch({ ...batch, logsJson: `[${texts.join(',')}]` }),
  );
}

function readAll(logsJson: string): readonly AttributeValue[] {
  const parsed = parseJson(logsJson);
  return parsed.ok && Array.isArray(parsed.value) ? parsed.value : [];
}

function toGroups(logs: readonly AttributeValue[], roomBytes: number): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let group: string[] = [];
  let bytes = 0;
  for (const log of logs) {
    const text = printJson(cutLog(log, roomBytes));
    const size = Buffer.byteLength(text) + 1;
    if (group.length > 0 && bytes + size > roomBytes) {
      groups.push(group);
      [group, bytes] = [[], 0];
    }
    group.push(text);
    bytes += size;
  }
  return group.length > 0 ? [...groups, group] : groups;
}
