/** How an answer can be encoded. */
export type Format = 'json' | 'protobuf' | 'yaml';

/** Media type of each format. */
export const mediaTypes: Readonly<Record<Format, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: 'application/vnd.kubernetes.protobuf',
};

/** What an Accept header chose. */
export interface Negotiated {
  readonly format: Format;
  /** Whether a parameter asked for indented JSON. */
  readonly pretty: boolean;
}

interface Clause {
  readonly type: string;
  readonly quality: number;
  readonly specificity: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Chooses among `offered` (best first) what an Accept header likes most: by quality, then by how exact the clause is, then
 * by its place. A clause that wants another shape (`as=Table`, aggregated discovery) fits nothing here. No header takes
 * anything. `undefined`: nothing fits, 406.
 */
export function negotiate(accept: string | undefined, offered: readonly Format[]): Negotiated | undefined {
  const preferred = offered[0];
  if (preferred === undefined) return undefined;
  if (accept === undefined || accept.trim() === '') return { format: preferred, pretty: false };
  const clauses = accept.split(',').map(parseClause).filter(isUsable);
  for (const clause of clauses.sort((a, b) => b.quality - a.quality || b.specificity - a.specificity)) {
    const format = offered.find((candidate) => fits(clause.type, mediaTypes[candidate]));
    if (format !== undefined) return { format, pretty: isTrue(clause.parameters.get('pretty')) };
  }
  return undefined;
}

function parseClause(text: string): Clause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((part) => {
      const equals = part.indexOf('=');
      return equals < 0
        ? [part.toLowerCase(), '']
        : [part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1)];
    }),
  );
  const quality = Number(parameters.get('q') ?? 1);
  return {
    type: type.toLowerCase(),
    quality: quality >= 0 && quality <= 1 ? quality : 1,
    specificity: type === '*/*' ? 0 : Number(!type.endsWith('/*')) + 1,
    parameters,
  };
}

function isUsable({ quality, parameters }: Clause): boolean {
  return quality > 0 && (parameters.get('as') ?? '') === '';
}

function fits(wanted: string, mediaType: string): boolean {
  if (wanted === '*/*' || wanted === mediaType) return true;
  return wanted === 'application/*' && mediaType.startsWith('application/');
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|t|true)$/i.test(value);
}
