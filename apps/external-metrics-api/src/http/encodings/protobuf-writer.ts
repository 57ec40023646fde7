// The protocol-buffers wire format, as much as Kubernetes objects need of it.
const bytesOfVarint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
};

const varintType = 0;
const lengthDelimitedType = 2;

function key(field: number, wireType: number): number {
  return field * 8 + wireType;
}

/** A non-negative integer field, up to 2^53 - 1. */
export function integerField(field: number, value: number): Buffer {
  return Buffer.from([...bytesOfVarint(key(field, varintType)), ...bytesOfVarint(value)]);
}

/** A boolean field. */
export function booleanField(field: number, value: boolean): Buffer {
  return integerField(field, value ? 1 : 0);
}

/** A UTF-8 text field; written also when it is empty, as the Kubernetes encoders do. */
export function textField(field: number, value: string): Buffer {
  return bytesField(field, Buffer.from(value, 'utf8'));
}

/** A field that holds another message, made of its own fields. */
export function messageField(field: number, fields: readonly Buffer[]): Buffer {
  return bytesField(field, Buffer.concat(fields));
}

function bytesField(field: number, value: Buffer): Buffer {
  const head = [...bytesOfVarint(key(field, lengthDelimitedType)), ...bytesOfVarint(value.length)];
  return Buffer.concat([Buffer.from(head), value], head.length + value.length);
}
