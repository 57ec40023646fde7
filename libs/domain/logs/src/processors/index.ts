import type { Processor } from '../processor.js';
import { processor as attributeRemapper } from './attribute-remapper.js';

/** Every type of processor, in the order of the alphabet. */
export const processors: readonly Processor[] = [attributeRemapper];
