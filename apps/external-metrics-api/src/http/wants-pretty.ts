/** Programs in front of which a person sits. */
const peoplesPrograms = ['curl', 'Wget', 'Mozilla/5.0'];

/**
 * Whether JSON should be indented: the parameter `pretty` decides, else whether the caller is a browser or a command line
 * that shows the answer to a person.
 */
export function wantsPretty(parameters: URLSearchParams | undefined, userAgent: string | undefined): boolean {
  const parameter = parameters?.get('pretty') ?? '';
  if (parameter !== '') return /^(?:1|t|true)$/i.test(parameter);
  return userAgent !== undefined && peoplesPrograms.some((program) => userAgent.startsWith(program));
}
