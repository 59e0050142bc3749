/** What a spec file imports as `@jest/globals`. */
const { jest, expect, describe, it, test, beforeAll, beforeEach, afterAll, afterEach } =
  globalThis[Symbol.for('concord jest globals')];
export { jest, expect, describe, it, test, beforeAll, beforeEach, afterAll, afterEach };
