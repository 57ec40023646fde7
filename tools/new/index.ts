import { crdScaffold } from './crd.ts';
import { libScaffold } from './lib.ts';
import { processorScaffold } from './processor.ts';
import type { Scaffold } from './scaffold.ts';

/** Everything `npm run new` can make, by kind. */
export const scaffolds: readonly Scaffold[] = [crdScaffold, libScaffold, processorScaffold];
