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

/** The functions by family, which is the name of the file. */
export const simulatedFunctionFamilies: Readonly<Record<string, readonly SimulatedFunction[]>> = {
  arithmetic: arithmeticFunctions,
  combine: combineFunctions,
  count: countFunctions,
  exclusion: exclusionFunctions,
  interpolation: interpolationFunctions,
  rank: rankFunctions,
  rate: rateFunctions,
  rollup: rollupFunctions,
  smoothing: smoothingFunctions,
  'time-shift': timeShiftFunctions,
};

/** Every function the simulator knows, by name. */
export const simulatedFunctions: ReadonlyMap<string, SimulatedFunction> = new Map(
  Object.values(simulatedFunctionFamilies).flatMap((family) =>
    family.map((definition) => [definition.name, definition]),
  ),
);
