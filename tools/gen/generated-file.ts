/** A file that is made from sources in this repository. */
export interface GeneratedFile {
  /** Path from the project root. */
  readonly path: string;
  readonly text: string;
}

/** Makes some generated files; pure but for reading the sources. */
export type Generator = () => readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>;
