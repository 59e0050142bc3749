import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfiguration, withoutPassword } from './configuration.js';
import { addresses, FRONT_DOOR } from './front-door.js';

describe('The configuration', () => {
  it('needs nothing: loopback, port 4000, the embedded database', () => {
    expect(readConfiguration({})).toEqual({
      frontDoor: { ...FRONT_DOOR, pointsPerMinute: 60_000 },
      role: 'all',
      rowSecurity: 'off',
      drainDelay: 0,
      port: 4000,
      host: '127.0.0.1',
      breakGlass: ['COORDINATOR'],
      readAuditDays: 365,
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
      CONCORD_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
      CONCORD_BREAK_GLASS: 'none',
      CONCORD_READ_AUDIT_DAYS: '30',
      CONCORD_LOG_LEVEL: 'debug',
      CONCORD_LEDGER_ORIGIN: 'concord.example.org/ledger',
      CONCORD_WITNESS_POLICY: '/etc/concord/witnessed',
      CONCORD_ORIGINS: 'https://dashboard.example, http://localhost:3000',
      CONCORD_TRUSTED_PROXIES: '10.0.0.0/8,::1',
      CONCORD_TLS_CERT: '/etc/concord/cert.pem',
      CONCORD_TLS_KEY: '/etc/concord/key.pem',
      CONCORD_INTROSPECTION: 'off',
      CONCORD_SUGGESTIONS: 'off',
      CONCORD_DASHBOARD: 'off',
      CONCORD_EXPLORER: 'off',
      CONCORD_RATE_LIMIT: '500',
      CONCORD_REQUEST_TIMEOUT: '5',
      CONCORD_STATEMENT_TIMEOUT: '4',
      CONCORD_MAX_CONNECTIONS: '50',
    };
    expect(readConfiguration(env)).toEqual({
      frontDoor: {
        ...FRONT_DOOR,
        origins: ['https://dashboard.example', 'http://localhost:3000'],
        trustedProxies: ['10.0.0.0/8', '::1'],
        tls: { cert: '/etc/concord/cert.pem', key: '/etc/concord/key.pem' },
        introspection: false,
        suggestions: false,
        dashboard: false,
        explorer: false,
        pointsPerMinute: 500,
        requestTimeout: 5_000,
        statementTimeout: 4_000,
        maxConnections: 50,
      },
      role: 'api',
      rowSecurity: 'off',
      drainDelay: 500,
      port: 0,
      host: '::1',
      databaseUrl: env.DATABASE_URL,
      eventStoreUrl: env.EVENTSTORE_URL,
      eventStorePrefix: 'concord_2',
      ledger: { origin: 'concord.example.org/ledger' },
      witness: { policy: '/etc/concord/witnessed' },
      dataFolder: '/srv/concord',
      adminKey: env.CONCORD_ADMIN_KEY,
      masterKeys: [Buffer.alloc(32, 1)],
      breakGlass: [],
      readAuditDays: 30,
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
    ['CONCORD_ORIGINS', 'https://a.example/path', /CONCORD_ORIGINS: "https:\/\/a.example\/path" has origins with commas between/],
    ['CONCORD_TRUSTED_PROXIES', '10.0.0.0/33', /CONCORD_TRUSTED_PROXIES: "10.0.0.0\/33" has IP addresses or networks/],
    ['CONCORD_TLS_CERT', '/cert.pem', /CONCORD_TLS_CERT and CONCORD_TLS_KEY go together/],
    ['CONCORD_INTROSPECTION', 'no', /CONCORD_INTROSPECTION: "no" is on or off/],
    ['CONCORD_RATE_LIMIT', '-1', /CONCORD_RATE_LIMIT: "-1" is a whole number up to 1000000000/],
    ['CONCORD_REQUEST_TIMEOUT', '0', /CONCORD_REQUEST_TIMEOUT: "0" is at least 1 second/],
    ['CONCORD_LOG_LEVEL', 'loud', /CONCORD_LOG_LEVEL: "loud" is one of debug, /],
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

describe('The address of a caller', () => {
  const addressOf = addresses(['10.0.0.0/8', '::1']);

  it.each([
    ['is that of the connection', '192.0.2.1', '', '192.0.2.1'],
    ['is not what a stranger says of itself', '192.0.2.1', '198.51.100.7', '192.0.2.1'],
    ['is what a trusted proxy has it from', '10.1.2.3', '198.51.100.7', '198.51.100.7'],
    [
      'is the last one before trusted proxies, whatever stands further on',
      '::1',
      '203.0.113.9, 198.51.100.7, 10.0.0.2',
      '198.51.100.7',
    ],
    ['is the proxy, where it says nothing that is an address', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['is found by an IPv4 address within IPv6', '::ffff:10.1.2.3', '198.51.100.7', '198.51.100.7'],
  ])('%s', (_what, remote, forwarded, address) => {
    expect(addressOf(remote, forwarded)).toBe(address);
  });

  it('is never taken from a header where no proxy is trusted', () => {
    expect(addresses([])('127.0.0.1', '198.51.100.7')).toBe('127.0.0.1');
  });
});
