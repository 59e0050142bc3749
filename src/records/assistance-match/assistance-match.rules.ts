import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';

/** What a match needs to know of a project. */
interface ProjectSeen {
  readonly status: string;
  readonly reporter: string;
  readonly partners: readonly { readonly actor: string; readonly until: string | null }[];
}

/** Refuses a project (if one is named) that is over, or in which the provider has no part. */
export function deliverable(project: string | undefined, provider: string, { reference }: DecideContext): Refusal | undefined {
  const found = project === undefined ? undefined : (reference(project)?.state as ProjectSeen | undefined);
  if (found === undefined) return undefined;
  const about = { field: 'project', value: `assistanceProject_${project}` };
  if (found.status === 'CLOSED' || found.status === 'CANCELLED')
    return refuse('PROJECT_OVER', `the project is ${found.status}`, { ...about, rule: 'project names one that goes on' });
  const takesPart = found.partners.some(({ actor, until }) => actor === provider && until === null);
  if (takesPart || found.reporter === provider) return undefined;
  return refuse('NOT_ITS_PROJECT', 'the provider has no part in the project', {
    ...about,
    rule: 'project names one that the provider reports, or in which it has a role',
  });
}
