/** How a variable of a language's runtime is set so that it loads the library. */
export interface EnvironmentEdit {
  readonly name: string;
  /** What an absent variable is set to; the part that is added to a present one. */
  readonly value: string;
  /** What happens to a value of the pod: the part goes before it, behind it, or takes its place. */
  readonly present: 'append' | 'prepend' | 'replace';
  /** Stands between the part and the value of the pod. */
  readonly separator: string;
}

/** Everything about one language: how pods ask for its library, where it is, how it is loaded. */
export interface Language {
  /** As annotations and options spell it. */
  readonly name: string;
  /** `admission.datadoghq.com/<annotation>.version`, `.custom-image`, `.config.v1`. */
  readonly annotation: string;
  /** Name of the image below the registry. */
  readonly image: string;
  /** The tag for the version `default`. */
  readonly defaultVersion: string;
  /** Directory of the library below those of all languages, in injector mode. */
  readonly directory: string;
  /** How the runtime is told to load the library without the injector; undefined when it cannot be. */
  readonly environment?: readonly EnvironmentEdit[];
  /** One sentence for the reference page. */
  readonly doc: string;
}
