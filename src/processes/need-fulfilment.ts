import { parseStream } from '../event-sourcing/catalogue.js';
import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { type LoadedRecord } from '../event-sourcing/record-loader.js';
import { type Process, type ProcessCommand, type Reaction, type ReactionContext } from '../event-sourcing/processes/process.js';
import { type AssistanceMatchState } from '../records/assistance-match/assistance-match.fields.js';
import { type AssistanceNeedState } from '../records/assistance-need/assistance-need.fields.js';
import { type AssistanceProjectState } from '../records/assistance-project/assistance-project.fields.js';
import { type CapacityActivityState } from '../records/capacity-activity/capacity-activity.fields.js';
import { notBefore } from './not-before.js';
import { type Delivering, type Fulfilment, fulfilment, FULFILMENT_RULE } from './need-fulfilment.rule.js';

/**
 * Keeps a need partly met, met or open by the rule `need-fulfilment/1`, from its matches and what their projects deliver; an activity that was held counts
 * as something delivered to the needs that it names. Each record of it is an event of the need, which leads to the next one where there is more to say.
 */
export const needFulfilment: Process = {
  name: 'need-fulfilment',
  reads: {
    assistanceProject: [
      'MilestoneReached',
      'ResultReported',
      'InKindContributionRecorded',
      'ProjectCompleted',
      'ProjectAdvanced',
      'RecordVoided',
      'RecordRestored',
    ],
    assistanceMatch: ['MatchProposed', 'MatchProjectAssigned', 'MatchConfirmed', 'MatchBroken', 'RecordRestored'],
    assistanceNeed: ['NeedQuantified', 'NeedPartlyMet', 'NeedMet', 'NeedReopened', 'RecordRestored'],
    capacityActivity: ['ActivityHeld', 'RecordRestored'],
  },

  async react(event, context): Promise<Reaction> {
    const { kind, id } = parseStream(event.stream);
    switch (kind) {
      case 'assistanceMatch': {
        const { need, projects } = (await context.load(kind, id)).state as AssistanceMatchState;
        const links = [
          { subject: `assistanceNeed-${need}`, linked: event.stream },
          ...projects.map((project) => ({ subject: `assistanceProject-${project}`, linked: event.stream })),
        ];
        return { links, commands: await settled(event, need, context, event.stream) };
      }
      case 'assistanceProject': {
        const commands: ProcessCommand[] = [];
        for (const match of await context.linked(event.stream)) {
          const { need } = (await context.load('assistanceMatch', parseStream(match).id)).state as AssistanceMatchState;
          commands.push(...(await settled(event, need, context)));
        }
        return { commands };
      }
      case 'capacityActivity':
        return held(event, id, context);
      default:
        return { commands: [...(await settled(event, id, context)), ...(await heldMeanwhile(event, id, context))] };
    }
  },
};

/** What is next to be recorded of a need, if anything. */
async function settled(event: RecordedEvent, need: string, context: ReactionContext, also?: string): Promise<ProcessCommand[]> {
  const { state, meta } = await context.load('assistanceNeed', need);
  const seen = state as AssistanceNeedState;
  if (meta.voided || seen.withdrawnAt !== null) return [];
  const linked = await context.linked(`assistanceNeed-${need}`);
  const streams = new Set([
    ...linked.filter((stream) => parseStream(stream).kind === 'assistanceMatch'),
    ...(also ? [also] : []),
  ]);
  const matches = (await Promise.all([...streams].map((stream) => delivering(parseStream(stream).id, context)))).flat();
  const next = fulfilment(seen, matches);
  if (!next) return [];
  // What is partly met says of one match what it delivered; that a need is met, of all.
  const about = next.command === 'reopenNeed' ? next.match : next.delivery.match;
  const told = matches.filter(({ match }) => next.command === 'recordNeedMet' || match === about);
  const of = about === undefined ? [] : [await context.load('assistanceMatch', about)];
  return [{ ...recorded(event, need, seen, next), tells: [...of, ...told.flatMap(({ records }) => records)] }];
}

/** A match with its projects, and their records; none where it is not confirmed, or not any more. */
async function delivering(
  match: string,
  { load }: ReactionContext,
): Promise<(Delivering & { readonly records: readonly LoadedRecord[] })[]> {
  const record = await load('assistanceMatch', match);
  const { status, quantity, projects } = record.state as AssistanceMatchState;
  if (status !== 'CONFIRMED') return [];
  const loaded = projects.map(async (id) => {
    const project = await load('assistanceProject', id);
    return project.meta.voided ? [] : [project];
  });
  const delivered = (await Promise.all(loaded)).flat();
  const seen = delivered.map(({ id, state }) => ({ id, state: state as AssistanceProjectState }));
  return [{ match, quantity, projects: seen, records: [record, ...delivered] }];
}

function recorded(event: RecordedEvent, id: string, need: AssistanceNeedState, next: Fulfilment): ProcessCommand {
  const said = need.deliveries.map(({ at }) => at);
  const isReopened = next.command === 'reopenNeed';
  const input = isReopened
    ? { match: next.match, reason: 'what had counted as delivered counts no more: the match was broken, or its project goes on' }
    : next.delivery;
  return {
    ...{ kind: 'assistanceNeed', name: next.command, id, input },
    occurredAt: notBefore(event, need.position?.at, ...(isReopened ? [need.metAt, ...said] : [])),
    source: { document: FULFILMENT_RULE, identifier: event.id },
  };
}

/** An activity that was held delivered something to the needs that it names and that are open. */
async function held(event: RecordedEvent, id: string, context: ReactionContext): Promise<Reaction> {
  const { state } = await context.load('capacityActivity', id);
  const { needs } = state as CapacityActivityState;
  const commands = await Promise.all(needs.map((need) => deliveredBy(event, id, need, context)));
  const links = needs.map((need) => ({ subject: `assistanceNeed-${need}`, linked: event.stream }));
  return { commands: commands.flat(), links };
}

/** What activities delivered to a need that was voided when they were held. */
async function heldMeanwhile(event: RecordedEvent, need: string, context: ReactionContext): Promise<ProcessCommand[]> {
  if (event.type !== 'RecordRestored') return [];
  const linked = (await context.linked(`assistanceNeed-${need}`)).map(parseStream);
  const activities = linked.filter(({ kind }) => kind === 'capacityActivity');
  return (await Promise.all(activities.map(({ id }) => deliveredBy(event, id, need, context)))).flat();
}

async function deliveredBy(event: RecordedEvent, id: string, need: string, { load }: ReactionContext): Promise<ProcessCommand[]> {
  const activity = await load('capacityActivity', id);
  if (activity.meta.voided || (activity.state as CapacityActivityState).status !== 'HELD') return [];
  const { meta, state } = await load('assistanceNeed', need);
  const { deliveries, metAt, withdrawnAt, position } = state as AssistanceNeedState;
  const isOpen = metAt === null && withdrawnAt === null && !meta.voided && position?.agreed === true;
  if (!isOpen || deliveries.some(({ activity }) => activity === id)) return [];
  return [
    {
      ...{ kind: 'assistanceNeed', name: 'recordNeedPartlyMet', id: need, input: { activity: id }, key: id },
      tells: [activity],
      occurredAt: notBefore(event, position.at),
      source: { document: FULFILMENT_RULE, identifier: event.id },
    },
  ];
}
