/** An access token that does not count, with the reason and its error code of RFC 6750. */
export class InvalidToken extends Error {
  constructor(
    message: string,
    readonly error: 'invalid_token' | 'insufficient_scope' = 'invalid_token',
  ) {
    super(message);
  }
}
