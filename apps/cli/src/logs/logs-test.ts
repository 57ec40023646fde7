import type { CliCommand } from '../cli-command.js';
import type { TestFilesOptions } from './test-files.js';

/** `dogwatch logs test`: runs the tests of pipelines. */
export const logsTest: CliCommand = {
  path: ['logs', 'test'],
  summary: 'Run the tests of pipelines: exit code 0 when all pass, 1 when one fails',
  define: (command) => {
    command
      .argument('<PATH...>', 'files with a pipeline and tests, pairs such as x.yaml and x_tests.yaml, or folders')
      .option('--watch', 'run what changes again, until q and Enter')
      .option('--update', 'write what comes out into the tests that fail')
      .option('--json', 'one JSON object a test: file, test, ok, differences')
      .option('--junit <FILE>', 'also write the results to a file in the XML form of JUnit')
      .option('--geoip <FILE>', 'a JSON object: what GeoIP answers, by address')
      .addHelpText(
        'after',
        '\nExamples:\n  dogwatch logs test nginx.yaml\n  dogwatch logs test pipelines/ --watch\n\nA JSON or YAML file holds { pipeline, tests: [{ sample, service?, tags?, expected }] }.',
      );
    // Loaded when it is needed: the rules and the YAML parser would slow down every other command.
    return async (terminal) => {
      const { testFiles } = await import('./test-files.js');
      return testFiles(command.args, command.opts<TestFilesOptions>(), terminal);
    };
  },
};
