import * as cast from './actors.js';
import { day, en, LAST_DAY, marked, type Scene } from './scene.js';

/** What is seen: title, threats, what becomes of it. */
const TRENDS: readonly (readonly [title: string, themes: readonly string[], retired?: string])[] = [
  ['drones over open-air events', ['TH-06']],
  ['staff who let others in', ['TH-03']],
  ['empty venues after the pandemic', ['TH-01'], 'Venues are open again.'],
  ['instructions for explosives on line', ['TH-02', 'TH-05']],
];

/** Those who have to be warned, tests that reach them or do not, and one network that is out of service. */
export function networks(scene: Scene): void {
  const story = scene.record('warningNetwork', 'Operators');
  story.say('establishWarningNetwork', 40, {
    name: marked('warning of operators of crowded places'),
    networkKind: 'EMERGENCY_WARNING',
    level: 'REGIONAL',
    operator: scene.actor(cast.ORGANISATION),
    regions: [cast.REGION],
    themes: ['CO-04', 'CH-06'],
  });
  const nodes = [...cast.STATES.map(cast.officeOf), cast.OPERATORS, cast.RETAILERS];
  nodes.forEach((name, i) => story.say('enrolNetworkNode', 45 + i * 5, { node: scene.actor(name) }));
  for (let on = 120; on < LAST_DAY - 40; on += 150) {
    const test = story.say('planNetworkTest', on - 20, { plannedFor: day(on) });
    const reached = scene.number(5, nodes.length);
    const acknowledged = scene.number(3, reached);
    story.say('recordNetworkTest', on, { test, reached, acknowledged, seconds: scene.number(60, 900) });
  }
  story.say('recordNetworkActivation', 400, { use: 'EXERCISE', alerted: 7 });
  story.say('removeNetworkNode', 500, { node: scene.actor(cast.RETAILERS), reason: 'It has one of its own.' });
  const halfYear = { threshold: 'NETWORK_TEST_DAYS', value: 183, reason: 'Exercise: a test counts for half a year.' };
  scene.record('ruleThreshold', 'Tests of networks').say('setRuleThreshold', 365, halfYear);
  const old = scene.record('warningNetwork', 'Fax');
  const operator = scene.actor(cast.officeOf(scene.pick(cast.STATES)));
  old.say('establishWarningNetwork', 10, {
    name: marked('warning by fax'),
    networkKind: 'COMMUNICATION',
    level: 'NATIONAL',
    operator,
  });
  old.say('retireWarningNetwork', 300, { reason: 'Nobody has a machine any more.' });
}

/** Trends that two organisations assess, not always alike. */
export function trends(scene: Scene): void {
  for (const [title, themes, retired] of TRENDS) {
    const story = scene.record('threatTrend', title);
    const on = scene.number(10, 90);
    story.say('identifyThreatTrend', on, { title: marked(title), themes, regions: [cast.REGION] });
    for (const [name, after] of [
      [cast.ASSESSORS, 30],
      [cast.UNIVERSITY, 120],
      [cast.ASSESSORS, 400],
    ] as const) {
      const assessment = {
        level: scene.pick(['LOW', 'MODERATE', 'SUBSTANTIAL']),
        reliability: scene.pick(['A', 'B', 'C']),
        credibility: scene.number(1, 4),
        summary: en('From reports of the region.'),
      };
      story.say('assessThreatTrend', on + after, assessment, { by: scene.actor(name) });
    }
    if (retired) story.say('retireThreatTrend', on + 420, { reason: retired });
  }
}

/** A list of organisations to share with; who leaves it reads no longer. */
export function communities(scene: Scene): void {
  const story = scene.record('community', 'Readers');
  const by = { by: scene.actor(cast.ORGANISATION) };
  story.say(
    'formCommunity',
    30,
    { name: marked('readers of assessments'), purpose: en('Drafts before they are published.'), steward: by.by },
    by,
  );
  for (const name of [cast.ASSESSORS, cast.UNIVERSITY, cast.WATCHERS])
    story.say('addCommunityMember', 35, { member: scene.actor(name) }, by);
  story.say('removeCommunityMember', 400, { member: scene.actor(cast.WATCHERS), reason: 'At its own wish.' }, by);
}
