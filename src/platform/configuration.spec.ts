import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfiguration, withoutPassword } from './configuration.js';

describe('The configuration', () => {
  it('needs nothing: loopback, port 4000, the embedded database', () => {
    expect(readConfiguration({})).toEqual({
      role: 'all',
      drainDelay: 0,
      port: 4000,
      host: '127.0.0.1',
      logLevel: 'info',
    });
  });

  it('gives an API three seconds to be left by its proxy, and a projector a port of its own', () => {
    expect(readConfiguration({ CONCORD_ROLE: 'api' })).toMatchObject({ role: 'api', port: 4000, drainDelay: 3_000 });
    expect(readConfiguration({ CONCORD_ROLE: 'projector' })).toMatchObject({ role: 'projector', port: 4001, drainDelay: 0 });
  });

  it('takes an empty variable for one that is left out', () => {
    expect(readConfiguration({ PORT: '', HOST: '', DATABASE_URL: '', CONCORD_ADMIN_KEY: '' })).toEqual(readConfiguration({}));
  });

  it('takes what is set', () => {
    const env = {
      CONCORD_ROLE: 'api',
      CONCORD_DRAIN_DELAY: '0.5',
      PORT: '0',
      HOST: '::1',
      DATABASE_URL: 'postgresql://u:p@db/concord',
      EVENTSTORE_URL: 'esdb+discover://a:2113,b:2113?tls=false',
      EVENTSTORE_PREFIX: 'concord_2',
      CONCORD_DATA: '/srv/concord',
      CONCORD_ADMIN_KEY: 'concord_0123456789abcdef',
      CONCORD_LOG_LEVEL: 'debug',
    };
    expect(readConfiguration(env)).toEqual({
      role: 'api',
      drainDelay: 500,
      port: 0,
      host: '::1',
      databaseUrl: env.DATABASE_URL,
      eventStoreUrl: env.EVENTSTORE_URL,
      eventStorePrefix: 'concord_2',
      dataFolder: '/srv/concord',
      adminKey: env.CONCORD_ADMIN_KEY,
      logLevel: 'debug',
    });
  });

  it.each([
    ['CONCORD_ROLE', 'worker', /CONCORD_ROLE: "worker" is one of api, projector, all/],
    ['CONCORD_DRAIN_DELAY', '61', /CONCORD_DRAIN_DELAY: "61" is a number of seconds from 0 to 60/],
    ['CONCORD_DRAIN_DELAY', '3s', /CONCORD_DRAIN_DELAY: "3s"/],
    ['PORT', '65536', /PORT: "65536" is a port number from 0 to 65535/],
    ['PORT', '4e3', /PORT: "4e3" is a port/],
    ['PORT', '-1', /PORT: "-1"/],
    ['HOST', 'http://here', /HOST: "http:\/\/here" is a host name/],
    ['DATABASE_URL', 'mysql://db/x', /DATABASE_URL: "mysql:\/\/db\/x" .*postgres:\/\//],
    ['DATABASE_URL', 'postgres://[', /DATABASE_URL: .* is a URL/],
    ['EVENTSTORE_URL', 'http://db', /EVENTSTORE_URL: "http:\/\/db"/],
    ['EVENTSTORE_PREFIX', 'a.b', /EVENTSTORE_PREFIX: "a.b" has letters, digits and _ only/],
    ['CONCORD_LOG_LEVEL', 'loud', /CONCORD_LOG_LEVEL: "loud" .*"debug"/],
  ])('refuses %s=%s, naming variable, value and rule', (name, value, message) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(ConfigurationError);
    expect(() => readConfiguration({ [name]: value })).toThrow(message);
  });

  it('names all that is wrong at once, and no secret', () => {
    const refused = () => readConfiguration({ PORT: 'x', DATABASE_URL: 'mysql://u:s3cr@et@db', CONCORD_ADMIN_KEY: 'short one' });
    expect(refused).toThrow(/PORT.*DATABASE_URL.*CONCORD_ADMIN_KEY/);
    expect(refused).not.toThrow(/s3cr|et@|short/);
  });

  it('shows connection addresses without their passwords', () => {
    expect(withoutPassword('postgres://u:a:b@c@db:5432/x?sslpassword=y&z=1')).toBe(
      'postgres://u:***@db:5432/x?sslpassword=***&z=1',
    );
    expect(withoutPassword('postgres://db:5432/x')).toBe('postgres://db:5432/x');
  });
});
