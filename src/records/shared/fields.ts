import { group, instant, nullable, reference } from '../../fields/index.js';

export const membership = group('Membership', 'A membership, present or past.', {
  actor: reference('actor', 'The member.'),
  joined: instant('Since when.'),
  left: nullable(instant('Until when; null for a present member.')),
});
