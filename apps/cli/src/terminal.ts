/** What a command reads and writes; the process's own streams, or a test's. */
export interface Terminal {
  /** Standard input, in pieces of any size. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Standard output; resolves when more may be written. */
  readonly write: (text: string) => Promise<void>;
  /** Standard error, a line at a time. */
  readonly tell: (line: string) => void;
  /** How wide help may be; 80 without it. */
  readonly columns?: number;
  /** The text in a colour when standard output shows colours, else unchanged. */
  readonly style: (color: 'red' | 'yellow' | 'green' | 'dim', text: string) => string;
}
