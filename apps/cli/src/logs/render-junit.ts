import { renderDifference } from './render-difference.js';
import { renderProblem } from './render-problem.js';
import { titleOf } from './render-tests.js';
import { failuresOf, type SetOutcome, type TestOutcome } from './run-tests.js';

/** What the sets gave, in the XML form of JUnit: a suite a file, a case a test. */
export function renderJunit(sets: readonly SetOutcome[]): string {
  const suites = sets.map(renderSuite).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites}</testsuites>\n`;
}

function renderSuite(outcome: SetOutcome): string {
  const { set, errors, outcomes } = outcome;
  const counts = `tests="${outcomes.length + errors.length}" failures="${failuresOf(outcome).length}" errors="${errors.length}"`;
  const problems = errors.map((error) => {
    const text = escapeXml(renderProblem(error, set.pipeline, plain));
    return renderCase(set.name, error.path, `    <error message="${text}"/>\n`);
  });
  const cases = outcomes.map((test) => renderCase(set.name, titleOf(test.test), renderFailure(test)));
  return `  <testsuite name="${escapeXml(set.name)}" ${counts}>\n${[...problems, ...cases].join('')}  </testsuite>\n`;
}

function renderCase(file: string, name: string, inner: string): string {
  const start = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(name)}"`;
  return inner === '' ? `${start}/>\n` : `${start}>\n  ${inner}    </testcase>\n`;
}

function renderFailure({ differences }: TestOutcome): string {
  if (differences.length === 0) return '';
  const lines = differences.flatMap((difference) => renderDifference(difference, plain));
  return `    <failure message="${escapeXml(lines[0] ?? '')}">${escapeXml(lines.join('\n'))}</failure>\n`;
}

function plain(color: string, text: string): string {
  return text;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML cannot hold are gone already: what is told of samples shows them as dots. */
function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
