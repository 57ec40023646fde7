import { arithmeticFunctions } from './arithmetic.js';
import { combineFunctions } from './combine.js';
import { countFunctions } from './count.js';
import { exclusionFunctions } from './exclusion.js';
import { interpolationFunctions } from './interpolation.js';
import { rankFunctions } from './rank.js';
import { rateFunctions } from './rate.js';
import { rollupFunctions } from './rollup.js';
import type { SimulatedFunction } from './simulated-function.js';
import { smoothingFunctions } from './smoothing.js';
import { timeShiftFunctions } from './time-shift.js';

/** Every function the simulator knows, by name. */
export const simulatedFunctions: ReadonlyMap<string, SimulatedFunction> = new Map(
  [
    ...arithmeticFunctions,
    ...combineFunctions,
    ...countFunctions,
    ...exclusionFunctions,
    ...interpolationFunctions,
    ...rankFunctions,
    ...rateFunctions,
    ...rollupFunctions,
    ...smoothingFunctions,
    ...timeShiftFunctions,
  ].map((definition) => [definition.name, definition]),
);
