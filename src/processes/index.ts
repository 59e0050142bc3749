import { type Process } from '../event-sourcing/processes/process.js';
import { assistanceMatches } from './assistance-matches.js';
import { commitmentEvidence } from './commitment-evidence.js';
import { needFulfilment } from './need-fulfilment.js';
import { visitClocks } from './visit-clocks.js';
import { visitRelease } from './visit-release.js';

/** Every process that Concord runs; a new one is a file and a line here. */
export const processes: readonly Process[] = [assistanceMatches, commitmentEvidence, needFulfilment, visitClocks, visitRelease];
