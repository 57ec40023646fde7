/** A unit as the query API describes it. */
export interface Unit {
  readonly family: string;
  readonly id: number;
  readonly name: string;
  readonly short_name: string | null;
  readonly plural: string;
  readonly scale_factor: number;
}

/** Family, factor to the smallest unit of the family, and short name. */
const known: Readonly<Record<string, readonly [family: string, scaleFactor: number, shortName: string | null]>> = {
  byte: ['bytes', 1, 'B'],
  kibibyte: ['bytes', 1024, 'KiB'],
  mebibyte: ['bytes', 1_048_576, 'MiB'],
  gibibyte: ['bytes', 1_073_741_824, 'GiB'],
  nanosecond: ['time', 1e-9, 'ns'],
  microsecond: ['time', 1e-6, 'μs'],
  millisecond: ['time', 1e-3, 'ms'],
  second: ['time', 1, 's'],
  minute: ['time', 60, 'min'],
  percent: ['percentage', 1, '%'],
  fraction: ['percentage', 100, null],
  request: ['network', 1, 'req'],
  message: ['queue', 1, 'msg'],
  core: ['cpu', 1, null],
};

/** Describes a unit; a name outside the small table gets a family of its own. */
export function toUnit(name: string): Unit {
  const id = Object.keys(known).indexOf(name) + 1;
  const [family, scaleFactor, shortName] = known[name] ?? ['custom', 1, null];
  return { family, id, name, short_name: shortName, plural: `${name}s`, scale_factor: scaleFactor };
}
