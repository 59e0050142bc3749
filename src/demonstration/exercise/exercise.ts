import { type Viewer } from '../../access/viewer.js';
import { type CommandRequest } from '../../event-sourcing/command-handler.js';
import { commandSpec, readCommand } from '../../graphql/commands/registry.js';
import { fromGlobalId, toGlobalId } from '../../graphql/global-id.js';
import { activities } from './activities.js';
import { actors, agreements } from './actors.js';
import { assistance } from './assistance.js';
import { commitments } from './commitments.js';
import { measures, mechanisms } from './measures.js';
import { communities, networks, trends } from './networks.js';
import { partnerships } from './partnerships.js';
import { instruments, materials, programmes } from './programmes.js';
import { projects } from './projects.js';
import { questions } from './questions.js';
import { reviews } from './reviews.js';
import { type Chapter, type Line, Scene, STAFF } from './scene.js';
import { visits } from './visits.js';

/** Chapters of the exercise; what is reported on one day is recorded in their order. */
const CHAPTERS: Readonly<Record<string, Chapter>> = {
  actors,
  agreements,
  instruments,
  communities,
  partnerships,
  commitments,
  activities,
  projects,
  measures,
  mechanisms,
  reviews,
  visits,
  assistance,
  programmes,
  materials,
  networks,
  trends,
  questions,
};

/**
 * Two years in the life of six fictional States, invented from a seed: the commands that record it, in the order in which it is reported. The same seed gives the
 * same commands, with the same ids.
 */
export function exercise(seed: number): CommandRequest<Viewer>[] {
  const lines = Object.entries(CHAPTERS).flatMap(([name, chapter]) => {
    const scene = new Scene(seed, name);
    chapter(scene);
    return scene.lines;
  });
  return lines.sort((a, b) => a.told - b.told).map((line) => requestOf(line, seed));
}

function requestOf({ kind, id, commandId, name, command, input, on, by, handling }: Line, seed: number): CommandRequest<Viewer> {
  const { creates } = commandSpec(command);
  const raw = {
    ...input,
    ...(creates ? { handling: handling ?? { tlp: 'CLEAR', audience: [] } } : { id: toGlobalId(kind, id) }),
    ...(by && command !== 'changeHandling' ? { onBehalfOf: by } : {}),
    ...(on ? { occurredAt: on } : {}),
    commandId,
    source: { document: `Exercise scenario, invented from the number ${seed}`, identifier: name },
  };
  // A label is its originator's own to change: nobody does so on behalf of another.
  const sender = by && command === 'changeHandling' ? { ...STAFF, actor: fromGlobalId('actor', by)! } : STAFF;
  return readCommand(kind, command, raw, sender, creates ? id : undefined);
}
