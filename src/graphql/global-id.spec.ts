import { expect, it } from '@jest/globals';
import { withoutMoments } from './global-id.js';

const UUID = '01a21ef9-c5e2-76e9-a411-979081e96d59';
const MOMENT = '@2021-12-31T23:59:59.999Z~1560';

it('A command takes ids of any moment, and leaves the words of texts and addresses as they are', () => {
  expect(withoutMoments({ id: `commitment_${UUID}${MOMENT}`, event: `${UUID}${MOMENT}`, cites: [`actor_${UUID}@~7`] })).toEqual({
    id: `commitment_${UUID}`,
    event: UUID,
    cites: [`actor_${UUID}`],
  });
  const said = {
    text: `As in commitment_${UUID}${MOMENT}`,
    document: `https://example.org/commitment_${UUID}${MOMENT}`,
    mail: 'a@example.org',
  };
  expect(withoutMoments(said)).toEqual(said);
});
