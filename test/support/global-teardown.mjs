export default () => globalThis.stopTestServers?.();
