import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../platform/configuration.js';
import { readOidcSettings } from './settings.js';

const roles = { claim: 'groups', values: { readers: 'READER' } };
const issuer = { issuer: 'https://login.example.org', roles };
const settings = { resource: 'https://concord.example.org', issuers: [issuer] };
const ACTOR = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('CONCORD_OIDC', () => {
  it('needs the address of the service, and an issuer with what gives roles', () => {
    expect(readOidcSettings(JSON.stringify(settings))).toMatchObject({
      clockTolerance: 5,
      cooldown: 30,
      timeout: 5,
      issuers: [{ algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'], user: ['sub'], roles: { claim: ['groups'] } }],
    });
  });

  it('takes paths to claims, and organisations by their names there', () => {
    const organisation = { claim: ['realm', 'org'], actors: { agency: `actor_${ACTOR}` } };
    const { issuers } = readOidcSettings(JSON.stringify({ ...settings, issuers: [{ ...issuer, organisation }] }));
    expect(issuers[0]!.organisation).toEqual({ claim: ['realm', 'org'], actors: { agency: ACTOR } });
  });

  const with1 = (further: object) => ({ ...settings, issuers: [{ ...issuer, ...further }] });
  it.each<readonly [given: unknown, message: RegExp]>([
    ['{', /CONCORD_OIDC: is JSON/],
    [{ ...settings, resource: 'concord' }, /CONCORD_OIDC\.resource: "concord" is an address that begins with https/],
    [{ ...settings, issuers: [] }, /CONCORD_OIDC\.issuers: \[\] names at least one issuer/],
    [{ ...settings, issuers: [issuer, issuer] }, /CONCORD_OIDC\.issuers: .* names each issuer once/],
    [{ ...settings, clockTolerance: 61 }, /CONCORD_OIDC\.clockTolerance: 61 is at most 60 seconds/],
    [{ ...settings, audience: 'x' }, /audience/],
    [
      with1({ issuer: 'http://login.example.org' }),
      /CONCORD_OIDC\.issuers\.0\.issuer: "http:\/\/login\.example\.org" is an address/,
    ],
    [with1({ algorithms: ['HS256'] }), /CONCORD_OIDC\.issuers\.0\.algorithms\.0: "HS256" is one of RS256/],
    [with1({ algorithms: ['none'] }), /"none" is one of/],
    [with1({ roles: undefined }), /CONCORD_OIDC\.issuers\.0\.roles: nothing/],
    [with1({ roles: { claim: 'g', values: { x: 'PROCESS' } } }), /roles\.values\.x: "PROCESS" is one of ADMINISTRATOR/],
    [with1({ roles: { ...roles, otherwise: 'ADMINISTRATOR' } }), /roles\.otherwise: "ADMINISTRATOR" is READER or MEMBER/],
    [
      with1({ organisation: { claim: 'o', actors: { x: 'y' } } }),
      /organisation\.actors\.x: "y" is the id of an actor: actor_<uuid>/,
    ],
    [with1({ coordinates: 'SOME' }), /coordinates: "SOME" is ALL, or/],
    [with1({ user: [] }), /user: \[\] names the path to a claim/],
  ])('refuses %j, naming field, value and rule', (given, message) => {
    const read = () => readOidcSettings(typeof given === 'string' ? given : JSON.stringify(given));
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(message);
  });
});
